import { copyFileSync, existsSync, rmSync } from 'node:fs';
import type { Log } from '../calls/ports/log';
import { openDatabase, type Database, type Row, type SqlValue } from './driver';

/** Tables that hold what only the user has; search tables are made from them. Parents first. */
const tables = ['accounts', 'settings', 'app_state', 'contacts', 'contact_photos', 'contact_numbers', 'parties', 'calls'] as const;
/** Bounds the hunt through a badly broken file. */
const MAX_FAILURES = 20_000;
const HIGHEST_ROW = 2 ** 40;

export type Salvaged = Readonly<Record<(typeof tables)[number], number>>;

/**
 * Copies every readable row of a damaged database into a new, migrated one, row by row around the damage.
 * The damaged file itself stays as it is: a copy is read. Call inside no transaction.
 */
export function salvage(damagedFile: string, fresh: Database, log: Log): Salvaged {
  const counts: Record<(typeof tables)[number], number> = {
    accounts: 0, settings: 0, app_state: 0, contacts: 0, contact_photos: 0, contact_numbers: 0, parties: 0, calls: 0,
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
      readRange(damaged, `SELECT * FROM contact_numbers WHERE contact BETWEEN ? AND ?`, insert, log, table);
    } else {
      readRange(damaged, `SELECT * FROM ${table} WHERE rowid BETWEEN ? AND ?`, insert, log, table);
    }
  });
  return copied;
}

/** Reads a range; where that fails, its halves, down to single rows. */
function readRange(damaged: Database, sql: string, take: (row: Row) => void, log: Log, table: string): void {
  let failures = 0;
  const halve = (from: number, to: number): void => {
    if (failures >= MAX_FAILURES) return;
    let rows: Row[];
    try {
      rows = damaged.all(sql, [from, to]);
    } catch {
      failures++;
      if (from === to) return;
      const middle = Math.floor((from + to) / 2);
      halve(from, middle);
      halve(middle + 1, to);
      return;
    }
    rows.forEach(take);
  };
  halve(1, HIGHEST_ROW);
  if (failures > 0) log.warn('rows around the damage were skipped', { table, failures });
}
