import { t9 } from './text-fold';

export interface ExtractedNumber {
  /** What to dial: digits with an optional +, * and #, or "sip:user@host". */
  readonly number: string;
  /** The text it was found in, trimmed. */
  readonly original: string;
}

const MAX_TEXT_LENGTH = 500;
const MAX_DIGITS = 24;
/** E.164: 15 digits at most; below 7 a run of digits in a sentence is rarely a number to call. */
const IN_TEXT_MIN_DIGITS = 7;
const IN_TEXT_MAX_DIGITS = 15;

/**
 * The number in a pasted text, a link or a command line: "tel:+33-1-44...;ext=5", "callto:", "sip:bob@host",
 * "call 1-800-FLOWERS". Null where there is none, and for hostile input: control characters, SIP headers
 * (RFC 3261 19.1.5), over-long text, service codes in links (they could change call forwarding).
 */
export function extractNumber(text: string): ExtractedNumber | null {
  if (text.length > MAX_TEXT_LENGTH) return null;
  const original = text.trim();
  const link = /^(tel|callto|sips?):(?:\/\/)?/i.exec(original);
  if (link !== null) {
    const number = fromLink(link[1]?.toLowerCase() ?? '', original.slice(link[0].length));
    return number === null ? null : { number, original };
  }
  // Any other scheme is not ours to guess at, e.g. javascript:1234567.
  if (/^[a-z][a-z0-9+.-]*:\S/i.test(original) && !/^(phone|fax|mobile|cell|office|work|home|t|m|p):/i.test(original)) return null;
  // Line breaks and tabs are normal in a paste; address books wrap numbers in direction marks.
  const plain = original.normalize('NFKC').replace(/[\t\r\n]+/g, ' ').replace(/[\u200e\u200f\u202a-\u202e\u2066-\u2069\u200b\ufeff]/g, '').trim();
  if (hasControl(plain)) return null;
  const number = fromAddress(plain) ?? fromWholeText(plain) ?? fromSentence(plain);
  return number === null ? null : { number, original };
}

function hasControl(text: string): boolean {
  return /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(text);
}

/** `rest` is what follows the scheme, still percent-encoded. RFC 3966 for tel:, RFC 3261 19.1 for sip:. */
function fromLink(scheme: string, rest: string): string | null {
  let decoded: string;
  try {
    decoded = decodeURIComponent(rest);
  } catch {
    return null;
  }
  if (hasControl(decoded) || decoded.includes('?')) return null;
  // Parameters (;ext, ;phone-context, ;maddr) are for routing; what is dialled is shown to the user without them.
  const body = (decoded.split(';', 1)[0] ?? '').trim().replace(/\/+$/, '');
  if (body.includes('@')) {
    return scheme === 'tel' ? null : sipAddress(scheme === 'sips' ? 'sips' : 'sip', body);
  }
  if (/[*#]/.test(body)) return null;
  const number = fromWholeText(body);
  if (number !== null) return number;
  // callto: names a user of one's own server.
  return scheme === 'callto' && /^[a-z0-9][a-z0-9._-]{0,63}$/i.test(body) ? body : null;
}

/** user@host with an optional port; a password in the user part is refused. */
function sipAddress(scheme: 'sip' | 'sips', body: string): string | null {
  return /^[a-z0-9\-_.!~*'()&=+$,/%]{1,128}@(\[[0-9a-f:.]{2,45}\]|[a-z0-9.-]{1,253})(:\d{1,5})?$/i.test(body) ? `${scheme}:${body}` : null;
}

function fromAddress(plain: string): string | null {
  return /^[^\s@]+@[^\s@]+$/.test(plain) ? sipAddress('sip', plain) : null;
}

/** The text is nothing but a number, a service code or a vanity number. */
function fromWholeText(plain: string): string | null {
  const text = plain.replace(/^(phone|fax|mobile|cell|office|work|home|tel|t|m|p)\s*[.:]\s*/i, '');
  // No date or IP address is a number to call.
  if (isDateOrAddress(text)) return null;
  if (/^\(?\+?[\d\s()\-./*#–‐‑]+$/.test(text)) return clean(text, 1, MAX_DIGITS);
  return vanity(text);
}

function fromSentence(plain: string): string | null {
  const extension = /^(.*\d)\s*(?:;|,|\bext\.?|\bx|\bextension|\bposte)\s*\d{1,6}$/i.exec(plain);
  if (extension?.[1] !== undefined) {
    const number = fromWholeText(extension[1]);
    if (number !== null) return number;
  }
  let short: string | null = null;
  for (const [candidate] of plain.matchAll(/(?<![\p{L}\d])\(?\+?\d(?:[\d()\-./–‐‑]| (?=[\d(]))*(?:-?[A-Z]{3,}[A-Z0-9-]*)?(?![\p{Ll}\d])/gu)) {
    if (isDateOrAddress(candidate)) continue;
    const number = vanity(candidate) ?? clean(candidate, 3, IN_TEXT_MAX_DIGITS);
    if (number === null) continue;
    if (number.replace('+', '').length >= IN_TEXT_MIN_DIGITS) return number;
    short ??= number;
  }
  // "Reception 201": in a short text, a short number is what was meant.
  return plain.length <= 40 ? short : null;
}

function isDateOrAddress(text: string): boolean {
  const trimmed = text.trim();
  return /^\d{4}([-./])\d{1,2}\1\d{1,2}$/.test(trimmed) || /^\d{1,2}([-./])\d{1,2}\1(19|20)\d{2}$/.test(trimmed) ||
    /^(25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(\.(25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)){3}$/.test(trimmed) && !/^0\d/.test(trimmed) && !looksGrouped(trimmed);
}

/** French "01.44.55.66.77" has five groups and never reaches here; four equal two-digit groups are a number, not an address. */
function looksGrouped(text: string): boolean {
  return text.split('.').every((group) => group.length === 2);
}

function vanity(text: string): string | null {
  if (!/^\+?[\d(][\d\s().-]*[A-Z]{3,}[A-Z0-9\s-]*$/.test(text)) return null;
  return clean(t9(text).replace(/ /g, ''), IN_TEXT_MIN_DIGITS, IN_TEXT_MAX_DIGITS, text.startsWith('+'));
}

/** Only what can be dialled. "(0)" after a country code is a trunk digit not dialled from abroad. */
function clean(text: string, minDigits: number, maxDigits: number, plus = /^\s*\(?\+/.test(text)): string | null {
  const body = (plus ? text.replace(/\(0\)/, '') : text).replace(/[^\d*#]/g, '');
  const count = body.replace(/\D/g, '').length;
  if (count > maxDigits || (count < minDigits && !/^[*#]/.test(body))) return null;
  return (plus ? '+' : '') + body;
}
