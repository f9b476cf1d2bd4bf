/** More elements in one list, or parameters on one value, than any message has that is meant; bounds what a datagram costs. */
export const MAX_ELEMENTS = 200;

/** Characters of a SIP token (RFC 3261 25.1). */
const TOKEN = /^[A-Za-z0-9\-.!%*_+`'~]+$/;

export function isToken(text: string): boolean {
  return TOKEN.test(text);
}

/**
 * Splits at `separator` outside quoted strings and angle brackets.
 * Null where a quoted string or a bracket is not closed, or there are too many parts.
 */
export function splitOutside(text: string, separator: ',' | ';'): string[] | null {
  if (!text.includes(separator) && !text.includes('"') && !text.includes('<')) return [text.trim()];
  const parts: string[] = [];
  let start = 0;
  let quoted = false;
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (quoted) {
      if (c === '\\') i++;
      else if (c === '"') quoted = false;
    } else if (c === '"') quoted = true;
    else if (c === '<') depth++;
    else if (c === '>') {
      if (depth > 0) depth--;
    } else if (c === separator && depth === 0) {
      if (parts.length >= MAX_ELEMENTS - 1) return null;
      parts.push(text.slice(start, i).trim());
      start = i + 1;
    }
  }
  if (quoted || depth > 0) return null;
  parts.push(text.slice(start).trim());
  return parts;
}

/** Contents of a quoted string, escapes taken out; the text itself where it is not one. */
export function unquote(text: string): string {
  if (text.length < 2 || !text.startsWith('"') || !text.endsWith('"')) return text;
  return text.slice(1, -1).replace(/\\([\s\S])/g, '$1');
}

/**
 * `;name=value;name` after a header value. Names in lower case, values as written (quotes kept).
 * Null for an empty parameter, an empty name, an unclosed quote or too many of them.
 */
export function parseParams(text: string): ReadonlyMap<string, string | null> | null {
  const params = new Map<string, string | null>();
  const rest = text.trim();
  if (rest === '') return params;
  if (!rest.startsWith(';')) return null;
  const parts = splitOutside(rest.slice(1), ';');
  if (parts === null) return null;
  for (const part of parts) {
    const equals = part.indexOf('=');
    const name = (equals < 0 ? part : part.slice(0, equals)).trim().toLowerCase();
    if (!isToken(name)) return null;
    if (!params.has(name)) params.set(name, equals < 0 ? null : part.slice(equals + 1).trim());
  }
  return params;
}

/** An unsigned decimal of at most `max`, null otherwise. Leading zeros are allowed. */
export function parseUnsigned(text: string, max: number): number | null {
  if (!/^\d+$/.test(text)) return null;
  const digits = text.length > 15 ? text.replace(/^0+(?=\d)/, '') : text;
  if (digits.length > 15) return null;
  const value = Number(digits);
  return value <= max ? value : null;
}

/** `host`, `host:port`, `[v6]`, `[v6]:port`; LWS around the colon is allowed (RFC 3261 25.1 sent-by). */
export function parseHostPort(text: string): { host: string; port: number | null } | null {
  const match = /^(?:\[([0-9A-Fa-f:.]+(?:%[\w.]+)?)\]|([A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_.])?))(?:\s*:\s*(\d+))?$/.exec(text);
  if (match === null) return null;
  const host = (match[1] ?? match[2] ?? '').toLowerCase();
  if (match[3] === undefined) return { host, port: null };
  const port = parseUnsigned(match[3], 65_535);
  return port === null || port === 0 ? null : { host, port };
}
