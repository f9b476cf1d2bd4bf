import type { SignallingParty } from '../../calls/ports';
import { headerValue, listValues, type NameAddr, parseNameAddr, type SipMessage, type SipUri, unescapeUser } from '../parser';
import { cleanText } from './clean';

/** Longer than any name: a URI cut short would lead to somebody else. */
const MAX_URI_LENGTH = 1_024;

/** The far end as the window shows it. */
export function partyOf(nameAddr: NameAddr): SignallingParty {
  const name = cleanText(nameAddr.displayName ?? '');
  return { number: numberOf(nameAddr.uri), uri: cleanText(nameAddr.uri.text, MAX_URI_LENGTH), displayName: name === '' ? null : name };
}

/**
 * Who calls: P-Asserted-Identity where our own server says so and no privacy is asked for (RFC 3325 9.1, 7), else From.
 * `trusted` = the request came through the line's server.
 */
export function callerOf(message: SipMessage, trusted: boolean): SignallingParty {
  const from = partyOf(message.from);
  const asserted = trusted ? assertedIdentity(message) : null;
  return asserted === null ? from : { ...asserted, displayName: asserted.displayName ?? from.displayName };
}

/** P-Asserted-Identity of a message, null where there is none or the far end wants to stay unnamed. */
export function assertedIdentity(message: SipMessage): SignallingParty | null {
  if (/\b(?:id|user)\b/i.test(headerValue(message, 'privacy') ?? '')) return null;
  const [first] = listValues(message, 'p-asserted-identity').flatMap((value) => parseNameAddr(value) ?? []);
  return first === undefined ? null : partyOf(first);
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
