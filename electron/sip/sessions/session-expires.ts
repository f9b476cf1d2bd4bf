import { headerValue, listValues, parseUnsigned, type SipMessage } from '../parser';

/** RFC 4028 4: no session interval may be shorter, seconds. */
export const MIN_SE_SECONDS = 90;
/** What we ask for and the most we grant, seconds: a far end that died without BYE is noticed within half an hour. */
export const ASKED_SECONDS = 1_800;
/** Longer than any interval that means something, seconds. */
const MAX_SECONDS = 2 ** 31;

/** How long a session lasts without a refresh, and who sends it. */
export interface SessionTerms {
  readonly intervalSeconds: number;
  readonly refresher: 'us' | 'them';
}

/** What the answer to a request of theirs says of the timer; no terms where the far end knows nothing of timers. */
export interface Grant {
  readonly terms: SessionTerms | null;
  readonly headers: readonly string[];
}

interface SessionExpires {
  readonly seconds: number;
  readonly refresher: 'uac' | 'uas' | null;
}

/** Headers of a request of ours that starts or refreshes a session (RFC 4028 7.1, 7.4). `minSeconds`: what a 422 asked for. */
export function askingHeaders(current: SessionTerms | null, minSeconds: number): string[] {
  const seconds = Math.max(current?.intervalSeconds ?? ASKED_SECONDS, minSeconds);
  const refresher = current?.refresher === 'them' ? 'uas' : 'uac';
  return [`Session-Expires: ${seconds};refresher=${refresher}`, ...(minSeconds > MIN_SE_SECONDS ? [`Min-SE: ${minSeconds}`] : [])];
}

/** What the 2xx to a request of ours settled; null = no session timer (RFC 4028 7.2). */
export function settledTerms(response: SipMessage): SessionTerms | null {
  const granted = sessionExpiresOf(response);
  if (granted === null) return null;
  return { intervalSeconds: Math.max(granted.seconds, MIN_SE_SECONDS), refresher: granted.refresher === 'uas' ? 'them' : 'us' };
}

/** What we answer to a request of theirs, by table 2 of RFC 4028 9: the interval may shrink, never below their Min-SE. */
export function grantOf(request: SipMessage, current: SessionTerms | null): Grant {
  const asked = sessionExpiresOf(request);
  const supports = supportsTimer(request);
  if (asked === null && !supports) return { terms: null, headers: [] };
  const wanted = Math.min(asked?.seconds ?? ASKED_SECONDS, ASKED_SECONDS);
  const intervalSeconds = Math.max(wanted, minSeOf(request) ?? MIN_SE_SECONDS, MIN_SE_SECONDS);
  const refresher = refresherOf(asked, supports, current);
  const named = refresher === 'them' ? 'uac' : 'uas';
  return {
    terms: { intervalSeconds, refresher },
    headers: [`Session-Expires: ${intervalSeconds};refresher=${named}`, ...(refresher === 'them' ? ['Require: timer'] : [])],
  };
}

function refresherOf(asked: SessionExpires | null, supports: boolean, current: SessionTerms | null): SessionTerms['refresher'] {
  if (!supports) return 'us';
  if (asked?.refresher != null) return asked.refresher === 'uac' ? 'them' : 'us';
  return current?.refresher ?? 'them';
}

/** Min-SE of a 422 or a request, seconds. */
export function minSeOf(message: SipMessage): number | null {
  return leadingSeconds(headerValue(message, 'min-se'));
}

/** True where the caller knows timers and asks for an interval that RFC 4028 4 forbids: 422 is due. */
export function asksTooLittle(request: SipMessage): boolean {
  const asked = sessionExpiresOf(request);
  return asked !== null && asked.seconds < MIN_SE_SECONDS && supportsTimer(request);
}

function sessionExpiresOf(message: SipMessage): SessionExpires | null {
  const value = headerValue(message, 'session-expires');
  const seconds = leadingSeconds(value);
  if (value === null || seconds === null) return null;
  const named = /;\s*refresher\s*=\s*"?(uac|uas)\b/i.exec(value)?.[1]?.toLowerCase();
  return { seconds, refresher: named === 'uac' || named === 'uas' ? named : null };
}

function supportsTimer(message: SipMessage): boolean {
  return [...listValues(message, 'supported'), ...listValues(message, 'require')].some((tag) => tag.toLowerCase() === 'timer');
}

function leadingSeconds(value: string | null): number | null {
  const digits = /^\s*(\d{1,10})\s*(?:;|$)/.exec(value ?? '')?.[1];
  return digits === undefined ? null : parseUnsigned(digits, MAX_SECONDS);
}
