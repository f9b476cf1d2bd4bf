import { bodyParts, listValues, mediaType, type SipRequest } from '../parser';
import { asksTooLittle, MIN_SE_SECONDS } from '../sessions/session-expires';
import { ACCEPTED_TYPES, ALLOWED_METHODS, SUPPORTED_EXTENSIONS } from './replies';

export interface Verdict {
  readonly status: number;
  readonly reason: string;
  readonly extra: readonly string[];
}

const KNOWN_METHODS = new Set<string>([...ALLOWED_METHODS, 'REGISTER', 'SUBSCRIBE', 'NOTIFY', 'PUBLISH', 'REFER']);
const EXTENSIONS = new Set<string>(SUPPORTED_EXTENSIONS);
/** RFC 4662 4.2: every NOTIFY of a list requires it. */
const NOTIFY_EXTENSIONS = new Set(['eventlist']);
/** These live within a dialog only; sip.js throws at the sight of one outside (RFC 3261 12.2.2). */
const IN_DIALOG_ONLY = new Set(['UPDATE', 'PRACK', 'INFO', 'BYE']);
const GONE: Verdict = { status: 481, reason: 'Call/Transaction Does Not Exist', extra: [] };
const allow = `Allow: ${ALLOWED_METHODS.join(', ')}`;
const accept = `Accept: ${ACCEPTED_TYPES.join(', ')}`;

/**
 * What a UAS answers before any dialog sees the request, in the order of RFC 3261 8.2.
 * Null = it goes up. OPTIONS is answered here, since sip.js refuses it where the user differs; one in a dialog asks about that
 * dialog (RFC 3261 11.2, 12.2.2): `isInDialog` says whether it is one of ours.
 */
export function judge(request: SipRequest, isInDialog: () => boolean): Verdict | null {
  const { method } = request;
  if (!(ALLOWED_METHODS as readonly string[]).includes(method)) {
    return KNOWN_METHODS.has(method)
      ? { status: 405, reason: 'Method Not Allowed', extra: [allow] }
      : { status: 501, reason: 'Not Implemented', extra: [allow] };
  }
  if (method === 'ACK' || method === 'CANCEL') return null;
  if (request.uri.kind !== 'sip') return { status: 416, reason: 'Unsupported URI Scheme', extra: [] };
  const isKnown = (tag: string): boolean => EXTENSIONS.has(tag) || (method === 'NOTIFY' && NOTIFY_EXTENSIONS.has(tag));
  const unsupported = listValues(request, 'require').filter((tag) => !isKnown(tag.toLowerCase()));
  if (unsupported.length > 0) return { status: 420, reason: 'Bad Extension', extra: [`Unsupported: ${unsupported.join(', ')}`] };
  if (method === 'OPTIONS' && request.to.params.has('tag') && !isInDialog()) return GONE;
  if (method === 'OPTIONS') return { status: 200, reason: 'OK', extra: [allow, accept, `Supported: ${SUPPORTED_EXTENSIONS.join(', ')}`] };
  if (IN_DIALOG_ONLY.has(method) && !request.to.params.has('tag')) return GONE;
  if ((method === 'INVITE' || method === 'UPDATE') && asksTooLittle(request)) {
    return { status: 422, reason: 'Session Interval Too Small', extra: [`Min-SE: ${MIN_SE_SECONDS}`] };
  }
  // Nobody may make this phone call out of the blue: only the far end of a call passes it on (RFC 3515 5.1).
  if (method === 'REFER' && !request.to.params.has('tag')) return { status: 603, reason: 'Decline', extra: [] };
  return method === 'INVITE' ? judgeInvite(request) : null;
}

function judgeInvite(request: SipRequest): Verdict | null {
  const parts = bodyParts(request) ?? [{ type: 'multipart/broken', optional: false }];
  const bodyIsKnown = parts.some(({ type }) => type === '' || type === 'application/sdp') || parts.every(({ optional }) => optional);
  if (!bodyIsKnown) return { status: 415, reason: 'Unsupported Media Type', extra: ['Accept: application/sdp'] };
  const wanted = listValues(request, 'accept').map(mediaType);
  const takesSdp = wanted.length === 0 || wanted.some((item) => item === 'application/sdp' || item === 'application/*' || item === '*/*');
  if (!takesSdp) return { status: 406, reason: 'Not Acceptable', extra: [accept] };
  // RFC 4475 3.4.1: who writes no From tag speaks RFC 2543, where Contact may be left out; From is the target then.
  const mustHaveContact = !request.to.params.has('tag') && request.from.params.has('tag');
  if (request.contacts.length === 0 && mustHaveContact) return { status: 400, reason: 'Missing Contact', extra: [] };
  return null;
}
