import { copyFileSync, existsSync, rmSync } from 'node:fs';
import type { Log } from '../calls/ports/log';
import { openDatabase, type Database, type Row, type SqlValue } from './driver';

/** Tables that hold what only the user has; search tables are made from them. Parents first. */
const tables = ['accounts', 'settings', 'app_state', 'contacts', 'contact_photos', 'contact_numbers', 'parties', 'calls', 'recordings', 'recording_calls', 'conversations', 'messages', 'phone_keys'] as const;
/** Bounds the hunt through a badly broken file. */
const MAX_FAILURES = 20_000;
const MAX_FAILURES_WITHOUT_ROW = 1000;
const HIGHEST_ROW = 2 ** 40;

export type Salvaged = Readonly<Record<(typeof tables)[number], number>>;

/**
 * Copies every readable row of a damaged database into a new, migrated one, row by row around the damage.
 * The damaged file itself stays as it is: a copy is read. Call inside no transaction.
 */
export function salvage(damagedFile: string, fresh: Database, log: Log): Salvaged {
  const counts: Record<(typeof tables)[number], number> = {
    accounts: 0, settings: 0, app_state: 0, contacts: 0, contact_photos: 0, contact_numbers: 0, parties: 0, calls: 0, recordings: 0, recording_calls: 0, conversations: 0, messages: 0, phone_keys: 0,
  };
  const copy = `${damagedFile}.reading`;
  const suffixes = ['', '-wal'];
  try {
    for (const suffix of suffixes) if (existsSync(damagedFile + suffix)) copyFileSync(damagedFile + suffix, copy + suffix);
    const damaged = openDatabase(copy, 0);
    try {
      for (const table of tables) counts[table] = copyTable(damaged, fresh, table, log);
    } finally {
      damaged.close();
    }
  } catch (cause) {
    log.warn('the damaged database could not be read further', { error: cause instanceof Error ? cause.message : String(cause) });
  } finally {
    for (const suffix of [...suffixes, '-shm']) rmSync(copy + suffix, { force: true });
  }
  return counts;
}

function copyTable(damaged: Database, fresh: Database, table: (typeof tables)[number], log: Log): number {
  const known = new Set(fresh.all<{ name: string }>(`PRAGMA table_info(${table})`).map(({ name }) => name));
  let copied = 0;
  const insert = (row: Row): void => {
    const columns = Object.keys(row).filter((column) => known.has(column));
    try {
      fresh.run(`INSERT OR IGNORE INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`, columns.map((column) => row[column] as SqlValue));
      copied++;
    } catch {
      // A row whose parent is lost, or whose bytes are no longer valid.
    }
  };
  fresh.transaction(() => {
    if (table === 'contact_numbers') {
      // Without a row id: its parent's is the range.
      readAround(damaged, `SELECT * FROM contact_numbers WHERE contact BETWEEN ? AND ?`, insert, log, table);
    } else {
      readAround(damaged, `SELECT * FROM ${table} WHERE rowid BETWEEN ? AND ?`, insert, log, table);
    }
  });
  return copied;
}

/**
 * Reads all rows of a table around the damage: ranges that fail are halved, down to single rows, the wide ones first,
 * so that what is easy to read is read before the budget of failures is spent.
 */
function readAround(damaged: Database, sql: string, take: (row: Row) => void, log: Log, table: string): void {
  const ranges: [number, number][] = [];
  for (let from = 1; from < HIGHEST_ROW; from *= 2) ranges.push([from, from * 2 - 1]);
  let failures = 0;
  let found = 0;
  for (let next = 0; next < ranges.length && failures < MAX_FAILURES && (found > 0 || failures < MAX_FAILURES_WITHOUT_ROW); next++) {
    const [from, to] = ranges[next] ?? [0, 0];
    let rows: Row[];
    try {
      rows = damaged.all(sql, [from, to]);
    } catch {
      failures++;
      const middle = Math.floor((from + to) / 2);
      if (from < to) ranges.push([from, middle], [middle + 1, to]);
      continue;
    }
    found += rows.length;
    rows.forEach(take);
  }
  if (failures > 0) log.warn('rows around the damage were skipped', { table, found, failures });
}
