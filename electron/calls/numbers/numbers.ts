/**
 * Phone numbers as the phone needs them: E.164, typing, matching, keypad letters.
 * Uses libphonenumber-js with its `min` metadata: lengths and national patterns are all that is asked of it here;
 * `max` only adds number types, for twice the text to parse at start.
 */
import {
  AsYouType, Metadata, isSupportedCountry, parsePhoneNumberFromString, type CountryCode, type NumberingPlan,
} from 'libphonenumber-js/min';

export { extractNumber, type ExtractedNumber } from './extract-number';
export { fold, t9 } from './text-fold';

/** Longest number or URI handled; RFC 3261 has no limit, the contract's is this. */
export const MAX_NUMBER_LENGTH = 255;

/** Shorter than this without + or a trunk prefix is an extension or a service number, never E.164. */
const MIN_NATIONAL_DIGITS = 7;
/** Countries whose whole numbers are shorter than that. */
const SHORT_NUMBER_REGIONS: ReadonlySet<string> = new Set(['AD', 'FK', 'FO', 'GL', 'NC', 'PM', 'SB', 'WF']);

/** The region as the library names it, where it knows it. */
export function asCountry(region: string): CountryCode | undefined {
  const upper = region.toUpperCase();
  return isSupportedCountry(upper) ? upper : undefined;
}

/** The digits of a number, with * and # dropped: "+33 (0)1-44" -> "33" + "0144". */
export function digits(input: string): string {
  return input.normalize('NFKC').replace(/\D/g, '');
}

/** True for sip:, sips: URIs and user@host. */
export function looksLikeSipUri(input: string): boolean {
  const text = input.trim();
  return /^sips?:\S+$/i.test(text) || /^[^\s@:/]+@[^\s@/]+$/.test(text);
}

const trunkRules = new Map<CountryCode, { prefix: string | undefined; needed: boolean }>();

/**
 * The digit dialled before national numbers, and whether a number without it can only be local:
 * so in open numbering plans (Germany, Austria), where any few digits would pass as a national number.
 */
function trunkRule(country: CountryCode): { prefix: string | undefined; needed: boolean } {
  let rule = trunkRules.get(country);
  if (rule === undefined) {
    const metadata = new Metadata();
    metadata.selectNumberingPlan(country);
    // The library's types leave nationalPrefix() out.
    const plan = metadata.numberingPlan as (NumberingPlan & { nationalPrefix(): string | undefined }) | undefined;
    const prefix = plan?.nationalPrefix();
    rule = { prefix, needed: prefix !== undefined && (plan?.possibleLengths().length ?? 0) > 4 };
    trunkRules.set(country, rule);
  }
  return rule;
}

/**
 * The E.164 form ("+33144556677") of a number as typed in `region` (ISO 3166 alpha-2), or null where it has none:
 * extensions, service codes, SIP URIs, numbers that no numbering plan knows.
 */
export function toE164(input: string, region: string): string | null {
  if (input.length > MAX_NUMBER_LENGTH || /[*#@,;]/.test(input)) return null;
  const text = input.normalize('NFKC').trim();
  const country = asCountry(region);
  const dialled = digits(text);
  const international = text.startsWith('+') || text.startsWith('(+');
  if (!international) {
    if (country === undefined) return null;
    const trunk = trunkRule(country);
    const hasTrunk = trunk.prefix !== undefined && dialled.startsWith(trunk.prefix);
    // The international prefix (00, 011) is left to the library; it starts with the trunk digit nearly everywhere.
    if (dialled.length < MIN_NATIONAL_DIGITS && !(SHORT_NUMBER_REGIONS.has(country) && dialled.length >= 5)) return null;
    if (trunk.needed && !hasTrunk) return null;
  }
  const parsed = parsePhoneNumberFromString(text, country === undefined ? { extract: false } : { defaultCountry: country, extract: false });
  return parsed?.isValid() === true ? parsed.number : null;
}

/** An E.164 number as dialled inside its country, trunk prefix and all: "+33144556677" -> "0144556677". */
export function nationalDigits(e164: string): string {
  return digits(parsePhoneNumberFromString(e164)?.formatNational() ?? e164);
}

/** Spaces a number while it is being typed. Never changes, drops or adds a dialled character. */
export function formatAsTyped(number: string, region: string): string {
  if (!/^\+?[\d ()\-./]+$/.test(number)) return number;
  const plain = (number.startsWith('+') ? '+' : '') + digits(number);
  const formatted = new AsYouType(asCountry(region)).input(plain);
  return digits(formatted) === digits(plain) && formatted.startsWith('+') === plain.startsWith('+') ? formatted : plain;
}

/** Digits compared when there is no E.164: enough to be one subscriber, few enough to survive any prefix. */
export const MATCH_KEY_DIGITS = 7;

/** The last digits of a number, by which its possible owners are found; null where it is too short to mean one. */
export function matchKey(number: string): string | null {
  if (looksLikeSipUri(number)) return null;
  const all = digits(number);
  return all.length < MATCH_KEY_DIGITS ? null : all.slice(-MATCH_KEY_DIGITS);
}

/** True where one number is the other behind a prefix (country code, trunk 0, outside line): both hold the same national digits. */
export function sameNationalDigits(one: string, other: string): boolean {
  const a = digits(one).replace(/^0+/, '');
  const b = digits(other).replace(/^0+/, '');
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  return short.length >= MATCH_KEY_DIGITS && long.endsWith(short);
}
