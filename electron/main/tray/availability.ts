import { busNameHasOwner } from '../desktop/session-bus';

const ANSWER_WITHIN_MS = 400;

/**
 * Whether an icon put in the tray will be seen. Windows and macOS always have one. On Linux somebody must watch for
 * StatusNotifier items; without, an app closed to the tray would be lost, so it is minimised instead.
 */
export async function trayIsVisible(platform: NodeJS.Platform, busAddress: string | undefined): Promise<boolean> {
  if (platform !== 'linux') return true;
  return busNameHasOwner(busAddress, 'org.kde.StatusNotifierWatcher', ANSWER_WITHIN_MS);
}
