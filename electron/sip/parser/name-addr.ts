import { parseParams, splitOutside, unquote } from './scan';
import type { NameAddr } from './types';
import { parseUri } from './uri';

/**
 * One From, To, Contact, Route, ... value. An unquoted display name is taken whatever it holds (RFC 4475 3.1.2.15).
 * Null for unclosed quotes or brackets, a broken URI, or a bare URI with '?' (RFC 3261 20.10).
 */
export function parseNameAddr(value: string): NameAddr | null {
  const text = value.trim();
  const open = openingBracket(text);
  if (open === null) return null;
  if (open < 0) return parseAddrSpec(text);
  const close = text.indexOf('>', open);
  if (close < 0) return null;
  const uri = parseUri(text.slice(open + 1, close));
  const params = parseParams(text.slice(close + 1));
  const name = text.slice(0, open).trim();
  // A quoted name must be one quoted string; what else stands before '<' is taken as it is.
  if (uri === null || params === null) return null;
  const displayName = name === '' ? null : unquote(name);
  return { displayName: displayName === '' ? null : displayName, uri, params, text };
}

/** Without brackets every parameter belongs to the header, not to the URI (RFC 3261 20.10). */
function parseAddrSpec(text: string): NameAddr | null {
  const at = text.indexOf('@');
  const semicolon = text.indexOf(';', at < 0 ? 0 : at);
  const spec = (semicolon < 0 ? text : text.slice(0, semicolon)).trim();
  const params = parseParams(semicolon < 0 ? '' : text.slice(semicolon));
  if (params === null || /[?,]/.test(spec.slice(Math.max(0, spec.indexOf('@'))))) return null;
  const uri = parseUri(spec);
  return uri === null ? null : { displayName: null, uri, params, text };
}

/** Where '<' stands outside quotes; -1 for none, null for a quote never closed. */
function openingBracket(text: string): number | null {
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (quoted) {
      if (c === '\\') i++;
      else if (c === '"') quoted = false;
    } else if (c === '"') quoted = true;
    else if (c === '<') return i;
  }
  return quoted ? null : -1;
}

/** A comma list of name-addr values; null where any of them is broken. */
export function parseNameAddrList(value: string): NameAddr[] | null {
  const parts = splitOutside(value, ',');
  if (parts === null) return null;
  const list: NameAddr[] = [];
  for (const part of parts) {
    const parsed = parseNameAddr(part);
    if (parsed === null) return null;
    list.push(parsed);
  }
  return list;
}
