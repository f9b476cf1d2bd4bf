import { toE164 } from '../../../calls/numbers/numbers';
import { headerValue, listValues, parseNameAddr, type SipMessage, type SipUri, unescapeUser } from '../../parser';
import { wantsPrivacy } from '../party';
import { forwardersOf } from '../redirection';
import { canonical, type Party } from './passport';

/** What a request says that a signature is compared with. Null = cannot be told from it, so that nothing follows either way. */
export interface RequestFacts {
  /** Who calls, as the window shows it. */
  readonly caller: Party | null;
  readonly called: Party | null;
  readonly dateSeconds: number | null;
  /** Somebody called before us sent it on: the signature may be for them. */
  readonly isForwarded: boolean;
}

/** `region`: ISO 3166 alpha-2, for numbers without a country code (RFC 8224 8.3). `trusted` = the request came through the line's server. */
export function factsOf(message: SipMessage, trusted: boolean, region: string): RequestFacts {
  const [asserted] = trusted ? listValues(message, 'p-asserted-identity').flatMap((value) => parseNameAddr(value) ?? []) : [];
  const caller = wantsPrivacy(message) ? null : partyIn((asserted ?? message.from).uri, region);
  const date = Date.parse(headerValue(message, 'date') ?? '');
  return {
    caller, called: partyIn(message.to.uri, region), dateSeconds: Number.isFinite(date) ? Math.floor(date / 1_000) : null,
    isForwarded: forwardersOf(message).length > 0,
  };
}

/** RFC 8224 8.3 and 8.5: a telephone number with its country code, or an address in its plain form. Extensions are neither. */
export function partyIn(uri: SipUri, region: string): Party | null {
  if (uri.kind === 'other') return null;
  const user = uri.kind === 'tel' ? uri.number : unescapeUser(uri.user ?? '').split(';')[0] ?? '';
  if (/^\+?[0-9*#().-]+$/.test(user)) {
    const e164 = toE164(user, region);
    return e164 === null ? null : { tn: canonical(e164), uri: null };
  }
  return uri.kind === 'sip' && user !== '' ? { tn: null, uri: `${uri.scheme}:${uri.user ?? ''}@${uri.host}` } : null;
}

export type Sameness = 'same' | 'other' | 'unknown';

/** Numbers can be told apart. Addresses are rewritten by servers on the way, so another one means nothing. */
export function compare(signed: Party, seen: Party | null): Sameness {
  if (seen === null) return 'unknown';
  if (signed.tn !== null && seen.tn !== null) return signed.tn === seen.tn ? 'same' : 'other';
  return signed.uri !== null && signed.uri.toLowerCase() === seen.uri?.toLowerCase() ? 'same' : 'unknown';
}
