import { parsePhoneNumberFromString } from 'libphonenumber-js/min';
import type { DialPlan, NumberFormat } from '../../contract/line-policy';
import { CallError } from '../errors';
import { asCountry, digits, looksLikeSipUri, nationalDigits, toE164 } from '../numbers/numbers';
import { DigitMap } from './digit-map';

/**
 * What goes out on a line for a typed number, without a plan just what is dialled of it: its digit map, else its way of writing numbers and the prefix for calls out
 * of the house. SIP addresses and what begins with * or # stay as they are. Throws CallError INVALID_TARGET where the
 * digit map refuses the number.
 */
export function dialledOn(typed: string, plan: DialPlan | undefined, region: string): string {
  if (looksLikeSipUri(typed) || /^(?:tel|sips?):/i.test(typed) || /[A-Za-z]/.test(typed)) return typed;
  const number = typed.replace(/[\s().\-/]/g, '');
  if (plan === undefined) return number;
  const map = plan.digitMap.trim() === '' ? null : DigitMap.parse(plan.digitMap);
  if (map instanceof DigitMap) {
    const result = map.apply(number);
    if (result.kind === 'refused') throw new CallError('INVALID_TARGET', `the dial plan of this line does not allow ${typed}`);
    if (result.kind === 'match') return result.number;
  }
  if (/[*#,;]/.test(number)) return number;
  const written = writtenAs(number, plan.format, region);
  if (plan.outsidePrefix === '' || digits(written).length < plan.outsideFromDigits) return written;
  // No exchange takes a + behind its prefix.
  return plan.outsidePrefix + (written.startsWith('+') ? writtenAs(number, 'international', region) : written);
}

function writtenAs(number: string, format: NumberFormat, region: string): string {
  const e164 = format === 'as-typed' ? null : toE164(number, region);
  if (e164 === null) return number;
  const isHome = parsePhoneNumberFromString(e164)?.country === region.toUpperCase();
  switch (format) {
    case 'plus':
    case 'as-typed':
      return e164;
    case 'national':
      return isHome ? nationalDigits(e164) : abroad(e164, region);
    case 'international':
      return abroad(e164, region);
  }
}

function abroad(e164: string, region: string): string {
  return internationalPrefix(region) + digits(e164);
}

/** What is dialled first in that region to leave it: 00, 011, ... The library tells it only within a formatted number. */
function internationalPrefix(region: string): string {
  const sample = region.toUpperCase() === 'FR' ? '+442079460000' : '+33144556677';
  const country = asCountry(region);
  const formatted = country === undefined ? undefined : parsePhoneNumberFromString(sample)?.format('IDD', { fromCountry: country });
  const dialled = digits(formatted ?? '');
  return dialled.endsWith(digits(sample)) ? dialled.slice(0, -digits(sample).length) : '00';
}
