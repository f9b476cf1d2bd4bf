/**
 * The store at 1,000,000 calls and 50,000 contacts: search as you type, history pages, match, open.
 * npm run bench:store [-- --json FILE] [--calls N] [--contacts N] [--database FILE: kept, and used again]
 */
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Account } from '../../electron/contract/accounts';
import type { ContactFields } from '../../electron/contract/contacts';
import type { AccountId, CallId } from '../../electron/contract/ids';
import { silentLog, type Clock } from '../../electron/calls/ports';
import { openStore, type OpenStore } from '../../electron/store';
import { openFile } from '../../electron/store/open';
import { createParts } from '../../electron/store/store';

interface Row { bench: string; case: string; subject: string; metric: string; value: number; unit: string }
const rows: Row[] = [];
const argument = (name: string): string | undefined => { const i = process.argv.indexOf(`--${name}`); return i === -1 ? undefined : process.argv[i + 1]; };
const CALLS = Number(argument('calls') ?? 1_000_000);
const CONTACTS = Number(argument('contacts') ?? 50_000);
const clock: Clock = { monotonicMs: () => performance.now(), epochMs: () => Date.now(), after: (ms, task) => { const timer = setTimeout(task, ms); return () => clearTimeout(timer); } };
const DAY_MS = 86_400_000;

/** Mulberry32: the same numbers on every machine. */
function seeded(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
const random = seeded(20261123);
const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
const given = 'Marie Jean Pierre Anne Zoë Élodie Émile Paul Luc Nathalie Sophie Julien Karim Fatima Mohamed Olivier Chloé Inès Hugo Léa Louis Camille Manon Théo Sarah David Daniel Emma Noah Mia Ben Jonas Lukas Anna Lena Laura Peter John Mary James Robert Linda Björn Åsa Søren Łukasz Katarzyna Giulia Marco Sofia'.split(' ');
const syllables = 'mar ren du pon le roy ber nard gar cia mo reau lam bert fon taine rous sel vin cent mul ler schmi dt wag ner bec ker hoff mann schul tz ros si fer ra ri bian chi kow al ski now ak sva nen ols son'.split(' ');
const companies = 'Acme|Crêperie Armor|Mairie de Lyon|Garage Central|Boulangerie Petit|Hôpital Nord|Studio Bleu|Nordwind GmbH|Smith & Sons|Casa Verde'.split('|');
const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);
const surname = (): string => capital(Array.from({ length: 2 + Math.floor(random() * 2) }, () => pick(syllables)).join(''));
const phone = (): string => {
  const kind = random();
  const digits = (count: number): string => Array.from({ length: count }, () => Math.floor(random() * 10)).join('');
  if (kind < 0.5) return `+336${digits(8)}`;
  if (kind < 0.8) return `+33${pick(['1', '2', '3', '4', '5'])}${digits(8)}`;
  if (kind < 0.9) return `+4930${digits(7)}`;
  return `+1212${2 + Math.floor(random() * 8)}${digits(6)}`;
};

function measure(name: string, times: number, work: (i: number) => unknown): void {
  for (let i = 0; i < Math.min(5, times); i++) work(i);
  const spent: number[] = [];
  for (let i = 0; i < times; i++) {
    const started = performance.now();
    work(i);
    spent.push(performance.now() - started);
  }
  spent.sort((a, b) => a - b);
  const at = (share: number): number => spent[Math.min(spent.length - 1, Math.floor(spent.length * share))] ?? 0;
  add(name, 'median', at(0.5), 'ms');
  add(name, 'p95', at(0.95), 'ms');
}

function add(name: string, metric: string, value: number, unit: string): void {
  rows.push({ bench: 'store', case: name, subject: 'sidetone', metric, value: Math.round(value * 1000) / 1000, unit });
}

const account: Account = {
  id: 'a' as AccountId, label: 'Line', displayName: '', username: '201', authUsername: null, domain: 'pbx.example', outboundProxy: null, transport: 'udp',
  registerExpiresSeconds: 300, dtmfMethod: 'rfc4733', mediaEncryption: 'off', keyExchange: 'sdes', codecs: ['opus'], voicemailNumber: null, enabled: true, practice: false,
};

function fields(): ContactFields {
  const first = phone();
  const numbers: ContactFields['numbers'] = [{ label: 'mobile', value: random() < 0.5 && first.startsWith('+33') ? `0${first.slice(3)}` : first }];
  if (random() < 0.4) numbers.push({ label: 'work', value: phone() });
  if (random() < 0.05) numbers.push({ label: 'work', value: String(200 + Math.floor(random() * 800)) });
  return {
    givenName: pick(given), familyName: surname(), company: random() < 0.3 ? pick(companies) : '', title: '', email: '', notes: '',
    favourite: random() < 0.001, photo: null, numbers,
  };
}

