import type { AUDIO_PORT_CHANNEL } from '../../electron/contract/audio';
import type { SidetoneApi } from '../../electron/contract/channels';
import { Engine } from './engine';

declare const sidetone: SidetoneApi;

// Repeated here, checked by its type: importing the value would put zod into the page.
const portMessage: typeof AUDIO_PORT_CHANNEL = 'audioWindow:port';

const engine = new Engine(navigator.mediaDevices, {
  devices: (devices) => { void sidetone.invoke('audioWindow:devices', devices); },
  levels: (levels) => { void sidetone.invoke('audioWindow:levels', levels); },
  problem: (problem) => { void sidetone.invoke('audioWindow:problem', problem); },
});

sidetone.on('audioWindow:order', (order) => engine.obey(order));
window.addEventListener('message', (event: MessageEvent<unknown>) => {
  const [port] = event.ports;
  // Only preload, in this very window, may hand a port in.
  if (event.source !== window || port === undefined || !isPortMessage(event.data)) return;
  engine.takePort(port);
});
void engine.start();
void sidetone.invoke('audioWindow:ready', null);

function isPortMessage(data: unknown): boolean {
  return typeof data === 'object' && data !== null && 't' in data && data.t === portMessage;
}
