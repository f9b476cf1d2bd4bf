import { CallError } from '../../calls/errors';
import { escapeUser, hostInUri, parseHostPort, parseUri, type SipUri } from '../parser';

/** `domain` or `domain:port` of an account, as host and port. Null where it is neither a name nor a literal. */
export function parseDomain(domain: string): { host: string; port: number | null } | null {
  const text = domain.trim();
  return parseHostPort(text) ?? (text.includes(':') ? parseHostPort(`[${text}]`) : null);
}

/** `host[:port]` or a sip: URI, as people type an outbound proxy. */
export function parseProxy(text: string): { host: string; port: number | null } | null {
  const trimmed = text.trim().replace(/^<|>$/g, '');
  if (!/^sip:/i.test(trimmed)) return parseDomain(trimmed);
  const uri = parseUri(trimmed);
  return uri?.kind === 'sip' ? { host: uri.host, port: uri.port } : null;
}

export function hostPortText(domain: { host: string; port: number | null }): string {
  return domain.port === null ? hostInUri(domain.host) : `${hostInUri(domain.host)}:${domain.port}`;
}

/**
 * The Request-URI for what was dialled: digits and names get the account's domain, user@host and sip: stay,
 * tel: becomes a user of the domain (RFC 3261 19.1.6). Headers in a URI are dropped: a link must not add any.
 * Throws CallError INVALID_TARGET.
 */
export function completeTarget(target: string, domain: { host: string; port: number | null }): SipUri {
  const typed = target.trim();
  const text = /^(?:sip|tel):/i.test(typed) ? withoutHeaders(typed) : typed;
  const uri = parseUri(uriTextOf(text, hostPortText(domain)));
  if (/^sips:/i.test(typed)) throw new CallError('INVALID_TARGET', 'a sips: address needs TLS all the way, which this line does not have');
  if (uri?.kind !== 'sip' || uri.scheme !== 'sip') throw new CallError('INVALID_TARGET', 'not a number or SIP address');
  return uri;
}

function uriTextOf(text: string, domain: string): string {
  if (/^sip:/i.test(text)) return text.includes('@') || /^sip:[^;]*[.:\]]/i.test(text) ? text : `sip:${text.slice(4)}@${domain}`;
  if (/^tel:/i.test(text)) return `sip:${numberDigits((text.slice(4).split(';')[0] ?? ''))}@${domain};user=phone`;
  if (/^[a-z][a-z0-9+.-]*:/i.test(text)) return '';
  const at = text.lastIndexOf('@');
  if (at > 0) return `sip:${escapeUser(text.slice(0, at))}@${text.slice(at + 1)}`;
  if (text === '' || at === 0) return '';
  return `sip:${escapeUser(numberDigits(text))}@${domain}`;
}

/** RFC 3966 5.1.1: visual separators are not part of a number. Other text stays. */
function numberDigits(text: string): string {
  return /^[+0-9*#\s()./-]+$/.test(text) ? text.replace(/[\s()./-]/g, '') : text;
}

function withoutHeaders(uri: string): string {
  const at = uri.lastIndexOf('@');
  const question = uri.indexOf('?', at < 0 ? 0 : at);
  return question < 0 ? uri : uri.slice(0, question);
}
