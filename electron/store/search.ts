import type { ContactId } from '../contract/ids';
import type { Suggestion } from '../contract/contacts';
import type { Clock } from '../calls/ports/clock';
import type { SearchStore } from '../calls/ports/store';
import { rowText, valueDigits } from './contact-rows';
import type { Database } from './driver';
import { findByIndex, findFavourites, RecentOwners } from './find';
import { nameRanges, numberRanges } from './highlight';
import { Parties } from './parties';
import { digitsPattern, parseQuery, type Query } from './query';

/** Candidates ranked per source. More than anyone scrolls through, few enough to rank in a millisecond. */
const CANDIDATES = 150;
/** Lines of one contact with several numbers. */
const NUMBERS_PER_CONTACT = 3;
const DAY_MS = 86_400_000;

type Asked = Exclude<Query, { kind: 'empty' }>;
interface Candidate { row: number; name_text: string; t9_text: string; digits_text: string; last_call_at_ms: number | null }
interface ContactCandidate extends Candidate { id: string; name: string; company: string; favourite: number }
interface PartyCandidate extends Candidate { number: string; e164: string | null; display_name: string | null; call_count: number }
interface NumberCandidate { contact: number; label: string; value: string; e164: string | null; key: string; last_call_at_ms: number | null }
type Line = { score: number; lastCallAt: number; sortName: string } & ({ kind: 'contact'; contact: ContactCandidate } | { kind: 'party'; party: PartyCandidate });

/** Suggestions while typing, from contacts and from the parties of past calls; never reads the calls themselves. */
export function createSearchStore(database: Database, clock: Clock): SearchStore {
  const recent = new RecentOwners(database);
  return {
    suggest(text, limit) {
      const query = parseQuery(text);
      if (query.kind === 'empty') return [];
      const now = clock.epochMs();
      const lines: Line[] = [
        ...contactCandidates(database, recent, query).map((contact): Line => ({
          kind: 'contact', contact, score: score(contact, query, now) + (contact.favourite === 1 ? 1.5 : 0) + 0.25,
          lastCallAt: contact.last_call_at_ms ?? 0, sortName: contact.name_text,
        })),
        ...partyCandidates(database, recent, query).map((party): Line => ({
          kind: 'party', party, score: score(party, query, now), lastCallAt: party.last_call_at_ms ?? 0, sortName: party.name_text,
        })),
      ].sort((a, b) => b.score - a.score || b.lastCallAt - a.lastCallAt || (a.sortName < b.sortName ? -1 : 1)).slice(0, limit);
      return fill(database, lines, query, limit);
    },
  };
}

/** Where the match is, how recent the last call: a first name typed wins over digits in the middle of a number. */
function score(candidate: Candidate, query: Asked, now: number): number {
  const { nameText, t9Text, digitsText } = rowText(candidate);
  let place: number;
  if (query.kind === 'words') {
    const first = query.words[0] ?? '';
    place = nameText.startsWith(` ${first}`) ? 3 : 2;
    if (query.words.every((word) => `${nameText} `.includes(` ${word} `))) place += 0.5;
  } else {
    const pattern = digitsPattern(query);
    const byNumber = `${digitsText} `.includes(` ${query.digits} `) ? 4 : digitsText.includes(` ${query.digits}`) ? 3 : digitsText.includes(pattern) ? 1 : 0;
    const byKeypad = query.fromStart ? 0 : t9Text.startsWith(` ${query.digits}`) ? 2.5 : t9Text.includes(` ${query.digits}`) ? 2 : 0;
    place = Math.max(byNumber, byKeypad);
  }
  const ageDays = candidate.last_call_at_ms === null ? Infinity : Math.max(0, now - candidate.last_call_at_ms) / DAY_MS;
  return place + 2 / (1 + ageDays / 14);
}

function contactCandidates(database: Database, recent: RecentOwners, query: Asked): ContactCandidate[] {
  const found = findByIndex(database, 'contact', query, CANDIDATES);
  const rows = found.rows;
  if (found.broad) for (const row of [...recent.find('contact', query, CANDIDATES), ...findFavourites(database, query, CANDIDATES)]) rows.add(row);
  return database.all<ContactCandidate>(
    `SELECT row, id, name, company, favourite, name_text, t9_text, digits_text, last_call_at_ms FROM contacts
     WHERE row IN (SELECT value FROM json_each(?)) AND EXISTS (SELECT 1 FROM contact_numbers WHERE contact = contacts.row)`, [JSON.stringify([...rows])]);
}

