import { randomUUID } from 'node:crypto';
import { ContactFields, type Contact } from '../contract/contacts';
import type { ContactId } from '../contract/ids';
import type { Clock } from '../calls/ports/clock';
import type { ContactMatch, ContactStore } from '../calls/ports/store';
import { createSortKey } from './collation';
import {
  CONTACT_COLUMNS, contactIds, contactName, contactText, e164sOf, readContacts, rowText, writeNumbers, writePhoto, type ContactRow,
} from './contact-rows';
import type { Database, SqlValue } from './driver';
import { StoreError } from './errors';
import { findByIndex } from './find';
import { matchNumber } from './match';
import type { Parties } from './parties';
import { parseQuery } from './query';
import { SearchIndex } from './search-index';
import type { UndoTokens } from './undo';

const ALL = 1_000_000_000;
const LOCALE_KEY = 'contacts.sortLocale';

interface StoredNumber { value: string; e164: string | null }

/** Contacts with their numbers and photos. Removed ones stay in the file, invisible, until the next start: for undo. */
export class Contacts implements ContactStore {
  readonly #index: SearchIndex;
  #sortKeysChecked = false;
  #sortKey: ((text: string) => string) | null = null;

  constructor(
    private readonly database: Database, private readonly parties: Parties, private readonly undoTokens: UndoTokens,
    private readonly clock: Clock, private readonly locale: string,
  ) {
    this.#index = new SearchIndex(database, 'contact');
  }

  page(query: string, offset: number, limit: number): { total: number; contacts: Contact[] } {
    this.#freshSortKeys();
    const parsed = parseQuery(query);
    const columns = CONTACT_COLUMNS.split(', ').map((column) => `c.${column}`).join(', ');
    if (parsed.kind === 'empty') {
      const total = this.database.get<{ n: number }>('SELECT count(*) AS n FROM contacts WHERE removed_at_ms IS NULL')?.n ?? 0;
      const rows = this.database.all<ContactRow>(
        // The offset walks the narrow index; only the page itself is read from the table.
        `SELECT ${columns} FROM (SELECT row FROM contacts INDEXED BY contacts_by_sort_key WHERE removed_at_ms IS NULL ORDER BY sort_key, row LIMIT ? OFFSET ?) p
         CROSS JOIN contacts c ON c.row = p.row`, [limit, offset]);
      return { total, contacts: readContacts(this.database, rows) };
    }
    const found = JSON.stringify([...findByIndex(this.database, 'contact', parsed, ALL).rows]);
    const matching = 'SELECT value FROM json_each(?)';
    const total = this.database.get<{ n: number }>(`SELECT count(*) AS n FROM contacts WHERE removed_at_ms IS NULL AND row IN (${matching})`, [found])?.n ?? 0;
    const rows = this.database.all<ContactRow>(
      `SELECT ${columns} FROM contacts c WHERE c.removed_at_ms IS NULL AND c.row IN (${matching}) ORDER BY c.sort_key, c.row LIMIT ? OFFSET ?`, [found, limit, offset]);
    return { total, contacts: readContacts(this.database, rows) };
  }

  get(id: ContactId): Contact | null {
    const row = this.#row(id);
    return row === undefined ? null : readContacts(this.database, [row])[0] ?? null;
  }

  save(id: ContactId | null, fields: ContactFields, region: string): Contact {
    const valid = this.#valid(fields);
    const saved = this.database.transaction(() => {
      const row = id === null ? undefined : this.#row(id);
      if (id !== null && row === undefined) throw new StoreError('NOT_FOUND', `no contact ${id}`);
      return this.#write(row, valid, region);
    });
    const contact = this.get(saved);
    if (contact === null) throw new StoreError('INTERNAL', `contact ${saved} vanished while it was saved`);
    return contact;
  }

