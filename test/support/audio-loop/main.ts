import { join } from 'node:path';
import { app, MessageChannelMain, session, utilityProcess, type WebContents } from 'electron';
import { defaultSettings, type Settings } from '../../../electron/contract/settings';
import { silentLog } from '../../../electron/calls/ports/log';
import { AudioWindowHost, audioSwitches, createAudioWindow, featuresOff, featuresOn, idleShareMeter } from '../../../electron/main/audio';
import { systemClock } from '../../../electron/calls/ports';
import { leastDeviceFrames } from '../../../electron/main/compose/sound-server';
import { listenToWindows } from '../../../electron/main/ipc/electron-ipc';
import { CommandRouter } from '../../../electron/main/ipc/router';
import { AppWindows } from '../../../electron/main/windows/app-window';
import { declareAppScheme, serveAppPages } from '../../../electron/main/windows/app-protocol';
import { pageSource } from '../../../electron/main/windows/pages';
import { guardPermissions } from '../../../electron/main/windows/permissions';

/**
 * The app's own audio window and its host, with a process that sends back what it hears in place of the media
 * process. Says on standard output, a JSON line each, what happens; ends when standard input ends.
 * Standard input: one JSON order a line, the name of a host's method and its arguments.
 */
const say = (fact: Record<string, unknown>): void => { process.stdout.write(`${JSON.stringify({ atMs: performance.now(), ...fact })}\n`); };

declareAppScheme();
for (const { name, value } of audioSwitches) app.commandLine.appendSwitch(name, value);
if (featuresOff.length > 0) app.commandLine.appendSwitch('disable-features', featuresOff.join(','));
app.commandLine.appendSwitch('enable-features', featuresOn.join(','));
app.setPath('userData', process.env['AUDIO_LOOP_PROFILE'] ?? join(app.getPath('temp'), 'sidetone-audio-loop'));
void run();

async function run(): Promise<void> {
  await app.whenReady();
  const pages = pageSource(null);
  serveAppPages(join(import.meta.dirname, 'renderer'), silentLog);
  const windows = new AppWindows({ pages, preloadFile: join(import.meta.dirname, 'preload.cjs'), isDevelopment: false, log: silentLog });
  guardPermissions(session.defaultSession, pages, (id) => windows.kindOf(id));
  const router = new CommandRouter({ windowKindOf: (id) => windows.kindOf(id), isOwnUrl: (url) => pages.isOwnUrl(url), log: silentLog });
  listenToWindows(router);
  const echo = utilityProcess.fork(join(import.meta.dirname, 'echo.js'));
  echo.on('message', (fact: Record<string, unknown>) => say(fact));
  const host = new AudioWindowHost({
    createWindow: (deviceFrames, leastFrames) => createAudioWindow(windows, deviceFrames, leastFrames, silentLog), leastFrames: leastDeviceFrames(),
    createChannel: () => {
      const { port1, port2 } = new MessageChannelMain();
      return { window: port1, media: port2 };
    },
    handToMedia: (port) => echo.postMessage({ t: 'audio-port' }, [port]),
    memory: { getState: () => null, setState: () => undefined }, idleShare: idleShareMeter(), clock: systemClock, log: silentLog,
  });
  router.register(host.commands);
  router.seal();
  host.onDevices((devices) => say({ fact: 'devices', devices }));
  host.onProblem((problem) => say({ fact: 'problem', problem }));
  host.onLevels((levels) => say({ fact: 'levels', levels }));
  let audioContents: WebContents | null = null;
  app.on('web-contents-created', (_event, contents) => { audioContents = contents; });
  let settings: Settings = { ...defaultSettings, echoCancellation: false, noiseSuppression: false, autoGainControl: false };
  const orders: Record<string, (...args: never[]) => void> = {
    configure: (change: Partial<Settings>, region: string) => {
      settings = { ...settings, ...change };
      host.configure(settings, region);
    },
    startStream: () => host.startStream(), stopStream: () => host.stopStream(),
    playTone: (tone: 'ring', output: 'speaker', digit?: string) => host.playTone(tone, output, digit),
    stopTone: (output: 'speaker') => host.stopTone(output),
    monitor: (on: boolean) => host.monitor(on), open: () => host.open(),
    crash: () => audioContents?.forcefullyCrashRenderer(),
    processes: () => say({ fact: 'processes', processes: app.getAppMetrics().map(({ pid, type, serviceName, cpu }) => ({ pid, type, serviceName, cpu: cpu.percentCPUUsage })) }),
  };
  let text = '';
  process.stdin.on('data', (data: Buffer) => {
    text += data.toString('utf8');
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n')) {
      const [name, ...args] = JSON.parse(text.slice(0, end)) as [string, ...never[]];
      text = text.slice(end + 1);
      orders[name]?.(...args);
    }
  });
  process.stdin.on('end', () => app.exit(0));
  say({ fact: 'up' });
}
