/** Compact forms: RFC 3261 7.3.3, 3515, 3891 family, 4028, 4474, 6665, 3841. */
const LONG_FORM: Readonly<Record<string, string>> = {
  a: 'accept-contact', b: 'referred-by', c: 'content-type', d: 'request-disposition', e: 'content-encoding',
  f: 'from', i: 'call-id', j: 'reject-contact', k: 'supported', l: 'content-length', m: 'contact',
  n: 'identity-info', o: 'event', r: 'refer-to', s: 'subject', t: 'to', u: 'allow-events', v: 'via',
  x: 'session-expires', y: 'identity',
};

/** Long form in lower case of a header name as written. */
export function canonicalHeaderName(name: string): string {
  const lower = name.toLowerCase();
  return lower.length === 1 ? (LONG_FORM[lower] ?? lower) : lower;
}

/** Headers that may stand once only (RFC 3261 7.3.1); two that differ make the message ambiguous. */
export const SINGLETONS: ReadonlySet<string> = new Set([
  'from', 'to', 'call-id', 'cseq', 'max-forwards', 'content-length', 'content-type', 'expires',
]);
