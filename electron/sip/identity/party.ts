import type { SignallingParty } from '../../calls/ports';
import { headerValue, headerValues, listValues, type NameAddr, parseNameAddr, type SipMessage, type SipUri, unescapeUser } from '../parser';
import { cleanText } from './clean';
import { forwardersOf } from './redirection';

/** Longer than any name: a URI cut short would lead to somebody else. */
const MAX_URI_LENGTH = 1_024;

/** The far end as the window shows it. */
export function partyOf(nameAddr: NameAddr): SignallingParty {
  const name = cleanText(nameAddr.displayName ?? '');
  return { number: numberOf(nameAddr.uri), uri: cleanText(nameAddr.uri.text, MAX_URI_LENGTH), displayName: name === '' ? null : name };
}

/**
 * Who calls: P-Asserted-Identity, else Remote-Party-ID, where our own server says so and no privacy is asked for (RFC 3325 9.1, 7), else From.
 * Who asks not to be known is not: no name, no number. `trusted` = the request came through the line's server.
 */
export function callerOf(message: SipMessage, trusted: boolean): SignallingParty {
  const forwardedBy = trusted ? forwardersOf(message) : [];
  const forwarded = forwardedBy.length === 0 ? {} : { forwardedBy };
  const from = partyOf(message.from);
  if (wantsPrivacy(message)) return { number: '', uri: from.uri, displayName: null, anonymous: true, ...forwarded };
  const asserted = trusted ? assertedIdentity(message) : null;
  if (asserted !== null) return { ...asserted, displayName: asserted.displayName ?? (isAnonymous(message.from) ? null : from.displayName), ...forwarded };
  return isAnonymous(message.from) ? { number: '', uri: from.uri, displayName: null, anonymous: true, ...forwarded } : { ...from, ...forwarded };
}

/** Who the server says the far end is; null where it does not, or the far end wants to stay unnamed. */
export function assertedIdentity(message: SipMessage): SignallingParty | null {
  if (wantsPrivacy(message)) return null;
  const [first] = [...listValues(message, 'p-asserted-identity').flatMap((value) => parseNameAddr(value) ?? []), ...remoteParties(message)];
  return first === undefined ? null : partyOf(first);
}

/** Remote-Party-ID, the older form that Cisco and Asterisk still send: the party that is ours to see. */
function remoteParties(message: SipMessage): NameAddr[] {
  const wanted = message.kind === 'request' ? 'calling' : 'called';
  return listValues(message, 'remote-party-id').flatMap((value) => parseNameAddr(value) ?? []).filter(({ params }) => (params.get('party')?.toLowerCase() ?? wanted) === wanted);
}

/** Privacy: id or user (RFC 3323 4.2, RFC 3325 9.3), or privacy=full in Remote-Party-ID. */
export function wantsPrivacy(message: SipMessage): boolean {
  return headerValues(message, 'privacy').some((value) => value.split(/[;,]/).some((word) => /^\s*(?:id|user)\s*$/i.test(word)))
    || /;\s*privacy\s*=\s*"?(?:full|uri)\b/i.test(headerValue(message, 'remote-party-id') ?? '');
}

/** From as RFC 3323 4.1.1.3 writes it, and as servers without it do. */
function isAnonymous({ uri }: NameAddr): boolean {
  if (uri.kind !== 'sip') return false;
  return uri.host === 'anonymous.invalid' || /^(?:anonymous|restricted|withheld)$/i.test(uri.user ?? '');
}

function numberOf(uri: SipUri): string {
  if (uri.kind === 'tel') return cleanText(uri.number);
  if (uri.kind === 'other') return cleanText(uri.text);
  if (uri.user === null) return uri.host;
  const user = cleanText(unescapeUser(uri.user));
  // RFC 3261 19.1.6: parameters of a telephone number may follow it inside the user part.
  const subscriber = user.split(';')[0] ?? user;
  return /^\+?[0-9*#().-]+$/.test(subscriber) ? subscriber : `${user}@${uri.host}`;
}
