import { Contact, type ContactFields } from '../contract/contacts';
import type { ContactId } from '../contract/ids';
import { digits, looksLikeSipUri, matchKey, toE164 } from '../calls/numbers/numbers';
import type { Database } from './driver';
import { StoreError } from './errors';
import { searchText, type SearchText } from './search-text';

export interface ContactRow {
  row: number; id: string; given_name: string; family_name: string; company: string; title: string; email: string; notes: string;
  favourite: number; name: string; updated_at_ms: number; name_text: string; t9_text: string; digits_text: string;
}
export interface NumberRow { contact: number; label: string; value: string }
/** A number as looked up: at most one of matchKey, shortNumber, uri is set. */
export interface NumberKeys { e164: string | null; matchKey: string | null; shortNumber: string | null; uri: string | null }

export const CONTACT_COLUMNS = 'row, id, given_name, family_name, company, title, email, notes, favourite, name, updated_at_ms, name_text, t9_text, digits_text';

/** Given and family name, else company, else the first number. */
export function contactName(fields: ContactFields): string {
  return [fields.givenName, fields.familyName].map((part) => part.trim()).filter((part) => part !== '').join(' ')
    || fields.company.trim() || (fields.numbers[0]?.value ?? '');
}

/** user@host in lower case, without scheme, parameters, headers or angle brackets. */
export function normaliseUri(uri: string): string | null {
  if (!looksLikeSipUri(uri)) return null;
  const body = uri.trim().replace(/^sips?:/i, '').split(/[;?]/, 1)[0] ?? '';
  return body === '' ? null : body.toLowerCase();
}

/** The keys by which a number is found again. `e164` given = known already. */
export function numberKeys(value: string, e164: string | null): NumberKeys {
  const uri = normaliseUri(value);
  if (uri !== null) return { e164, matchKey: null, shortNumber: null, uri };
  const key = matchKey(value);
  const short = value.replace(/[^\d*#]/g, '');
  return { e164, matchKey: key, shortNumber: key === null && short !== '' ? short : null, uri: null };
}

export function rowText(row: Pick<ContactRow, 'name_text' | 't9_text' | 'digits_text'>): SearchText {
  return { nameText: row.name_text, t9Text: row.t9_text, digitsText: row.digits_text };
}

export function contactText(fields: ContactFields, e164s: readonly (string | null)[]): SearchText {
  const names = [`${fields.givenName} ${fields.familyName}`.trim(), `${fields.familyName} ${fields.givenName}`.trim(), fields.company].filter((name) => name.trim() !== '');
  return searchText(names, fields.numbers.map((number, i) => ({ value: number.value, e164: e164s[i] ?? null })));
}

export function e164sOf(fields: ContactFields, region: string): (string | null)[] {
  return fields.numbers.map((number) => toE164(number.value, region));
}

/** Writes the numbers of a contact anew. */
export function writeNumbers(database: Database, contact: number, fields: ContactFields, e164s: readonly (string | null)[]): void {
  database.run('DELETE FROM contact_numbers WHERE contact = ?', [contact]);
  fields.numbers.forEach((number, position) => {
    const keys = numberKeys(number.value, e164s[position] ?? null);
    database.run(
      'INSERT INTO contact_numbers (contact, position, label, value, e164, match_key, short_number, uri) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
      [contact, position, number.label, number.value, keys.e164, keys.matchKey, keys.shortNumber, keys.uri],
    );
  });
}

export function writePhoto(database: Database, contact: number, photo: string | null): void {
  if (photo === null) database.run('DELETE FROM contact_photos WHERE contact = ?', [contact]);
  else database.run('INSERT INTO contact_photos (contact, photo) VALUES (?, ?) ON CONFLICT (contact) DO UPDATE SET photo = excluded.photo', [contact, photo]);
}

/** Rows as the contract's contacts, in the order given. */
export function readContacts(database: Database, rows: readonly ContactRow[]): Contact[] {
  if (rows.length === 0) return [];
  const ids = JSON.stringify(rows.map(({ row }) => row));
  const numbers = new Map<number, { label: string; value: string }[]>();
  for (const { contact, label, value } of database.all<NumberRow>(
    'SELECT contact, label, value FROM contact_numbers WHERE contact IN (SELECT value FROM json_each(?)) ORDER BY contact, position', [ids])) {
    const list = numbers.get(contact);
    if (list === undefined) numbers.set(contact, [{ label, value }]);
    else list.push({ label, value });
  }
  const photos = new Map(database.all<{ contact: number; photo: string }>(
    'SELECT contact, photo FROM contact_photos WHERE contact IN (SELECT value FROM json_each(?))', [ids]).map(({ contact, photo }) => [contact, photo]));
  return rows.map((row) => {
    const parsed = Contact.safeParse({
      id: row.id, givenName: row.given_name, familyName: row.family_name, company: row.company, title: row.title, email: row.email,
      notes: row.notes, favourite: row.favourite === 1, photo: photos.get(row.row) ?? null, numbers: numbers.get(row.row) ?? [],
      name: row.name, updatedAtEpochMs: row.updated_at_ms,
    });
    if (!parsed.success) throw new StoreError('INTERNAL', `contact ${row.id} is not readable`, { cause: parsed.error });
    return parsed.data;
  });
}

export function contactIds(rows: readonly { id: string }[]): ContactId[] {
  return rows.map(({ id }) => id as ContactId);
}

/** Digits only where the value is a number. */
export function valueDigits(value: string): string {
  return looksLikeSipUri(value) ? '' : digits(value);
}
