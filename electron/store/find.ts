import type { Database } from './driver';
import { digitsPattern, matches, predicate, type Query } from './query';
import { HOW, type Owner } from './search-index';

const LAST_CHARACTER = '\uffff';
/** How many of the most recent owners are looked at one by one when a query is too broad for the index to rank. */
const RECENT_OWNERS = 2000;

/** Rows found, and whether there are more than were asked for: then the recent ones have to be looked at as well. */
export interface Found { rows: Set<number>; broad: boolean }

interface Shape { table: string; alive: string; recent: string }
const shapes: Readonly<Record<Owner, Shape>> = {
  contact: { table: 'contacts', alive: 'removed_at_ms IS NULL', recent: 'removed_at_ms IS NULL AND last_call_at_ms IS NOT NULL' },
  party: { table: 'parties', alive: 'call_count > 0', recent: 'call_count > 0 AND contact IS NULL' },
};

/**
 * Owners that match, at most `limit` per index, in no order of merit. Never reads the calls.
 * `only` narrows further, on the owner's row `o`.
 */
export function findByIndex(database: Database, owner: Owner, query: Exclude<Query, { kind: 'empty' }>, limit: number, only = '1'): Found {
  const rows = new Set<number>();
  let broad = false;
  const { table, alive } = shapes[owner];
  const take = (sql: string, parameters: readonly (string | number)[]): void => {
    const found = database.all<{ row: number }>(sql, [...parameters, limit]);
    broad ||= found.length === limit;
    for (const { row } of found) rows.add(row);
  };
  const byWord = (how: number, word: string, condition: { sql: string; parameters: string[] }): void => take(
    `SELECT DISTINCT w.owner AS row FROM ${owner}_words w CROSS JOIN ${table} o ON o.row = w.owner
     WHERE w.how = ? AND w.word >= ? AND w.word < ? AND o.${alive} AND ${only} AND ${condition.sql} LIMIT ?`,
    [how, word, word + LAST_CHARACTER, ...condition.parameters]);
  const byDigits = (pattern: string): void => {
    if (pattern.length >= 3) {
      take(`SELECT o.row FROM ${owner}_digits d CROSS JOIN ${table} o ON o.row = d.rowid WHERE ${owner}_digits MATCH ? AND o.${alive} AND ${only} LIMIT ?`, [`"${pattern}"`]);
    } else {
      // One or two digits are in nearly every number: a scan stops soon.
      take(`SELECT o.row FROM ${table} o WHERE o.${alive} AND ${only} AND instr(o.digits_text, ?) > 0 LIMIT ?`, [pattern]);
    }
  };
  if (query.kind === 'digits') {
    byDigits(digitsPattern(query));
    if (!query.fromStart) byWord(HOW.t9, query.digits, { sql: '1', parameters: [] });
    if (owner === 'contact' && !query.fromStart) {
      take(`SELECT o.row FROM contact_numbers n CROSS JOIN contacts o ON o.row = n.contact
            WHERE n.short_number >= ? AND n.short_number < ? AND o.${alive} AND ${only} LIMIT ?`, [query.digits, query.digits + LAST_CHARACTER]);
    }
    return { rows, broad };
  }
  // The longest word narrows most; the others are checked on what it finds.
  const longest = query.words.reduce((a, b) => (b.length > a.length ? b : a));
  const rest = query.words.filter((word) => word !== longest);
  const condition = rest.length === 0 ? { sql: '1', parameters: [] } : predicate({ kind: 'words', words: rest }, 'o');
  byWord(HOW.name, longest, condition);
  if (/^\d{3,}$/.test(longest)) byDigits(longest);
  return { rows, broad };
}

interface RecentOwner { row: number; name_text: string; t9_text: string; digits_text: string }

/**
 * The most recently called owners, for queries with more matches than can be ranked. Their search texts are kept in
 * memory (some 200 bytes each) and read again only after something was written.
 */
export class RecentOwners {
  #changes = -1;
  readonly #owners = new Map<Owner, RecentOwner[]>();

  constructor(private readonly database: Database) {}

  find(owner: Owner, query: Exclude<Query, { kind: 'empty' }>, limit: number): number[] {
    const rows: number[] = [];
    for (const one of this.#read(owner)) {
      if (matches(query, { nameText: one.name_text, t9Text: one.t9_text, digitsText: one.digits_text })) rows.push(one.row);
      if (rows.length === limit) break;
    }
    return rows;
  }

  #read(owner: Owner): RecentOwner[] {
    const changes = this.database.get<{ n: number }>('SELECT total_changes() AS n')?.n ?? 0;
    if (changes !== this.#changes) this.#owners.clear();
    this.#changes = changes;
    let owners = this.#owners.get(owner);
    if (owners === undefined) {
      const { table, recent } = shapes[owner];
      owners = this.database.all<RecentOwner>(
        `SELECT row, name_text, t9_text, digits_text FROM ${table} WHERE ${recent} ORDER BY last_call_at_ms DESC LIMIT ${RECENT_OWNERS}`);
      this.#owners.set(owner, owners);
    }
    return owners;
  }
}

/** Favourite contacts that match. */
export function findFavourites(database: Database, query: Exclude<Query, { kind: 'empty' }>, limit: number): number[] {
  const condition = predicate(query, 'o');
  return database.all<{ row: number }>(
    `SELECT o.row FROM contacts o INDEXED BY contacts_favourite WHERE o.favourite = 1 AND o.removed_at_ms IS NULL AND ${condition.sql} LIMIT ?`,
    [...condition.parameters, limit]).map(({ row }) => row);
}
