import { contextBridge, ipcRenderer } from 'electron';
import type { AUDIO_PORT_CHANNEL } from '../contract/audio';
import type { SidetoneApi } from '../contract/channels';
import type { WindowKind } from '../contract/app';

// Main gives every window its kind on the command line of its renderer (windows/appWindow.ts).
const kindArgument = '--sidetone-window=';
const windowKind = process.argv.find((argument) => argument.startsWith(kindArgument))?.slice(kindArgument.length) as WindowKind;

// One listener of ours for every event, however many parts of the page listen.
const listeners = new Map<string, Set<(payload: never) => void>>();
ipcRenderer.on('sidetone:event', (_event, ...sent: unknown[]) => {
  const [name, payload] = sent as [string, never];
  for (const listener of listeners.get(name) ?? []) listener(payload);
});

const api: SidetoneApi = {
  windowKind,
  invoke: (name, request) => ipcRenderer.invoke('sidetone:invoke', name, request),
  on: (name, listener) => {
    const those = listeners.get(name) ?? new Set();
    listeners.set(name, those.add(listener));
    return () => { those.delete(listener); };
  },
};
contextBridge.exposeInMainWorld('sidetone', api);

// A MessagePort cannot cross the context bridge; the page gets it as a message of its own window.
// The names are repeated here, checked by their types: importing values would put zod into every window.
const audioPortChannel: typeof AUDIO_PORT_CHANNEL = 'audioWindow:port';
if (windowKind === 'audio') {
  ipcRenderer.on(audioPortChannel, (event) => {
    window.postMessage({ t: audioPortChannel }, window.location.origin, [...event.ports]);
  });
}
