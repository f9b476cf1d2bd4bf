import { contextBridge, ipcRenderer, type IpcRendererEvent } from 'electron';
import type { AUDIO_PORT_CHANNEL } from '../contract/audio';
import type { SidetoneApi } from '../contract/channels';
import type { WindowKind } from '../contract/app';

// Main gives every window its kind on the command line of its renderer (windows/appWindow.ts).
const kindArgument = '--sidetone-window=';
const windowKind = process.argv.find((argument) => argument.startsWith(kindArgument))?.slice(kindArgument.length) as WindowKind;

const api: SidetoneApi = {
  windowKind,
  invoke: (name, request) => ipcRenderer.invoke('sidetone:invoke', name, request),
  on: (name, listener) => {
    const relay = (_event: IpcRendererEvent, ...sent: unknown[]): void => {
      if (sent[0] === name) listener(sent[1] as Parameters<typeof listener>[0]);
    };
    ipcRenderer.on('sidetone:event', relay);
    return () => { ipcRenderer.off('sidetone:event', relay); };
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
