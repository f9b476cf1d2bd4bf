/** Every compact form there is: RFC 3261 7.3.3 (c e f i k l m s t v), 3515 (r), 3841 (a d j), 3892 (b), 4028 (x), 4474 (n y), 6665 (o u). */
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

/** Names as nearly everybody writes them: these need neither be checked nor put into lower case. */
export const USUAL_NAMES: ReadonlyMap<string, string> = new Map([
  'Via', 'From', 'To', 'Call-ID', 'CSeq', 'Contact', 'Max-Forwards', 'Content-Type', 'Content-Length', 'Route', 'Record-Route', 'User-Agent', 'Server',
  'Allow', 'Supported', 'Require', 'Accept', 'Expires', 'Date', 'Subject', 'Allow-Events', 'Event', 'Subscription-State', 'Authorization',
  'Proxy-Authorization', 'WWW-Authenticate', 'Proxy-Authenticate', 'P-Asserted-Identity', 'Privacy', 'Session-Expires', 'Min-SE', 'RSeq', 'RAck',
  'Reason', 'Warning', 'Diversion', 'History-Info', 'Alert-Info', 'Call-Info', 'Content-Disposition', 'Refer-To', 'Referred-By', 'Replaces',
].map((name) => [name, name.toLowerCase()]));

/** Headers that may stand once only (RFC 3261 7.3.1); two that differ make the message ambiguous. */
export const SINGLETONS: ReadonlySet<string> = new Set([
  'from', 'to', 'call-id', 'cseq', 'max-forwards', 'content-length', 'content-type', 'expires',
]);
