import { app, type MessagePortMain } from 'electron';
import { AUDIO_PORT_CHANNEL, type AudioWindowOrder } from '../../contract/audio';
import { EVENT_CHANNEL } from '../ipc/electron-ipc';
import type { AppWindows } from '../windows/app-window';
import { raisePriority, soundServicesOf } from './priority';

/** When the threads of a stream that was just opened are looked for. */
const STREAM_THREADS_MS = [300, 2_000] as const;

/** The hidden window as its host sees it. `Port` is a MessagePortMain; tests put something simpler in its place. */
export interface AudioWindow<Port> {
  sendOrder(order: AudioWindowOrder): void;
  sendPort(port: Port): void;
  /** Its page is gone; whoever made the window loads it again, and audioWindow:ready tells when. */
  onCrashed(listener: (reason: string) => void): void;
  close(): void;
}

/** Makes the real window: never shown, never slowed. Its page is loaded again after a crash by AppWindows. */
export function createAudioWindow(windows: AppWindows): AudioWindow<MessagePortMain> {
  const window = windows.create('audio', {
    show: false, width: 200, height: 100, skipTaskbar: true, focusable: false,
    webPreferences: { backgroundThrottling: false },
  });
  const alive = (): boolean => !window.isDestroyed() && !window.webContents.isCrashed();
  const raise = (): void => {
    if (!alive()) return;
    raisePriority(window.webContents.getOSProcessId());
    for (const pid of soundServicesOf(app.getAppMetrics())) raisePriority(pid);
  };
  window.webContents.on('did-finish-load', raise);
  return {
    sendOrder: (order) => { if (alive()) window.webContents.send(EVENT_CHANNEL, 'audioWindow:order', order); },
    sendPort: (port) => {
      if (!alive()) return;
      window.webContents.postMessage(AUDIO_PORT_CHANNEL, null, [port]);
      // The threads of devices come with the stream.
      for (const delayMs of STREAM_THREADS_MS) setTimeout(raise, delayMs).unref();
    },
    onCrashed: (listener) => {
      window.webContents.on('render-process-gone', (_event, { reason }) => { if (reason !== 'clean-exit') listener(reason); });
    },
    close: () => { if (!window.isDestroyed()) window.destroy(); },
  };
}