  saveAll(fields: readonly ContactFields[], region: string): ContactId[] {
    const valid = fields.map((one) => this.#valid(one));
    return this.database.transaction(() => valid.map((one) => this.#write(undefined, one, region)));
  }

  remove(ids: readonly ContactId[]): { undoToken: string } {
    const removed = this.#setRemoved(ids, this.clock.epochMs());
    return { undoToken: this.undoTokens.issue(() => void this.#setRemoved(removed, null)) };
  }

  undo(undoToken: string): void {
    this.undoTokens.use(undoToken);
  }

  /** `replaced`: contacts that the import merged into, as they were before it; `region` reads their numbers again. */
  undoTokenForImport(ids: readonly ContactId[], replaced: readonly Contact[] = [], region = ''): string {
    return this.undoTokens.issue(() => this.database.transaction(() => {
      this.#setRemoved(ids, this.clock.epochMs());
      for (const contact of replaced) {
        const row = this.#row(contact.id);
        if (row !== undefined) this.#write(row, this.#valid(contact), region);
      }
    }));
  }

  match(number: string, e164: string | null): ContactMatch | null {
    const match = matchNumber(this.database, number, e164);
    if (match === null) return null;
    const rows = this.database.all<ContactRow>(`SELECT ${CONTACT_COLUMNS} FROM contacts WHERE row = ?`, [match.contactRow]);
    const contact = readContacts(this.database, rows)[0];
    return contact === undefined ? null : { contact, label: match.label };
  }

  *all(): IterableIterator<Contact> {
    // In pages by row: nothing else is held up, and saving while iterating is safe.
    for (let last = 0; ;) {
      const rows = this.database.all<ContactRow>(`SELECT ${CONTACT_COLUMNS} FROM contacts WHERE removed_at_ms IS NULL AND row > ? ORDER BY row LIMIT 200`, [last]);
      const end = rows.at(-1);
      if (end === undefined) return;
      yield* readContacts(this.database, rows);
      last = end.row;
    }
  }

  /** Deletes what was removed in earlier runs. */
  purge(beforeEpochMs: number): void {
    this.database.run('DELETE FROM contacts WHERE removed_at_ms IS NOT NULL AND removed_at_ms < ?', [beforeEpochMs]);
  }

  #row(id: ContactId): ContactRow | undefined {
    return this.database.get<ContactRow>(`SELECT ${CONTACT_COLUMNS} FROM contacts WHERE id = ? AND removed_at_ms IS NULL`, [id]);
  }

  #valid(fields: ContactFields): ContactFields {
    const parsed = ContactFields.safeParse(fields);
    if (!parsed.success) throw new StoreError('INVALID', 'not a valid contact', { cause: parsed.error });
    return parsed.data;
  }

  /** Inside a transaction. `row` undefined = a new contact. */
  #write(row: ContactRow | undefined, fields: ContactFields, region: string): ContactId {
    const e164s = e164sOf(fields, region);
    const text = contactText(fields, e164s);
    const name = contactName(fields);
    const values: SqlValue[] = [fields.givenName, fields.familyName, fields.company, fields.title, fields.email, fields.notes, Number(fields.favourite),
      name, this.#keyOf(name), text.nameText, text.t9Text, text.digitsText, this.clock.epochMs()];
    let number: number;
    let id: ContactId;
    const before = row === undefined ? [] : this.#numbers(row.row);
    if (row === undefined) {
      id = randomUUID() as ContactId;
      number = this.database.run(
        `INSERT INTO contacts (given_name, family_name, company, title, email, notes, favourite, name, sort_key, name_text, t9_text, digits_text, updated_at_ms, id)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, [...values, id]).lastId;
    } else {
      id = row.id as ContactId;
      number = row.row;
      this.#index.remove(number, rowText(row));
      this.database.run(
        `UPDATE contacts SET given_name = ?, family_name = ?, company = ?, title = ?, email = ?, notes = ?, favourite = ?, name = ?, sort_key = ?,
           name_text = ?, t9_text = ?, digits_text = ?, updated_at_ms = ? WHERE row = ?`, [...values, number]);
    }
    this.#index.add(number, text);
    writeNumbers(this.database, number, fields, e164s);
    if (row !== undefined || fields.photo !== null) writePhoto(this.database, number, fields.photo);
    this.parties.relink([...before, ...fields.numbers.map((one, i) => ({ value: one.value, e164: e164s[i] ?? null }))], number);
    return id;
  }

  #setRemoved(ids: readonly ContactId[], atEpochMs: number | null): ContactId[] {
    return this.database.transaction(() => {
      const rows: ContactRow[] = [];
      for (const id of ids) {
        const row = this.database.get<ContactRow>(
          `SELECT ${CONTACT_COLUMNS} FROM contacts WHERE id = ? AND removed_at_ms IS ${atEpochMs === null ? 'NOT NULL' : 'NULL'}`, [id]);
        if (row === undefined) continue;
        rows.push(row);
        this.database.run('UPDATE contacts SET removed_at_ms = ? WHERE row = ?', [atEpochMs, row.row]);
        if (atEpochMs === null) this.#index.add(row.row, rowText(row));
        else this.#index.remove(row.row, rowText(row));
        this.parties.relink(this.#numbers(row.row), row.row);
      }
      return contactIds(rows);
    });
  }

  #numbers(row: number): StoredNumber[] {
    return this.database.all<StoredNumber>('SELECT value, e164 FROM contact_numbers WHERE contact = ?', [row]);
  }

  #keyOf(name: string): string {
    this.#sortKey ??= createSortKey(this.locale);
    return this.#sortKey(name);
  }

  /** Sort keys belong to a language; where it changed since they were written they are made anew, at the first list. */
  #freshSortKeys(): void {
    if (this.#sortKeysChecked) return;
    this.#sortKeysChecked = true;
    const stored = this.database.get<{ value: string }>('SELECT value FROM app_state WHERE key = ?', [LOCALE_KEY])?.value;
    const wanted = JSON.stringify(this.locale);
    if (stored === wanted) return;
    this.database.transaction(() => {
      for (const { row, name } of this.database.all<{ row: number; name: string }>('SELECT row, name FROM contacts')) {
        this.database.run('UPDATE contacts SET sort_key = ? WHERE row = ?', [this.#keyOf(name), row]);
      }
      this.database.run('INSERT INTO app_state (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value', [LOCALE_KEY, wanted]);
    });
  }
}
