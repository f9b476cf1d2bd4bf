import type { Contact, ContactFields, ContactNumber } from '../contract/contacts';
import { contactOfCard } from './vcard-card';
import { vcardProperties, type Property } from './vcard-lines';

/** What was read of one card, or why it was not. Lines count from 1. */
export type CardResult =
  | { kind: 'card'; line: number; fields: ContactFields }
  | { kind: 'skipped'; line: number; reason: string };

/** Work done before others get their turn. */
const SLICE_MS = 12;
/** Of one card; more is an attack or a broken file. */
const MAX_PROPERTIES = 2000;

/** Lets other work run where the slice is used up; call it once per card. */
export function yielder(): () => Promise<void> | null {
  let started = performance.now();
  return () => {
    if (performance.now() - started < SLICE_MS) return null;
    return new Promise((resolve) => setImmediate(() => {
      started = performance.now();
      resolve();
    }));
  };
}

/**
 * Reads a vCard file (2.1, 3.0, 4.0; UTF-8 or Latin-1), card by card; a broken card does not stop the others.
 * Never works longer than a few milliseconds at a time.
 */
export async function* readVcards(bytes: Uint8Array): AsyncGenerator<CardResult> {
  const pause = yielder();
  let card: { line: number; properties: Property[]; malformed: number } | null = null;
  let cards = 0;
  if (bytes[0] === 0xff && bytes[1] === 0xfe || bytes[0] === 0xfe && bytes[1] === 0xff) {
    yield { kind: 'skipped', line: 1, reason: 'the file is in UTF-16; save it as UTF-8' };
    return;
  }
  for (const property of vcardProperties(bytes)) {
    await pause();
    if ('malformed' in property) {
      if (card !== null) card.malformed++;
      continue;
    }
    const what = `${property.name}:${property.value.trim().toUpperCase()}`;
    if (what === 'BEGIN:VCARD') {
      if (card !== null) yield { kind: 'skipped', line: card.line, reason: 'the card has no END:VCARD' };
      card = { line: property.line, properties: [], malformed: 0 };
      cards++;
    } else if (what === 'END:VCARD') {
      if (card !== null) yield finish(card);
      card = null;
    } else if (card !== null && card.properties.length <= MAX_PROPERTIES) {
      card.properties.push(property);
    }
  }
  if (card !== null) yield { kind: 'skipped', line: card.line, reason: 'the card has no END:VCARD' };
  if (cards === 0) yield { kind: 'skipped', line: 1, reason: 'there is no vCard in this file' };
}

function finish(card: { line: number; properties: readonly Property[]; malformed: number }): CardResult {
  const { line, properties, malformed } = card;
  if (properties.length > MAX_PROPERTIES) return { kind: 'skipped', line, reason: `the card has more than ${MAX_PROPERTIES} lines` };
  const version = properties.find(({ name }) => name === 'VERSION')?.value.trim();
  if (version !== undefined && !['2.1', '3.0', '4.0'].includes(version)) return { kind: 'skipped', line, reason: `vCard version ${version.slice(0, 20)} is not known` };
  const fields = contactOfCard(properties);
  if (fields.givenName === '' && fields.familyName === '' && fields.company === '' && fields.numbers.length === 0) {
    return { kind: 'skipped', line, reason: malformed > 0 ? 'the card cannot be read' : 'the card has no name and no number' };
  }
  return { kind: 'card', line, fields };
}

/** TYPE values of vCard 3.0 for our labels. */
const types: Readonly<Record<ContactNumber['label'], string>> = {
  work: 'WORK,VOICE', mobile: 'CELL', home: 'HOME,VOICE', main: 'MAIN', fax: 'FAX', pager: 'PAGER', sip: 'X-SIP', other: 'VOICE',
};

/** Contacts as vCard 3.0, UTF-8: the version that every address book reads. One text per card. */
export function* writeVcards(contacts: Iterable<Contact>): Generator<string> {
  for (const contact of contacts) yield writeCard(contact);
}

function writeCard(contact: Contact): string {
  const lines = [
    'BEGIN:VCARD', 'VERSION:3.0',
    `N:${escapeText(contact.familyName)};${escapeText(contact.givenName)};;;`,
    `FN:${escapeText(contact.name)}`,
  ];
  const put = (name: string, value: string): void => { if (value !== '') lines.push(`${name}:${escapeText(value)}`); };
  put('ORG', contact.company);
  put('TITLE', contact.title);
  put('EMAIL', contact.email);
  for (const { label, value } of contact.numbers) {
    lines.push(/^sips?:/i.test(value) ? `IMPP${label === 'sip' ? '' : `;TYPE=${types[label]}`}:${escapeText(value)}` : `TEL;TYPE=${types[label]}:${escapeText(value)}`);
  }
  put('NOTE', contact.notes);
  const photo = /^data:image\/(\w+);base64,(.+)$/.exec(contact.photo ?? '');
  if (photo !== null) lines.push(`PHOTO;ENCODING=b;TYPE=${(photo[1] ?? '').toUpperCase()}:${photo[2]}`);
  if (contact.favourite) lines.push('X-SIDETONE-FAVOURITE:1');
  lines.push('END:VCARD');
  return lines.map(fold).join('');
}

function escapeText(text: string): string {
  return text.replace(/[\\,;]/g, (character) => `\\${character}`).replace(/\r\n|\r|\n/g, '\\n');
}

/** RFC 2426 2.6: lines of at most 75 octets; here never inside a character. */
function fold(line: string): string {
  let folded = '';
  let width = 0;
  for (const character of line) {
    const bytes = Buffer.byteLength(character);
    if (width + bytes > 74) {
      folded += '\r\n ';
      width = 1;
    }
    folded += character;
    width += bytes;
  }
  return `${folded}\r\n`;
}
