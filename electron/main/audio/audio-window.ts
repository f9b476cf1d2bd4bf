import { app, type MessagePortMain } from 'electron';
import { stepBackWhenLong } from '../../../native';
import type { Log } from '../../calls/ports/log';
import { AUDIO_PORT_CHANNEL, type AudioWindowOrder } from '../../contract/audio';
import { EVENT_CHANNEL } from '../ipc/electron-ipc';
import type { AppWindows } from '../windows/app-window';
import { SoundThreads, soundServicesOf } from './priority';
import { RealtimeKit } from './realtime-kit';
import { bufferSwitch, OPENS_DEVICES_HERE } from './switches';

/** How often the threads of a running stream are looked for: they come with it, and anew with every change of a device. */
const THREADS_EVERY_MS = 500;

/** The hidden window as its host sees it. `Port` is a MessagePortMain; tests put something simpler in its place. */
export interface AudioWindow<Port> {
  sendOrder(order: AudioWindowOrder): void;
  sendPort(port: Port): void;
  /** The buffer of the devices that are opened from now on, frames at 48 kHz. Answers whether they follow. */
  setDeviceFrames(frames: number): boolean;
  /** Its page is gone; whoever made the window loads it again, and audioWindow:ready tells when. */
  onCrashed(listener: (reason: string) => void): void;
  close(): void;
}

/**
 * Makes the real window: never shown, never slowed. Its page is loaded again after a crash by AppWindows. `deviceFrames`:
 * buffer of all devices; where the system lets it be changed later, the page's own steps are made for
 * `leastFrames`.
 */
export function createAudioWindow(windows: AppWindows, deviceFrames: number, leastFrames: number, log: Log): AudioWindow<MessagePortMain> {
  const setDeviceFrames = (frames: number): void => {
    const { name, value } = bufferSwitch(frames);
    app.commandLine.appendSwitch(name, value);
  };
  setDeviceFrames(OPENS_DEVICES_HERE ? leastFrames : deviceFrames);
  const window = windows.create('audio', {
    show: false, width: 200, height: 100, skipTaskbar: true, focusable: false,
    webPreferences: { backgroundThrottling: false },
  });
  const alive = (): boolean => !window.isDestroyed() && !window.webContents.isCrashed();
  stepBackWhenLong();
  const threads = new SoundThreads(new RealtimeKit(log));
  const raise = (): void => {
    if (!alive()) return;
    threads.raise([
      { pid: window.webContents.getOSProcessId(), kind: 'page' },
      ...(OPENS_DEVICES_HERE ? [{ pid: process.pid, kind: 'main' } as const] : []),
      ...soundServicesOf(app.getAppMetrics()),
    ]);
  };
  let looking: ReturnType<typeof setInterval> | null = null;
  const look = (on: boolean): void => {
    if (looking !== null) clearInterval(looking);
    looking = on ? setInterval(raise, THREADS_EVERY_MS).unref() : null;
  };
  window.webContents.on('did-finish-load', raise);
  window.on('closed', () => look(false));
  return {
    sendOrder: (order) => {
      if (!alive()) return;
      window.webContents.send(EVENT_CHANNEL, 'audioWindow:order', order);
      if (order.kind === 'startStream') look(true);
      if (order.kind === 'stopStream') look(false);
    },
    setDeviceFrames: (frames) => {
      if (OPENS_DEVICES_HERE) setDeviceFrames(frames);
      return OPENS_DEVICES_HERE;
    },
    sendPort: (port) => { if (alive()) window.webContents.postMessage(AUDIO_PORT_CHANNEL, null, [port]); },
    onCrashed: (listener) => {
      window.webContents.on('render-process-gone', (_event, { reason }) => { if (reason !== 'clean-exit') listener(reason); });
    },
    close: () => { if (!window.isDestroyed()) window.destroy(); },
  };
}
