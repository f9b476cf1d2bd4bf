import type { AppearanceState } from '../../contract/shared-lines';
import type { AppearanceFact, CallInfoFacts, WatchedDialog } from '../ports';
import { userOf } from '../presence/key-state';

/** What the server tells of one place of a shared line. */
export interface Seen {
  readonly index: number;
  readonly state: Exclude<AppearanceState, 'unknown'>;
  readonly who: { readonly number: string; readonly displayName: string | null } | null;
  /** Whoever has it lets nobody in. */
  readonly exclusive: boolean;
  /** Of RFC 7463; call-info tells no dialogs. */
  readonly dialog: WatchedDialog | null;
}

const CALL_INFO_STATES: Readonly<Record<AppearanceFact['state'], Seen['state']>> = {
  idle: 'idle', seized: 'seized', progressing: 'progressing', alerting: 'ringing', active: 'active', held: 'held', 'held-private': 'held-private',
  // Several of the line's phones are in one call.
  'bridge-active': 'active', 'bridge-held': 'held',
};

/** BroadSoft's call-info. */
export function seenByCallInfo({ appearances }: CallInfoFacts): Map<number, Seen> {
  return new Map(appearances.map(({ index, state, uri, displayName }) => [index, {
    index, state: CALL_INFO_STATES[state], who: uri === null ? null : { number: userOf(uri), displayName }, exclusive: state === 'held-private', dialog: null,
  }]));
}

/** RFC 7463: every dialog that has a place. One that is over has none; of several in one place the one that talks counts. */
export function seenByDialogs(dialogs: readonly WatchedDialog[]): Map<number, Seen> {
  const seen = new Map<number, Seen>();
  for (const dialog of dialogs) {
    const { appearance: index, remote } = dialog;
    const state = stateOf(dialog);
    if (index === undefined || index < 1 || state === 'idle' || (seen.has(index) && dialog.state !== 'confirmed')) continue;
    seen.set(index, {
      index, state, dialog, exclusive: dialog.exclusive === true,
      who: remote === null ? null : { number: userOf(remote.uri), displayName: remote.displayName },
    });
  }
  return seen;
}

function stateOf({ state, direction, held, exclusive }: WatchedDialog): Seen['state'] {
  switch (state) {
    case 'terminated': return 'idle';
    case 'confirmed': return held !== true ? 'active' : exclusive === true ? 'held-private' : 'held';
    case 'trying': return direction === 'recipient' ? 'ringing' : 'seized';
    default: return direction === 'recipient' ? 'ringing' : 'progressing';
  }
}
