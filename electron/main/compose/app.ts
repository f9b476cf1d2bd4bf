import { join } from 'node:path';
import { app, MessageChannelMain, powerMonitor, session, shell as desktop, utilityProcess, type MessagePortMain } from 'electron';
import type { Settings } from '../../contract/settings';
import { systemClock } from '../../calls/ports';
import { CallId } from '../../contract/ids';
import { MediaClient, type MediaProcess } from '../../media/client';
import { createSignalling } from '../../sip';
import { appInfo, systemLocale, systemRegion } from '../app-info';
import { AudioWindowHost, createAudioWindow, idleShareMeter, MEDIA_SERVICE_NAME } from '../audio';
import { linkCommands } from '../commands/messages';
import { recordingCommands } from '../commands/recordings';
import { settingsCommands } from '../commands/settings';
import { traceCommands } from '../commands/trace';
import { shellCommands } from '../commands/shell';
import { vcardCommands } from '../commands/vcard';
import { LevelMonitor } from '../desktop/level-monitor';
import { installApplicationMenu, offerEditMenu } from '../desktop/menus';
import { catchFaults } from '../faults';
import { argumentsAgain } from '../fresh-start';
import { Broadcaster } from '../ipc/broadcaster';
import { listenToWindows } from '../ipc/electron-ipc';
import { CommandRouter } from '../ipc/router';
import type { Invocation, Order } from '../links/command-line';
import { becomeLinkHandler, listenForOrders } from '../links/instance';
import { carryOut, type OrderTargets } from '../links/orders';
import { CallLog } from '../log/call-log';
import { openLog } from '../log/log';
import { StartMarks } from '../marks';
import { NoticeBoard } from '../notices';
import { Quit } from '../quit';
import { RecordingFiles } from '../recordings/recording-files';
import { KeychainSecretStore } from '../secrets/secret-store';
import { SecretFile } from '../secrets/secret-file';
import { systemCipher } from '../secrets/system-cipher';
import { Shell } from '../shell';
import { signallingMarker } from '../traffic-class';
import { languageOf } from '../words';
import { serveAppPages } from '../windows/app-protocol';
import { AppWindows } from '../windows/app-window';
import { FileDialogs } from '../windows/file-dialogs';
import { pageSource } from '../windows/pages';
import { guardPermissions } from '../windows/permissions';
import { forgivingMemory } from '../windows/window-memory';
import { Domain } from './domain';
import { openStoreOrMemory } from './open-store';
import { leastDeviceFrames, watchSoundServer } from './sound-server';

/** Who has not touched anything for so long writes nothing just now. */
const AWAY_S = 20;

