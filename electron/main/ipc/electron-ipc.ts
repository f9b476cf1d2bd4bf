import { ipcMain, type IpcMainInvokeEvent } from 'electron';
import type { CommandRouter } from './router';

/** The two channels between preload and main; everything else is named inside. */
export const INVOKE_CHANNEL = 'sidetone:invoke';
export const EVENT_CHANNEL = 'sidetone:event';

/** Joins the router to Electron's IPC. Answers the function that takes it off again. */
export function listenToWindows(router: CommandRouter): () => void {
  ipcMain.handle(INVOKE_CHANNEL, (event: IpcMainInvokeEvent, name: unknown, request: unknown) => {
    const frame = event.senderFrame;
    return router.handle(
      {
        contentsId: event.sender.id,
        // A frame that is gone by now proves nothing.
        isMainFrame: frame !== null && frame === event.sender.mainFrame,
        url: frame?.url ?? '',
      },
      name, request,
    );
  });
  return () => ipcMain.removeHandler(INVOKE_CHANNEL);
}
