import { isToken, MAX_ELEMENTS, parseHostPort } from './scan';
import type { SipUri } from './types';

const SCHEME = /^([A-Za-z][A-Za-z0-9+.-]*):/;

/**
 * Reads any URI; sip, sips and tel are taken apart, others kept as text.
 * Null where it is not a URI at all or a sip URI is broken (RFC 3261 19.1.1).
 */
export function parseUri(text: string): SipUri | null {
  const scheme = SCHEME.exec(text)?.[1]?.toLowerCase();
  if (scheme === undefined || /[\s<>"\u0000-\u001f\u007f]/.test(text)) return null;
  if (scheme === 'sip' || scheme === 'sips') return parseSip(text, scheme);
  if (scheme === 'tel') return parseTel(text);
  return text.length > scheme.length + 1 ? { kind: 'other', scheme, text } : null;
}

function parseSip(text: string, scheme: 'sip' | 'sips'): SipUri | null {
  let rest = text.slice(scheme.length + 1);
  // The user part may hold ';', '?' and '/', so the '@' is looked for first (RFC 3261 19.1.1, 4475 3.1.1.9).
  const at = rest.lastIndexOf('@');
  let user: string | null = null;
  let password: string | null = null;
  if (at >= 0) {
    const info = rest.slice(0, at);
    const colon = info.indexOf(':');
    user = colon < 0 ? info : info.slice(0, colon);
    password = colon < 0 ? null : info.slice(colon + 1);
    if (user === '' || info.includes('@')) return null;
    rest = rest.slice(at + 1);
  }
  const question = rest.indexOf('?');
  const headers = question < 0 ? null : rest.slice(question + 1);
  if (question >= 0) rest = rest.slice(0, question);
  const semicolon = rest.indexOf(';');
  const params = parseUriParams(semicolon < 0 ? '' : rest.slice(semicolon + 1));
  const hostPort = parseHostPort(semicolon < 0 ? rest : rest.slice(0, semicolon));
  if (hostPort === null || params === null) return null;
  return { kind: 'sip', scheme, text, user, password, host: hostPort.host, port: hostPort.port, params, headers };
}

function parseTel(text: string): SipUri | null {
  const semicolon = text.indexOf(';');
  const number = text.slice(4, semicolon < 0 ? undefined : semicolon);
  const params = parseUriParams(semicolon < 0 ? '' : text.slice(semicolon + 1));
  return number === '' || params === null ? null : { kind: 'tel', scheme: 'tel', text, number, params };
}

function parseUriParams(text: string): ReadonlyMap<string, string | null> | null {
  const params = new Map<string, string | null>();
  if (text === '') return params;
  const parts = text.split(';', MAX_ELEMENTS + 1);
  if (parts.length > MAX_ELEMENTS) return null;
  for (const part of parts) {
    const equals = part.indexOf('=');
    const name = (equals < 0 ? part : part.slice(0, equals)).toLowerCase();
    // A stray ';' is common in real Contacts and harmless here.
    if (name === '') continue;
    if (!isToken(name.replace(/[[\]/:&+$]/g, 'x'))) return null;
    if (!params.has(name)) params.set(name, equals < 0 ? null : part.slice(equals + 1));
  }
  return params;
}

/** %-escapes decoded as UTF-8; the text as it is where they are broken. */
export function unescapeUser(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Escapes what may not stand in a user part (RFC 3261 25.1 user-unreserved kept). */
export function escapeUser(text: string): string {
  return encodeURIComponent(text).replace(/%(?:26|3D|2B|24|2C|3B|3F|2F)/g, (hex) => decodeURIComponent(hex));
}

/** Brackets an IPv6 address for use in a URI, Via or Contact. */
export function hostInUri(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}
