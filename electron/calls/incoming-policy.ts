import type { EndCause } from '../contract/calls';
import type { Settings } from '../contract/settings';

/** More calls than this at once are refused with 486: nobody can tell them apart any more. */
export const MAX_CALLS = 8;

/** Why a call that comes in is turned away before it rings, or null; `cause.sipStatus` is the answer it gets. */
export function refusalOf(running: number, closing: boolean, settings: Settings): EndCause & { sipStatus: number } | null {
  if (closing) return { code: 'missed', by: 'local', sipStatus: 480, reason: 'the phone was closing' };
  if (settings.doNotDisturb) return { code: 'missed', by: 'local', sipStatus: 486, reason: 'do not disturb' };
  if (running >= MAX_CALLS || (running > 0 && !settings.callWaiting)) return { code: 'missed', by: 'local', sipStatus: 486, reason: 'busy' };
  return null;
}
