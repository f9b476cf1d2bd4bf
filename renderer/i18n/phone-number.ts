import { AsYouType, isSupportedCountry, parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js/min';

/** What may stand in a number as typed: digits, signs of the keypad, pauses and the usual separators. */
const numberLike = /^[+\d*#,;().\-/\s\u00a0\u2010-\u2013\u202f]+$/u;
const separators = /[().\-/\s\u00a0\u2010-\u2013\u202f]/gu;

const country = (region: string): CountryCode | undefined => (isSupportedCountry(region) ? region : undefined);

/** True for text that is a number and not a name or an address. */
export function isNumberLike(text: string): boolean {
  return /\d|[*#+]/.test(text) && numberLike.test(text);
}

/** The characters that are sent: separators gone, a SIP address as it is. */
export function toDialable(text: string): string {
  const trimmed = text.trim();
  return isNumberLike(trimmed) ? trimmed.replace(separators, '') : trimmed;
}

/** Formats while typing for the region; names, addresses and service codes stay as they are. */
export function formatAsTyped(text: string, region: string): string {
  if (!isNumberLike(text) || /[*#,;]/.test(text)) return text;
  const digits = text.replace(separators, '');
  return new AsYouType(country(region)).input(digits) || digits;
}

/** A number for reading: national at home, international from elsewhere, else as it is. */
export function formatNumber(number: string, region: string): string {
  if (!isNumberLike(number) || /[*#,;]/.test(number)) return number;
  const parsed = parsePhoneNumberFromString(number, country(region));
  if (parsed === undefined || !parsed.isPossible()) return number;
  return parsed.country === region ? parsed.formatNational() : parsed.formatInternational();
}

/** The number in any pasted text: a SIP or tel address, else the longest run that looks like a number; null = none. */
export function extractNumber(text: string): string | null {
  const flat = text.normalize('NFKC').replace(/[\u200b-\u200f\u202a-\u202e\u2060\ufeff]/gu, '').slice(0, 2000);
  const uri = /\b(?:sips?|tel|callto):(?:\/\/)?([^\s<>"';?]+)/i.exec(flat)?.[1];
  if (uri !== undefined && uri !== '') return /^\+?[\d().\-/]+$/.test(uri) ? toDialable(uri) : decode(uri);
  const address = /[\w.+-]+@[\w.-]+\w/.exec(flat)?.[0];
  if (address !== undefined) return address;
  const runs = flat.match(/[+*#]?[\d*#][\d*#().\-/ \u2010-\u2013]*/gu) ?? [];
  const best = runs.map((run) => run.replace(separators, '').replace(/^(\+\d{1,3})0(?=\d{9}$)/, '$1')).filter((run) => /\d/.test(run))
    .sort((a, b) => b.length - a.length)[0];
  return best ?? null;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/**
 * Reformats the text of an input and says where the caret goes: behind the same
 * significant characters as before, so that editing in the middle stays there.
 */
export function retype(text: string, caret: number, region: string): { text: string; caret: number } {
  const formatted = formatAsTyped(text, region);
  if (formatted === text || caret >= text.length) return { text: formatted, caret: formatted === text ? caret : formatted.length };
  const before = text.slice(0, caret).replace(separators, '').length;
  let seen = 0;
  let position = 0;
  while (position < formatted.length && seen < before) {
    if (formatted[position]?.replace(separators, '') !== '') seen += 1;
    position += 1;
  }
  return { text: formatted, caret: position };
}
