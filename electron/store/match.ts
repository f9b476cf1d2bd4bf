import { digits, sameNationalDigits } from '../calls/numbers/numbers';
import { numberKeys } from './contact-rows';
import type { Database, SqlValue } from './driver';

export interface NumberMatch { contactRow: number; label: string }

interface Candidate { contact: number; label: string; value: string; e164: string | null }

/**
 * The contact a number belongs to: by E.164, else by its national digits where they mean one contact only,
 * else by the exact extension, else by SIP URI. A number that several contacts share goes to the favourite, then to the newest.
 */
export function matchNumber(database: Database, number: string, e164: string | null): NumberMatch | null {
  const byKey = (column: string, value: SqlValue): Candidate[] => database.all<Candidate>(
    `SELECT n.contact, n.label, n.value, n.e164 FROM contact_numbers n JOIN contacts c ON c.row = n.contact
     WHERE n.${column} = ? AND c.removed_at_ms IS NULL ORDER BY c.favourite DESC, c.updated_at_ms DESC, c.row LIMIT 50`, [value]);
  const first = (candidates: readonly Candidate[]): NumberMatch | null => {
    const best = candidates[0];
    return best === undefined ? null : { contactRow: best.contact, label: best.label };
  };
  if (e164 !== null) {
    const match = first(byKey('e164', e164));
    if (match !== null) return match;
  }
  const keys = numberKeys(number, e164);
  if (keys.uri !== null) return first(byKey('uri', keys.uri)) ?? matchUser(keys.uri);
  if (keys.matchKey !== null) {
    const dialled = digits(e164 ?? number);
    // Two numbers known in full that differ are different, whatever their ends.
    const alike = byKey('match_key', keys.matchKey).filter((one) => (e164 === null || one.e164 === null) && [one.value, one.e164 ?? ''].some((known) => sameNationalDigits(known, dialled)));
    const exact = alike.filter((one) => digits(one.value) === dialled);
    if (exact.length > 0) return first(exact);
    return new Set(alike.map((one) => one.contact)).size === 1 ? first(alike) : null;
  }
  return keys.shortNumber === null ? null : first(byKey('short_number', keys.shortNumber));

  /** sip:+33...@trunk or sip:201@pbx: the user part is a number too. */
  function matchUser(uri: string): NumberMatch | null {
    const user = uri.split('@', 1)[0] ?? '';
    return /^\+?\d{2,}$/.test(user) ? matchNumber(database, user, /^\+\d{7,15}$/.test(user) ? user : null) : null;
  }
}