/** Builds the whole phone, window first: what the first paint does not need is made while the page loads. */
export async function runApp({ verbose, hidden, orders }: Invocation): Promise<void> {
  const profile = app.getPath('userData');
  const log = openLog(join(profile, 'sidetone.log'), verbose);
  const marks = new StartMarks(log, () => performance.timeOrigin + performance.now() - (process.getCreationTime() ?? performance.timeOrigin));
  marks.mark('main-loaded');
  const developmentServer = app.isPackaged ? null : (process.env['ELECTRON_RENDERER_URL'] ?? null);
  const pages = pageSource(developmentServer);
  const windows = new AppWindows({ pages, preloadFile: join(import.meta.dirname, '../preload/index.cjs'), isDevelopment: developmentServer !== null, log: log.child('window') });
  const { broadcast } = new Broadcaster(() => windows.targets(), log.child('ipc'));
  const notices = new NoticeBoard({ log: log.child('notice'), clock: systemClock, makeId: () => crypto.randomUUID(), onAdded: (notice) => broadcast('notice:added', notice) });
  catchFaults(process, log, notices);
  const router = new CommandRouter({ windowKindOf: (id) => windows.kindOf(id), isOwnUrl: pages.isOwnUrl, log: log.child('ipc') });
  // Orders that come before the parts are there wait for them.
  let take = (later: readonly Order[]): void => void orders.push(...later);
  listenForOrders(log, (later) => take(later));

  await app.whenReady();
  marks.mark('app-ready');
  installApplicationMenu(developmentServer !== null);
  serveAppPages(join(import.meta.dirname, '../renderer'), log.child('page'));
  guardPermissions(session.defaultSession, pages, (id) => windows.kindOf(id));
  listenToWindows(router);

  const store = openStoreOrMemory(join(profile, 'sidetone.db'), systemLocale(), systemClock, log.child('store'), notices);
  let settings: Settings = store.settings.get();
  const quit = new Quit({
    hangUpAndUnregister: () => domain.dispose(),
    closers: [
      { name: 'call log', close: () => callLog.dispose() },
      { name: 'sound server', close: () => leaveSoundServer() },
      { name: 'audio', close: () => audio.dispose() },
      { name: 'shell', close: () => shell.dispose() },
      { name: 'recordings', close: () => recordingFiles.dispose() },
      { name: 'store', close: () => store.close() },
      { name: 'log', close: () => log.flush() },
    ],
    exit: () => app.exit(0), clock: systemClock, log,
  });
  const iconFolder = join(app.getAppPath(), 'assets/icons');
  const shell: Shell = new Shell({
    windows, broadcast, log: log.child('shell'), iconFolder, appIcon: join(iconFolder, 'app-256.png'), systemLocale: systemLocale(),
    memory: forgivingMemory(store.settings, log.child('window')), settings: () => settings, quit: quit.begin,
  });
  offerEditMenu(shell.phone.window.webContents, () => shell.words());
  marks.mark('window-created');

  const secrets = new KeychainSecretStore(systemCipher, new SecretFile(join(profile, 'passwords.json'), log), log.child('secrets'));
  const signalling = createSignalling({
    log: log.child('sip'), clock: systemClock, newCallId: () => CallId.parse(crypto.randomUUID()), userAgent: `Sidetone/${app.getVersion()}`,
    markSocket: signallingMarker(log.child('sip')),
  });
  const media = new MediaClient<MessagePortMain>({
    spawn: () => utilityProcess.fork(join(import.meta.dirname, 'media.js'), [], { serviceName: MEDIA_SERVICE_NAME }) as unknown as MediaProcess,
    clock: systemClock, log: log.child('media'),
  });
  const audio = new AudioWindowHost<MessagePortMain>({
    createWindow: (deviceFrames, leastFrames) => createAudioWindow(windows, deviceFrames, leastFrames, log.child('audio')), leastFrames: leastDeviceFrames(),
    createChannel: () => {
      const { port1, port2 } = new MessageChannelMain();
      return { window: port1, media: port2 };
    },
    handToMedia: (port) => media.connectAudio(port),
    memory: forgivingMemory(store.settings, log.child('audio')), idleShare: idleShareMeter(), clock: systemClock, log: log.child('audio'),
  });
  const levels = new LevelMonitor(audio);
  const { window: phoneWindow } = shell.phone;
  for (const event of ['show', 'hide', 'minimize', 'restore'] as const) {
    phoneWindow.on(event as 'show', () => levels.setSeen(phoneWindow.isVisible() && !phoneWindow.isMinimized()));
  }
  phoneWindow.webContents.on('did-start-loading', () => levels.want(false));
  const changeSettings = (next: Settings): void => {
    settings = next;
    domain.applySettings();
    shell.settingsChanged();
    broadcast('settings:changed', settings);
  };
  const recordingFolder = (): string => settings.recordingFolder ?? join(app.getPath('music'), 'Sidetone');
  const recordingFiles = new RecordingFiles({ store: store.recordings, desktop, clock: systemClock, log: log.child('recordings') });
  const callLog = new CallLog({
    signalling, media, clock: systemClock, log: log.child('calls'),
    onLineReady: (accountId) => marks.mark('line-ready', { accountId }),
  });
  const domain: Domain = new Domain({
    store, secrets, signalling, media, audio, broadcast, notices, clock: systemClock, log,
    recordingFolder,
    announcement: () => join(unpacked(app.getAppPath()), 'assets/announcements', `recording-${languageOf(settings.language, systemLocale())}.opus`),
    startPracticeServer: async () => (await import('../../practice')).startPracticeServer({ log: log.child('practice'), clock: systemClock }),
    settings: () => settings, onSettingsProvisioned: changeSettings, systemRegion: systemRegion(),
    onChanged: () => {
      callLog.follow(domain.calls.list());
      shell.update();
    },
    onMediaRestarted: () => audio.mediaRestarted(),
    messages: { onArrived: (conversation, message) => shell.messages.arrived(conversation, message), onRead: (conversationId) => shell.messages.read(conversationId) },
  });

  const startAnew = (reason: string): void => {
    const execPath = process.env['APPIMAGE'];
    app.relaunch({ args: argumentsAgain(process.argv.slice(1), phoneWindow.isVisible()), ...(execPath !== undefined && { execPath }) });
    quit.begin(reason);
  };
  const leaveSoundServer = watchSoundServer({
    audio, notices, clock: systemClock, log: log.child('audio'),
    comesBackAlone: () => store.accounts.list().every(({ id, practice }) => practice || !secrets.isForThisRunOnly(id)),
    inUse: () => domain.calls.list().some(({ phase }) => phase.kind !== 'ended') || (phoneWindow.isFocused() && powerMonitor.getSystemIdleTime() < AWAY_S),
    startAnew: () => startAnew('the sound server was restarted'),
  });
  const dialogs = new FileDialogs(() => shell.phone.window);
  router.register({
    ...domain.commands(),
    ...audio.commands,
    'audio:monitor': ({ on }) => (levels.want(on), null),
    ...vcardCommands({ contacts: store.contacts, calls: domain.calls, region: () => domain.region(), dialogs, broadcast, notices }),
    ...recordingCommands({
      store: store.recordings, calls: domain.calls, files: recordingFiles, dialogs, folder: recordingFolder,
      setSetting: (change) => setSetting(change), historyChanged: () => domain.tellHistory(),
    }),
    ...traceCommands(signalling.trace, dialogs),
    ...linkCommands((url) => desktop.openExternal(url)),
    'messages:shown': ({ conversationId }) => (shell.shownConversation = conversationId, null),
    ...settingsCommands(store.settings, () => settings, changeSettings),
    ...shellCommands({
      shell, notices, logFile: log.file, quit: quit.begin, startAnew,
      info: () => appInfo({ logFile: log.file, keychainAvailable: secrets.available, databaseEngine: store.engine }),
    }),
  });
  router.seal();
  const setSetting = (change: Partial<Settings>): void => changeSettings(store.settings.set(change));
  shell.join(domain.forShell((doNotDisturb) => setSetting({ doNotDisturb })));
  domain.start();
  void recordingFiles.clearUp();
  marks.mark('parts-ready');

  const startRest = (): void => {
    void shell.startRest().then(() => audio.open());
  };
  if (hidden || settings.startHidden) startRest();
  else {
    shell.phone.showWhenReady(() => {
      marks.mark('window-ready');
      startRest();
    });
  }

  const targets: OrderTargets = {
    showPhone: () => shell.showPhone(),
    askToDial: (request) => shell.askToDial(request),
    dial: (request) => {
      shell.showPhone('call');
      domain.attempt(() => domain.calls.dial(request.number, null));
    },
    mayDialWithoutAsking: () => settings.dialLinksWithoutAsking,
    answer: () => domain.answerRinging(),
    hangUp: () => domain.hangUpCurrent(),
    provision: (file) => domain.provision(file),
    quit: () => quit.begin('command line'),
    notices,
  };
  take = (later) => carryOut(later, targets);
  carryOut(orders, targets);
  becomeLinkHandler(log);

  // A locked screen is somebody who is away, for those whom presence is shared with (macOS and Windows tell it).
  powerMonitor.on('lock-screen', () => domain.watching.own.setAway(true));
  powerMonitor.on('unlock-screen', () => domain.watching.own.setAway(false));
  app.on('activate', () => shell.showPhone());
  app.on('window-all-closed', () => undefined);
  app.on('before-quit', (event) => {
    event.preventDefault();
    quit.begin('system');
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => quit.begin(signal));
}

/** The media process reads files as they lie on the disk, not out of the app's archive. */
function unpacked(folder: string): string {
  return folder.replace(/app\.asar$/, 'app.asar.unpacked');
}
