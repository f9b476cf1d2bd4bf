import { join } from 'node:path';
import { app, session } from 'electron';
import { defaultSettings, type Settings } from '../contract/settings';
import { appInfo, systemLocale } from './app-info';
import { systemClock } from './clock';
import { shellCommands } from './commands/shell';
import { applyStartAtLogin } from './desktop/login-item';
import { installApplicationMenu, offerEditMenu } from './desktop/menus';
import { startEarly } from './early';
import { catchFaults } from './faults';
import { Broadcaster } from './ipc/broadcaster';
import { listenToWindows } from './ipc/electron-ipc';
import { CommandRouter } from './ipc/router';
import type { Invocation } from './links/command-line';
import { becomeLinkHandler, listenForOrders } from './links/instance';
import { carryOut, type OrderTargets } from './links/orders';
import { openLog } from './log/log';
import { StartMarks } from './marks';
import { NoticeBoard } from './notices';
import { Quit } from './quit';
import { KeychainSecretStore } from './secrets/secret-store';
import { SecretFile } from './secrets/secret-file';
import { systemCipher } from './secrets/system-cipher';
import { Shell } from './shell';
import { setRuntimeSwitches } from './switches';
import { AppWindows } from './windows/app-window';
import { declareAppScheme, serveAppPages } from './windows/app-protocol';
import { pageSource } from './windows/pages';
import { guardPermissions } from './windows/permissions';

declareAppScheme();
setRuntimeSwitches(app.commandLine);
const invocation = startEarly();
if (invocation) void run(invocation);

async function run({ verbose, hidden, orders }: Invocation): Promise<void> {
  const log = openLog(join(app.getPath('userData'), 'sidetone.log'), verbose);
  const marks = new StartMarks(log, () => (performance.timeOrigin + performance.now()) - (process.getCreationTime() ?? performance.timeOrigin));
  marks.mark('main-loaded');
  const developmentServer = app.isPackaged ? null : process.env['ELECTRON_RENDERER_URL'] ?? null;
  const pages = pageSource(developmentServer);
  const windows = new AppWindows({ pages, preloadFile: join(import.meta.dirname, '../preload/index.cjs'), isDevelopment: developmentServer !== null, log: log.child('window') });
  const { broadcast } = new Broadcaster(() => windows.targets(), log.child('ipc'));
  const notices = new NoticeBoard({ clock: systemClock, makeId: () => crypto.randomUUID(), onAdded: (notice) => broadcast('notice:added', notice) });
  catchFaults(process, log, notices);
  const router = new CommandRouter({ windowKindOf: (id) => windows.kindOf(id), isOwnUrl: pages.isOwnUrl, log: log.child('ipc') });

  await app.whenReady();
  marks.mark('app-ready');
  installApplicationMenu(developmentServer !== null);
  serveAppPages(join(import.meta.dirname, '../renderer'), log.child('page'));
  guardPermissions(session.defaultSession, pages, (id) => windows.kindOf(id));
  listenToWindows(router);

  let settings: Settings = defaultSettings;
  const state = new Map<string, unknown>();
  const secrets = new KeychainSecretStore(systemCipher, new SecretFile(join(app.getPath('userData'), 'passwords.json'), log), log.child('secrets'));
  const iconFolder = join(app.getAppPath(), 'assets/icons');
  const quit = new Quit({
    hangUpAndUnregister: () => Promise.resolve(),
    closers: [
      { name: 'shell', close: () => shell.dispose() },
    ],
    exit: () => { log.dispose(); app.exit(0); }, clock: systemClock, log,
  });
  const shell: Shell = new Shell({
    windows, broadcast, log: log.child('shell'), iconFolder, appIcon: join(iconFolder, 'app-256.png'), systemLocale: systemLocale(),
    memory: { getState: (key) => state.get(key), setState: (key, value) => { state.set(key, value); } },
    settings: () => settings, quit: quit.begin,
  });
  offerEditMenu(shell.phone.window.webContents, () => shell.words());
  marks.mark('window-created');
  const startHidden = hidden || settings.startHidden;
  if (!startHidden) {
    shell.phone.showWhenReady(() => {
      marks.mark('window-ready');
      void shell.startRest();
    });
  } else {
    void shell.startRest();
  }

  const targets: OrderTargets = {
    showPhone: () => shell.showPhone(),
    askToDial: (request) => shell.askToDial(request),
    dial: (request) => shell.askToDial(request),
    mayDialWithoutAsking: () => settings.dialLinksWithoutAsking,
    answer: () => undefined, hangUp: () => undefined, provision: () => undefined,
    quit: () => quit.begin('command line'),
    notices,
  };
  listenForOrders(log, (later) => carryOut(later, targets));
  carryOut(orders, targets);

  router.register(shellCommands({
    shell, notices, logFile: log.file, quit: quit.begin,
    info: () => appInfo({ logFile: log.file, keychainAvailable: secrets.available, databaseEngine: '' }),
  }));
  router.register({
    'settings:get': () => settings,
    'settings:set': (change) => {
      settings = { ...settings, ...Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)) };
      shell.settingsChanged();
      if (change.startAtLogin !== undefined) applyStartAtLogin(app, change.startAtLogin, { program: process.execPath, args: ['--hidden'] });
      broadcast('settings:changed', settings);
      return settings;
    },
    'accounts:list': () => [], 'call:list': () => [], 'history:missedCount': () => 0,
  });
  router.seal();
  marks.mark('parts-ready');
  becomeLinkHandler(log);

  app.on('activate', () => shell.showPhone());
  app.on('window-all-closed', () => undefined);
  app.on('before-quit', (event) => {
    event.preventDefault();
    quit.begin('system');
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => quit.begin(signal));
}
