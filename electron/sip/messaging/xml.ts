/** One element as it opens: its local name in lower case and the text right after the tag. */
export interface XmlElement {
  readonly name: string;
  readonly text: string;
}

const MAX_ELEMENTS = 64;
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0' };

/**
 * The elements of a small document in their order, for bodies of which a handful of names matters (RFC 3994, RFC 5438).
 * Prefixes, attributes, comments and declarations are passed over; nothing outside is ever loaded. Linear in the text.
 */
export function xmlElements(text: string): XmlElement[] {
  const found: XmlElement[] = [];
  for (let at = text.indexOf('<'); at >= 0 && found.length < MAX_ELEMENTS; at = text.indexOf('<', at + 1)) {
    if (text.startsWith('<!--', at)) {
      const end = text.indexOf('-->', at);
      if (end < 0) break;
      at = end;
      continue;
    }
    const close = text.indexOf('>', at);
    if (close < 0) break;
    const name = /^(?:[\w.-]{1,64}:)?([\w.-]{1,64})/.exec(text.slice(at + 1, Math.min(close, at + 200)))?.[1];
    if (name === undefined) continue;
    const next = text.indexOf('<', close);
    found.push({ name: name.toLowerCase(), text: decodeEntities(text.slice(close + 1, next < 0 ? text.length : next)).trim() });
  }
  return found;
}

/** Named ones of XML and numbers; others stay as they are. */
export function decodeEntities(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{2,4}));/gi, (whole, decimal: string | undefined, hex: string | undefined, name: string | undefined) => {
    if (name !== undefined) return ENTITIES[name.toLowerCase()] ?? whole;
    const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
    return code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff) ? String.fromCodePoint(code) : '';
  });
}

export function escapeXml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[character] ?? '&quot;');
}
