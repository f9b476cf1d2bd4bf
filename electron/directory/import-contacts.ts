import type { Contact, ContactFields, ImportReport } from '../contract/contacts';
import type { ContactId } from '../contract/ids';
import type { ContactStore } from '../calls/ports/store';
import { digits, fold, toE164 } from '../calls/numbers/numbers';
import { readVcards, yielder } from './vcard';

/** Contacts written in one transaction: about ten milliseconds. */
const CHUNK = 50;
/** A report that can still be read. */
const MAX_SKIPPED = 500;

type Target = Pick<ContactStore, 'match' | 'save' | 'saveAll' | 'undoTokenForImport'>;

/**
 * Imports a vCard file. A card with the name and a number of a known contact adds to that one instead of doubling it.
 * Other work runs in between. Where the store refuses half-way, what was written stays, the report says so in its last
 * line, and `undoToken` takes it back. Throws the store's error where nothing was written at all.
 */
export async function importVcards(bytes: Uint8Array, contacts: Target, region: string, onProgress?: (read: number) => void): Promise<ImportReport> {
  const pause = yielder();
  const added: ContactId[] = [];
  const replaced = new Map<ContactId, Contact>();
  const skipped: ImportReport['skipped'] = [];
  let merged = 0;
  let read = 0;
  let line = 1;
  let waiting: ContactFields[] = [];
  const flush = (): void => {
    if (waiting.length === 0) return;
    added.push(...contacts.saveAll(waiting, region));
    waiting = [];
  };
  const take = (fields: ContactFields): void => {
    const twin = waiting.findIndex((one) => isSame(one, fields, region));
    if (twin !== -1) {
      waiting[twin] = mergeFields(waiting[twin] ?? fields, fields, region);
      merged++;
      return;
    }
    const known = findKnown(contacts, fields, region);
    if (known === null) {
      waiting.push(fields);
      if (waiting.length >= CHUNK) flush();
      return;
    }
    const together = mergeFields(known, fields, region);
    if (JSON.stringify(together) !== JSON.stringify(fieldsOf(known))) {
      contacts.save(known.id, together, region);
      if (!replaced.has(known.id)) replaced.set(known.id, known);
    }
    merged++;
  };
  try {
    for await (const result of readVcards(bytes)) {
      await pause();
      line = result.line;
      if (result.kind === 'card') {
        onProgress?.(++read);
        take(result.fields);
      } else if (skipped.length < MAX_SKIPPED) {
        skipped.push({ line: result.line, reason: result.reason });
      }
    }
    flush();
  } catch (error) {
    if (added.length + replaced.size === 0) throw error;
    skipped.push({ line, reason: `stopped here: ${error instanceof Error ? error.message : String(error)}` });
  }
  // One that this import itself made goes as a whole.
  const own = new Set(added);
  const before = [...replaced.values()].filter(({ id }) => !own.has(id));
  const undoToken = added.length + before.length === 0 ? null : contacts.undoTokenForImport(added, before, region);
  return { imported: added.length, merged, skipped, undoToken };
}

function nameOf(fields: ContactFields): string {
  return fold(`${fields.givenName} ${fields.familyName}`.trim() || fields.company).replace(/\s+/g, ' ');
}

/** The same line in whatever form it is written. */
function numberKey(value: string, region: string): string {
  return toE164(value, region) ?? (/^sips?:/i.test(value) ? value.toLowerCase() : digits(value));
}

function isSame(one: ContactFields, other: ContactFields, region: string): boolean {
  if (nameOf(one) !== nameOf(other)) return false;
  const keys = new Set(one.numbers.map(({ value }) => numberKey(value, region)));
  return other.numbers.some(({ value }) => keys.has(numberKey(value, region)));
}

function findKnown(contacts: Target, fields: ContactFields, region: string): Contact | null {
  for (const { value } of fields.numbers) {
    const match = contacts.match(value, toE164(value, region));
    if (match !== null && nameOf(match.contact) === nameOf(fields)) return match.contact;
  }
  return null;
}

/** What is known stays; what is new fills the gaps. */
export function mergeFields(known: ContactFields, more: ContactFields, region: string): ContactFields {
  const keys = new Set(known.numbers.map(({ value }) => numberKey(value, region)));
  const numbers = [...known.numbers, ...more.numbers.filter(({ value }) => !keys.has(numberKey(value, region)))].slice(0, 50);
  const notes = more.notes === '' || known.notes.includes(more.notes) ? known.notes : [known.notes, more.notes].filter((one) => one !== '').join('\n').slice(0, 20_000);
  return {
    givenName: known.givenName || more.givenName, familyName: known.familyName || more.familyName, company: known.company || more.company,
    title: known.title || more.title, email: known.email || more.email, notes, favourite: known.favourite || more.favourite,
    photo: known.photo ?? more.photo, numbers,
  };
}

function fieldsOf({ givenName, familyName, company, title, email, notes, favourite, photo, numbers }: ContactFields): ContactFields {
  return { givenName, familyName, company, title, email, notes, favourite, photo, numbers };
}
