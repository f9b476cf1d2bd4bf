import { matchKey } from '../calls/numbers/numbers';
import { normaliseUri, numberKeys, rowText } from './contact-rows';
import type { Database } from './driver';
import { matchNumber } from './match';
import { SearchIndex } from './search-index';
import { searchText } from './search-text';

interface PartyRow {
  row: number; key: string; number: string; e164: string | null; display_name: string | null; contact: number | null;
  name_text: string; t9_text: string; digits_text: string;
}
const COLUMNS = 'row, key, number, e164, display_name, contact, name_text, t9_text, digits_text';

/** One row per distinct far end, with its last call: what search and suggestions read instead of the calls. */
export class Parties {
  readonly #index: SearchIndex;

  constructor(private readonly database: Database) {
    this.#index = new SearchIndex(database, 'party');
  }

  /** What makes two calls the same far end: E.164, else SIP address, else the digits. */
  static keyOf(number: string, e164: string | null): string {
    if (e164 !== null) return e164;
    const uri = normaliseUri(number);
    if (uri !== null) return uri;
    const dialled = number.replace(/[^\d*#]/g, '');
    return dialled !== '' && /^[+\d\s()\-./*#]+$/.test(number) ? dialled : number.trim().toLowerCase();
  }

  /** Counts a call that starts; answers the party's row. */
  noteCall(call: { number: string; e164: string | null; displayName: string | null; contactRow: number | null; atEpochMs: number }): number {
    const key = Parties.keyOf(call.number, call.e164);
    const known = this.database.get<PartyRow>(`SELECT ${COLUMNS} FROM parties WHERE key = ?`, [key]);
    const contact = call.contactRow ?? matchNumber(this.database, call.number, call.e164)?.contactRow ?? null;
    const displayName = call.displayName ?? known?.display_name ?? null;
    const text = searchText(displayName === null ? [] : [displayName], [{ value: call.number, e164: call.e164 }]);
    let row: number;
    if (known === undefined) {
      row = this.database.run(
        `INSERT INTO parties (key, number, e164, match_key, display_name, contact, name_text, t9_text, digits_text, last_call_at_ms, call_count)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)`,
        [key, call.number, call.e164, matchKey(call.e164 ?? call.number), displayName, contact, text.nameText, text.t9Text, text.digitsText, call.atEpochMs],
      ).lastId;
      this.#index.add(row, text);
    } else {
      row = known.row;
      this.database.run(
        `UPDATE parties SET number = ?, display_name = ?, contact = ?, name_text = ?, t9_text = ?, digits_text = ?,
           last_call_at_ms = max(last_call_at_ms, ?), call_count = call_count + 1 WHERE row = ?`,
        [call.number, displayName, contact, text.nameText, text.t9Text, text.digitsText, call.atEpochMs, row],
      );
      if (text.nameText !== known.name_text || text.t9Text !== known.t9_text || text.digitsText !== known.digits_text) {
        this.#index.remove(row, rowText(known));
        this.#index.add(row, text);
      }
    }
    if (contact !== null) {
      this.database.run('UPDATE contacts SET last_call_at_ms = max(coalesce(last_call_at_ms, 0), ?) WHERE row = ?', [call.atEpochMs, contact]);
    }
    return row;
  }

  /** Counts anew after calls were removed or brought back. */
  recount(rows: Iterable<number>): void {
    for (const row of new Set(rows)) {
      this.database.run(
        `UPDATE parties SET call_count = (SELECT count(*) FROM calls WHERE party = parties.row AND removed_at_ms IS NULL),
           last_call_at_ms = coalesce((SELECT max(started_at_ms) FROM calls WHERE party = parties.row AND removed_at_ms IS NULL), last_call_at_ms)
         WHERE row = ?`, [row]);
      const contact = this.database.get<{ contact: number | null }>('SELECT contact FROM parties WHERE row = ?', [row])?.contact ?? null;
      if (contact !== null) this.refreshLastCall(contact);
    }
  }

  /** Gives parties to the contact they belong to now, after the numbers of a contact changed. */
  relink(numbers: Iterable<{ value: string; e164: string | null }>, contact: number): void {
    const affected = new Map<number, PartyRow>();
    const add = (where: string, value: string | number): void => {
      for (const party of this.database.all<PartyRow>(`SELECT ${COLUMNS} FROM parties WHERE ${where} = ?`, [value])) affected.set(party.row, party);
    };
    add('contact', contact);
    for (const { value, e164 } of numbers) {
      const key = matchKey(e164 ?? value);
      if (key !== null) add('match_key', key);
      const keys = numberKeys(value, e164);
      if (keys.uri !== null) add('key', keys.uri);
      if (keys.shortNumber !== null) add('key', keys.shortNumber);
    }
    const touched = new Set<number>([contact]);
    for (const party of affected.values()) {
      const owner = matchNumber(this.database, party.number, party.e164)?.contactRow ?? null;
      if (owner === party.contact) continue;
      this.database.run('UPDATE parties SET contact = ? WHERE row = ?', [owner, party.row]);
      for (const one of [owner, party.contact]) if (one !== null) touched.add(one);
    }
    if (affected.size > 0) for (const one of touched) this.refreshLastCall(one);
  }

  refreshLastCall(contact: number): void {
    this.database.run('UPDATE contacts SET last_call_at_ms = (SELECT max(last_call_at_ms) FROM parties WHERE contact = contacts.row AND call_count > 0) WHERE row = ?', [contact]);
  }

  /** Forgets parties that no call names any more. */
  purge(): void {
    for (const party of this.database.all<PartyRow>(
      `SELECT ${COLUMNS} FROM parties WHERE call_count = 0 AND NOT EXISTS (SELECT 1 FROM calls WHERE party = parties.row)`)) {
      this.#index.remove(party.row, rowText(party));
      this.database.run('DELETE FROM parties WHERE row = ?', [party.row]);
    }
  }
}