function partyCandidates(database: Database, recent: RecentOwners, query: Asked): PartyCandidate[] {
  const found = findByIndex(database, 'party', query, CANDIDATES, 'o.contact IS NULL');
  const rows = found.rows;
  if (found.broad) for (const row of recent.find('party', query, CANDIDATES)) rows.add(row);
  return database.all<PartyCandidate>(
    `SELECT row, number, e164, display_name, name_text, t9_text, digits_text, last_call_at_ms, call_count FROM parties
     WHERE row IN (SELECT value FROM json_each(?))`, [JSON.stringify([...rows])]);
}

function fill(database: Database, lines: readonly Line[], query: Asked, limit: number): Suggestion[] {
  const ids = JSON.stringify(lines.flatMap((line) => (line.kind === 'contact' ? [line.contact.row] : [])));
  const numbers = numbersOf(database, ids, query);
  const photos = new Map(database.all<{ contact: number; photo: string }>(
    'SELECT contact, photo FROM contact_photos WHERE contact IN (SELECT value FROM json_each(?))', [ids]).map(({ contact, photo }) => [contact, photo]));
  // First every match once; what room is left goes to further numbers of the contacts.
  let spare = limit - lines.length;
  const suggestions: Suggestion[] = [];
  for (const line of lines) {
    if (line.kind === 'party') {
      suggestions.push(fromParty(line.party, query));
      continue;
    }
    const own = numbers.get(line.contact.row) ?? [];
    const count = Math.min(own.length, NUMBERS_PER_CONTACT, 1 + Math.max(0, spare));
    spare -= Math.max(0, count - 1);
    for (const number of own.slice(0, count)) suggestions.push(fromContact(line.contact, number, photos.get(line.contact.row) ?? null, query));
  }
  return suggestions;
}

/** Numbers of the contacts, best first: those the digits are in, then the last called, then as listed; fax and pager last. */
function numbersOf(database: Database, ids: string, query: Asked): Map<number, NumberCandidate[]> {
  const all = database.all<Omit<NumberCandidate, 'key' | 'last_call_at_ms'>>(
    'SELECT contact, label, value, e164 FROM contact_numbers WHERE contact IN (SELECT value FROM json_each(?)) ORDER BY contact, position', [ids]);
  const keys = all.map(({ value, e164 }) => Parties.keyOf(value, e164));
  const lastCalls = new Map(database.all<{ key: string; last_call_at_ms: number }>(
    'SELECT key, last_call_at_ms FROM parties WHERE call_count > 0 AND key IN (SELECT value FROM json_each(?))', [JSON.stringify(keys)])
    .map(({ key, last_call_at_ms }) => [key, last_call_at_ms]));
  const byContact = new Map<number, NumberCandidate[]>();
  all.forEach((number, i) => {
    const key = keys[i] ?? '';
    const list = byContact.get(number.contact) ?? [];
    list.push({ ...number, key, last_call_at_ms: lastCalls.get(key) ?? null });
    byContact.set(number.contact, list);
  });
  const merit = (number: NumberCandidate): number =>
    (query.kind === 'digits' && numberRanges(number.value, number.e164, query).length > 0 ? 4 : 0)
    + (number.last_call_at_ms === null ? 0 : 2) + (number.label === 'fax' || number.label === 'pager' ? -3 : 0);
  for (const list of byContact.values()) {
    const stable = list.map((number, i) => ({ number, i, merit: merit(number) }));
    stable.sort((a, b) => b.merit - a.merit || (b.number.last_call_at_ms ?? 0) - (a.number.last_call_at_ms ?? 0) || a.i - b.i);
    list.splice(0, list.length, ...stable.map(({ number }) => number));
  }
  return byContact;
}

function fromContact(contact: ContactCandidate, number: NumberCandidate, photo: string | null, query: Asked): Suggestion {
  return {
    kind: 'contact', number: number.value, name: contact.name, label: number.label, company: contact.company === '' ? null : contact.company,
    contactId: contact.id as ContactId, photo, nameMatch: nameRanges(contact.name, query), numberMatch: numberRanges(number.value, number.e164, query),
    lastCallAtEpochMs: number.last_call_at_ms,
  };
}

function fromParty(party: PartyCandidate, query: Asked): Suggestion {
  const number = valueDigits(party.number) === '' ? party.number : (party.e164 ?? party.number);
  return {
    kind: 'history', number, name: party.display_name, label: null, company: null, contactId: null, photo: null,
    nameMatch: party.display_name === null ? [] : nameRanges(party.display_name, query),
    numberMatch: numberRanges(number, party.e164, query), lastCallAtEpochMs: party.last_call_at_ms,
  };
}
