import { app, type MessagePortMain } from 'electron';
import { AUDIO_PORT_CHANNEL, type AudioWindowOrder } from '../../contract/audio';
import { EVENT_CHANNEL } from '../ipc/electron-ipc';
import type { AppWindows } from '../windows/app-window';
import { audioServiceOf, raisePriority } from './priority';

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
  window.webContents.on('did-finish-load', () => {
    raisePriority(window.webContents.getOSProcessId());
    const service = audioServiceOf(app.getAppMetrics());
    if (service !== null) raisePriority(service);
  });
  const alive = (): boolean => !window.isDestroyed() && !window.webContents.isCrashed();
  return {
    sendOrder: (order) => { if (alive()) window.webContents.send(EVENT_CHANNEL, 'audioWindow:order', order); },
    sendPort: (port) => { if (alive()) window.webContents.postMessage(AUDIO_PORT_CHANNEL, null, [port]); },
    onCrashed: (listener) => {
      window.webContents.on('render-process-gone', (_event, { reason }) => { if (reason !== 'clean-exit') listener(reason); });
    },
    close: () => { if (!window.isDestroyed()) window.destroy(); },
  };
}
