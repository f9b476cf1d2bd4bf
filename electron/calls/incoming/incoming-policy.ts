import type { EndCause } from '../../contract/calls';
import type { LinePolicy } from '../../contract/line-policy';
import type { Settings } from '../../contract/settings';

/** More calls than this at once are refused with 486: nobody can tell them apart any more. */
export const MAX_CALLS = 8;

/** What becomes of a call that comes in; `cause.sipStatus` of a refusal is the answer it gets. */
export type Reception =
  | { kind: 'ring' }
  | { kind: 'refuse'; cause: EndCause & { sipStatus: number } }
  | { kind: 'forward'; to: string };

export interface Circumstances {
  /** Calls that are not ended. */
  readonly running: number;
  /** The app is on its way out. */
  readonly closing: boolean;
  readonly settings: Settings;
  /** Of the line; undefined: calls ring. */
  readonly policy: LinePolicy | undefined;
  /** Help was called a short while ago and may call back. */
  readonly awaitsHelp: boolean;
}

/** Whether a call rings. Who waits for help to call back is rung whatever is set. */
export function receptionOf({ running, closing, settings, policy, awaitsHelp }: Circumstances): Reception {
  const { always = null, busy = null } = policy?.forwarding ?? {};
  if (closing) return refuse(480, 'the phone was closing');
  if (always !== null && !awaitsHelp) return { kind: 'forward', to: always };
  const isQuiet = (settings.doNotDisturb || policy?.doNotDisturb === true) && !awaitsHelp;
  const isBusy = running >= MAX_CALLS || (running > 0 && !settings.callWaiting);
  if (!isQuiet && !isBusy) return { kind: 'ring' };
  if (busy !== null) return { kind: 'forward', to: busy };
  return refuse(486, isQuiet ? 'do not disturb' : 'busy');
}

function refuse(sipStatus: number, reason: string): Reception {
  return { kind: 'refuse', cause: { code: 'missed', by: 'local', sipStatus, reason } };
}
