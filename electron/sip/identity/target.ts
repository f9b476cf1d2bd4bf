import { CallError } from '../../calls/errors';
import { escapeUser, hostInUri, parseHostPort, parseUri, type SipUri } from '../parser';

/** `domain` or `domain:port` of an account, as host and port. Null where it is neither a name nor a literal. */
export function parseDomain(domain: string): { host: string; port: number | null } | null {
  const text = domain.trim();
  return parseHostPort(text) ?? (text.includes(':') ? parseHostPort(`[${text}]`) : null);
}

export interface Proxy {
  readonly host: string;
  readonly port: number | null;
  /** What the URI names, if it does. */
  readonly transport: 'udp' | 'tcp' | 'tls' | 'ws' | 'wss' | null;
  /** Of a WebSocket's URL. */
  readonly path: string | null;
  /** `<sip:...;lr>` as typed: it wants to stand in a Route. */
  readonly route: string | null;
}

/** `host[:port]`, a sip: or sips: URI with parameters, or the URL of a WebSocket, as people type an outbound proxy. */
export function parseProxy(text: string): Proxy | null {
  const trimmed = text.trim().replace(/^<|>$/g, '');
  const none = { transport: null, path: null, route: null };
  const [, scheme, authority = '', path = ''] = /^(wss?):\/\/([^/?#]+)([!-~]*)$/i.exec(trimmed) ?? [];
  if (scheme !== undefined) {
    const host = parseDomain(authority);
    return host === null || path.includes('#') ? null : { ...none, ...host, transport: scheme.toLowerCase() as 'ws' | 'wss', path: path === '' ? null : path };
  }
  if (!/^sips?:/i.test(trimmed)) {
    const host = parseDomain(trimmed);
    return host === null ? null : { ...none, ...host };
  }
  const uri = parseUri(trimmed);
  if (uri?.kind !== 'sip' || uri.headers !== null) return null;
  const route = uri.params.has('lr') ? `<${uri.text}>` : null;
  return { ...none, host: uri.host, port: uri.port, transport: namedTransport(uri), route };
}

/** RFC 3261 19.1.1 and 26.2.2, RFC 7118 5.2: what `;transport=` and the scheme ask for. Null where they leave it open. */
export function namedTransport(uri: Extract<SipUri, { kind: 'sip' }>): Proxy['transport'] {
  const named = uri.params.get('transport')?.toLowerCase();
  const isWebSocket = named === 'ws' || named === 'wss';
  if (uri.scheme === 'sips') return isWebSocket ? 'wss' : 'tls';
  return isWebSocket || named === 'udp' || named === 'tcp' || named === 'tls' ? named : null;
}

export function hostPortText(domain: { host: string; port: number | null }): string {
  return domain.port === null ? hostInUri(domain.host) : `${hostInUri(domain.host)}:${domain.port}`;
}

/**
 * The Request-URI for what was dialled: digits and names get the account's domain, user@host and sip: stay,
 * tel: becomes a user of the domain (RFC 3261 19.1.6). Headers in a URI are dropped: a link must not add any.
 * sips: needs a line that is encrypted to its server (RFC 5630 3.1). Throws CallError INVALID_TARGET.
 */
export function completeTarget(target: string, domain: { host: string; port: number | null }, isSecure = false): SipUri {
  const typed = target.trim();
  const text = /^(?:sips?|tel):/i.test(typed) ? withoutHeaders(typed) : typed;
  const uri = parseUri(uriTextOf(text, hostPortText(domain)));
  if (/^sips:/i.test(typed) && !isSecure) throw new CallError('INVALID_TARGET', 'a sips: address needs TLS all the way, which this line does not have');
  if (uri?.kind !== 'sip') throw new CallError('INVALID_TARGET', 'not a number or SIP address');
  return uri;
}

function uriTextOf(text: string, domain: string): string {
  const scheme = /^sips?:/i.exec(text)?.[0];
  if (scheme !== undefined) return text.includes('@') || /^sips?:[^;]*[.:\]]/i.test(text) ? text : `${scheme.toLowerCase()}${text.slice(scheme.length)}@${domain}`;
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