function build(file: string): void {
  const started = performance.now();
  const { database } = openFile(file, false, clock, silentLog);
  const parts = createParts(database, { log: silentLog, clock, locale: 'fr' });
  parts.accounts.save(account);
  const contactsStarted = performance.now();
  parts.contacts.saveAll(Array.from({ length: CONTACTS }, fields), 'FR');
  add(`import of ${CONTACTS} contacts, one transaction`, 'time', performance.now() - contactsStarted, 'ms');
  const known = database.all<{ e164: string }>('SELECT e164 FROM contact_numbers WHERE e164 IS NOT NULL').map(({ e164 }) => e164);
  const numbers = [...known.filter(() => random() < 0.5), ...Array.from({ length: Math.floor(CALLS * 0.08) }, phone)];
  const parties: { row: number; number: string }[] = [];
  const now = Date.now();
  database.transaction(() => {
    for (const number of numbers) {
      const displayName = random() < 0.4 ? `${pick(given)} ${surname()}` : null;
      parties.push({ row: parts.parties.noteCall({ number, e164: number, displayName, contactRow: null, atEpochMs: now - 900 * DAY_MS }), number });
    }
    for (let i = 0; i < CALLS; i++) {
      // A few numbers take most calls, as in life.
      const party = parties[Math.floor(parties.length * random() ** 3)] as { row: number; number: string };
      const at = now - Math.floor((CALLS - i) * (800 * DAY_MS / CALLS));
      const incoming = random() < 0.5;
      const missed = incoming && random() < 0.2;
      database.run(
        `INSERT INTO calls (id, party, direction, account_id, account_label, number_as_dialled, e164, started_at_ms, answered_at_ms, ended_at_ms, end_code, end_by, codec, missed, seen)
         VALUES (?, ?, ?, 'a', 'Line', ?, ?, ?, ?, ?, ?, 'remote', 'opus', ?, 1)`,
        [`c${i}`, party.row, incoming ? 'incoming' : 'outgoing', party.number, party.number, at, missed ? null : at + 4000, at + 60_000, missed ? 'missed' : 'hung-up', Number(missed)]);
    }
    database.exec(`UPDATE parties SET call_count = (SELECT count(*) FROM calls INDEXED BY calls_by_party WHERE party = parties.row AND removed_at_ms IS NULL),
      last_call_at_ms = coalesce((SELECT max(started_at_ms) FROM calls INDEXED BY calls_by_party WHERE party = parties.row AND removed_at_ms IS NULL), last_call_at_ms)`);
    database.exec('UPDATE contacts SET last_call_at_ms = (SELECT max(last_call_at_ms) FROM parties WHERE contact = contacts.row AND call_count > 0)');
  });
  database.close();
  process.stderr.write(`built ${CALLS} calls, ${CONTACTS} contacts, ${parties.length} numbers in ${((performance.now() - started) / 1000).toFixed(1)} s, ${(statSync(file).size / 2 ** 20).toFixed(0)} MiB\n`);
}

function timeOpen(file: string): number {
  const spent: number[] = [];
  for (let i = 0; i < 15; i++) {
    const started = performance.now();
    const store = openStore({ file, log: silentLog, clock, locale: 'fr' });
    store.settings.get();
    store.accounts.list();
    spent.push(performance.now() - started);
    store.close();
  }
  return spent.sort((a, b) => a - b)[7] ?? 0;
}

