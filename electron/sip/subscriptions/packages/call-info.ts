import type { AppearanceFact, CallInfoFacts } from '../../../calls/ports';
import { cleanText } from '../../identity/clean';
import { parseNameAddr, parseParams, parseUnsigned, unquote } from '../../parser';
import { MAX_APPEARANCE } from './dialog-info';

/** Words of other servers for the same; active-pending is answered and not yet acknowledged. */
const STATES: Readonly<Record<string, AppearanceFact['state']>> = {
  idle: 'idle', seized: 'seized', progressing: 'progressing', alerting: 'alerting', active: 'active', 'active-pending': 'active',
  held: 'held', 'held-private': 'held-private', 'bridge-active': 'bridge-active', 'bridge-held': 'bridge-held',
};
const MAX_URI = 1_024;

/** One value of Call-Info that tells of a shared line: `<sip:host>;appearance-index=1;appearance-state=active;...`. */
export interface CallInfoValue {
  /** '*' = every place that is not named. */
  readonly index: number | '*';
  readonly state: AppearanceFact['state'] | null;
  readonly uri: string | null;
  readonly displayName: string | null;
}

/** Null where it tells of something else, or of nothing that can be read. */
export function parseCallInfo(value: string): CallInfoValue | null {
  const close = value.indexOf('>');
  const params = close < 0 ? null : parseParams(value.slice(close + 1));
  const named = params?.get('appearance-index');
  if (params === null || typeof named !== 'string') return null;
  const index = unquote(named) === '*' ? '*' : parseUnsigned(unquote(named), MAX_APPEARANCE);
  if (index === null || index === 0) return null;
  const word = params.get('appearance-state');
  const far = params.get('appearance-uri');
  const party = typeof far === 'string' ? parseNameAddr(unquote(far)) : null;
  const displayName = cleanText(party?.displayName ?? '');
  return {
    index, state: typeof word === 'string' ? STATES[unquote(word).toLowerCase()] ?? null : null,
    uri: party === null ? null : cleanText(party.uri.text, MAX_URI), displayName: displayName === '' ? null : displayName,
  };
}

/** What a NOTIFY tells replaces what is known of the places it names, and of all others where it names `*`. */
export class CallInfoState {
  private appearances = new Map<number, AppearanceFact>();

  /** Null where no value tells of a place. */
  take(values: readonly string[]): CallInfoFacts | null {
    const told = values.flatMap((value) => parseCallInfo(value) ?? []).filter(({ state }) => state !== null);
    if (told.length === 0) return null;
    if (told.some(({ index }) => index === '*')) this.appearances = new Map();
    for (const { index, state, uri, displayName } of told) {
      if (index === '*' || state === null) continue;
      if (state === 'idle') this.appearances.delete(index);
      else this.appearances.set(index, { index, state, uri, displayName });
    }
    return { appearances: [...this.appearances.values()].sort((one, other) => one.index - other.index) };
  }
}
