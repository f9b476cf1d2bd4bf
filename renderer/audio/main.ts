import type { AUDIO_PORT_CHANNEL, DeviceUse } from '../../electron/contract/audio';
import type { SidetoneApi } from '../../electron/contract/channels';
import { Engine } from './engine';

declare const sidetone: SidetoneApi;

// Repeated here, checked by its type: importing the value would put zod into the page.
const portMessage: typeof AUDIO_PORT_CHANNEL = 'audioWindow:port';

/** Where main does not answer, the devices are as they were. */
async function opening(use: DeviceUse): Promise<number> {
  const answer = await sidetone.invoke('audioWindow:opening', use);
  return answer.ok ? answer.value.frames : 0;
}

const engine = new Engine(navigator.mediaDevices, opening, {
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