function queries(store: OpenStore): void {
  const words = Array.from({ length: 400 }, () => ({ given: pick(given).toLowerCase(), family: surname().toLowerCase(), number: phone() }));
  const word = (i: number) => words[i % words.length] as { given: string; family: string; number: string };
  const suggest = (name: string, query: (i: number) => string): void => measure(`suggest: ${name}`, 200, (i) => store.search.suggest(query(i), 8));
  suggest('1 letter', (i) => word(i).given.charAt(0));
  suggest('2 letters', (i) => word(i).given.slice(0, 2));
  suggest('3 letters', (i) => word(i).given.slice(0, 3));
  suggest('whole given name', (i) => word(i).given);
  suggest('family name', (i) => word(i).family.slice(0, 6));
  suggest('given + start of family name', (i) => `${word(i).given} ${word(i).family.slice(0, 2)}`);
  suggest('company', (i) => companies[i % companies.length] ?? '');
  suggest('1 digit', (i) => String(i % 10));
  suggest('2 digits', (i) => String(i % 100).padStart(2, '0'));
  suggest('3 digits (number or keypad)', (i) => String((i * 37) % 1000).padStart(3, '0'));
  suggest('national start, 4 digits', (i) => `0${word(i).number.slice(3, 6)}`);
  suggest('national start, 8 digits', (i) => `0${word(i).number.slice(3, 10)}`);
  suggest('international start, +336..', (i) => word(i).number.slice(0, 6));
  suggest('middle of a number, 5 digits', (i) => word(i).number.slice(6, 11));
  suggest('nothing matches', (i) => `qqxz${i}`);
  measure('suggest: every key of "marie duponberg", then of "0612345678"', 200, (i) => {
    const text = i % 2 === 0 ? 'marie duponberg' : '0612345678';
    return store.search.suggest(text.slice(0, 1 + (i >> 1) % text.length), 8);
  });
  const page = (name: string, query: (i: number) => string, only: 'all' | 'missed' = 'all'): void =>
    measure(`history page: ${name}`, 100, (i) => store.history.page({ query: query(i), only, before: null, limit: 50 }));
  page('newest 50', () => '');
  page('missed', () => '', 'missed');
  page('1 letter', (i) => word(i).given.charAt(0));
  page('given name', (i) => word(i).given);
  page('family name', (i) => word(i).family.slice(0, 6));
  page('given + family', (i) => `${word(i).given} ${word(i).family.slice(0, 3)}`);
  page('2 digits', (i) => String(i % 100).padStart(2, '0'));
  page('4 digits', (i) => word(i).number.slice(5, 9));
  page('8 digits', (i) => word(i).number.slice(3, 11));
  const middle = store.history.page({ query: '', only: 'all', before: { startedAtEpochMs: Date.now() - 400 * DAY_MS, id: '' as never }, limit: 1 })[0];
  if (middle !== undefined) measure('history page: deep in the past', 100, () => store.history.page({ query: '', only: 'all', before: { startedAtEpochMs: middle.startedAtEpochMs, id: middle.id }, limit: 50 }));
  const entries = store.history.page({ query: '', only: 'all', before: null, limit: 500 });
  measure('match: number of a call', 500, (i) => store.contacts.match(entries[i % entries.length]?.numberAsDialled ?? '', entries[i % entries.length]?.e164 ?? null));
  measure('match: national digits only', 500, (i) => store.contacts.match(`0${(entries[i % entries.length]?.numberAsDialled ?? '').slice(3)}`, null));
  measure('match: extension', 500, (i) => store.contacts.match(String(200 + i), null));
  measure('history of one number', 200, (i) => store.history.ofNumber(entries[i % entries.length]?.numberAsDialled ?? '', entries[i % entries.length]?.e164 ?? null, 20));
  measure('contacts page: first 50', 50, () => store.contacts.page('', 0, 50));
  measure('contacts page: last 50', 50, () => store.contacts.page('', CONTACTS - 50, 50));
  measure('contacts page: 1 letter', 30, (i) => store.contacts.page(word(i).given.charAt(0), 0, 50));
  measure('contacts page: family name', 50, (i) => store.contacts.page(word(i).family.slice(0, 6), 0, 50));
  measure('missed count', 100, () => store.history.missedCount());
  measure('recent 5', 100, () => store.history.recent(5));
  measure('write: a call begins, known number', 200, (i) => store.history.begin(begin(`new-${i}`, entries[i % entries.length]?.numberAsDialled ?? '')));
  measure('write: a call begins, new number', 200, (i) => store.history.begin(begin(`fresh-${i}`, `+3369999${String(i).padStart(4, '0')}`)));
  measure('write: a call ends', 200, (i) => store.history.ended(`new-${i}` as CallId, Date.now(), { code: 'hung-up', by: 'local', sipStatus: null, reason: null }, 'opus', null));
}

function begin(id: string, number: string): Parameters<OpenStore['history']['begin']>[0] {
  return {
    callId: id as CallId, direction: 'incoming', accountId: account.id, accountLabel: 'Line', numberAsDialled: number, e164: number, displayName: null,
    contactId: null, contactName: null, startedAtEpochMs: Date.now(),
  };
}

const folder = mkdtempSync(join(tmpdir(), 'sidetone-bench-'));
try {
  const full = argument('database') ?? join(folder, 'full.db');
  const empty = join(folder, 'empty.db');
  if (!existsSync(full)) build(full);
  openStore({ file: empty, log: silentLog, clock, locale: 'fr' }).close();
  const store = openStore({ file: full, log: silentLog, clock, locale: 'fr' });
  rows.unshift({ bench: 'store', case: store.engine, subject: 'sidetone', metric: 'size on disk', value: Math.round(statSync(full).size / 2 ** 20), unit: 'MiB' });
  queries(store);
  store.close();
  add('open, empty', 'median', timeOpen(empty), 'ms');
  add('open, full', 'median', timeOpen(full), 'ms');
} finally {
  rmSync(folder, { recursive: true, force: true });
}
const width = Math.max(...rows.map((row) => row.case.length));
for (const row of rows) process.stdout.write(`${row.case.padEnd(width)}  ${row.metric.padEnd(12)} ${String(row.value).padStart(10)} ${row.unit}\n`);
const json = argument('json');
if (json !== undefined) writeFileSync(json, JSON.stringify({ rows }, null, 2));
