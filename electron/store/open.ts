import { accessSync, constants, copyFileSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import type { Clock } from '../calls/ports/clock';
import type { Log } from '../calls/ports/log';
import type { Store } from '../calls/ports/store';
import { openDatabase, type Database } from './driver';
import { toStoreError } from './errors';
import { migrate, refuseNewer, versionInFile } from './migrate';
import { migrations } from './migrations';
import { rebuild } from './rebuild';
import { salvage } from './salvage';

/** Only one Sidetone uses a profile; a short wait covers a backup or a virus scanner. Main must not freeze. */
const BUSY_TIMEOUT_MS = 400;
/** What the app reads before its window can show that something is wrong. */
const READ_AT_START = [
  'SELECT * FROM accounts', 'SELECT * FROM settings', 'SELECT row FROM calls WHERE ended_at_ms IS NULL',
  'SELECT count(*) FROM calls INDEXED BY calls_unseen WHERE missed = 1 AND seen = 0 AND removed_at_ms IS NULL',
] as const;
/** Files that belong to a database file. */
const companions = ['', '-wal', '-shm'] as const;

export interface OpenedDatabase {
  database: Database;
  openedWith: Store['openedWith'];
  /** The file written to; null where nothing is kept on disk. */
  liveFile: string | null;
  /** Deletes what opening left in the temporary folder. */
  cleanUp(): void;
}

/** Written beside the database when damage is met while it is in use; the next opening then checks the whole file. */
export function suspectMark(file: string): string {
  return `${file}.suspect`;
}

/**
 * Opens, migrates and if need be recovers the database. Throws StoreError DATABASE_NEWER, DATABASE_LOCKED, DISK_FULL or DATABASE_IO;
 * then the file is as it was.
 */
export function openFile(file: string, readOnly: boolean, clock: Clock, log: Log): OpenedDatabase {
  if (file === ':memory:') return inMemory();
  try {
    refuseNewer(versionInFile(file), migrations.length);
  } catch (cause) {
    throw toStoreError(cause);
  }
  if (readOnly || !canWrite(file)) return openCopy(file, clock, log);
  const suspect = existsSync(suspectMark(file));
  try {
    const database = prepare(file, suspect);
    rmSync(suspectMark(file), { force: true });
    return { database, openedWith: 'clean', liveFile: file, cleanUp: () => undefined };
  } catch (cause) {
    const error = toStoreError(cause);
    if (error.code !== 'DATABASE_CORRUPT') throw error;
    log.error('the database is damaged', { error: error.message });
    return recover(file, clock, log);
  }
}

/** Opens and proves that the file is a database of ours that can be read. */
function prepare(file: string, checkAll: boolean): Database {
  const database = openDatabase(file, BUSY_TIMEOUT_MS);
  try {
    const version = Number(database.get('PRAGMA user_version')?.['user_version'] ?? 0);
    refuseNewer(version, migrations.length);
    if (checkAll) {
      const verdict = database.get<{ quick_check: string }>('PRAGMA quick_check(1)')?.quick_check;
      if (verdict !== 'ok') throw Object.assign(new Error(`quick_check: ${verdict ?? 'no answer'}`), { code: 'SQLITE_CORRUPT' });
    }
    // See walFlusher.ts for NORMAL. WAL: a crash at any moment leaves every committed transaction.
    if (file !== ':memory:') database.get('PRAGMA journal_mode = WAL');
    database.exec('PRAGMA synchronous = NORMAL');
    database.exec('PRAGMA foreign_keys = ON');
    database.exec('PRAGMA temp_store = MEMORY');
    database.exec('PRAGMA cache_size = -16000');
    migrate(database, migrations);
    // Damage in the schema, the first pages or anything the start reads shows here, where it can still be salvaged.
    for (const table of ['contacts', 'parties', 'calls']) database.get(`SELECT 1 FROM ${table} LIMIT 1`);
    for (const read of READ_AT_START) database.all(read);
    return database;
  } catch (cause) {
    database.close();
    throw toStoreError(cause);
  }
}

function inMemory(): OpenedDatabase {
  return { database: prepare(':memory:', false), openedWith: 'memory', liveFile: null, cleanUp: () => undefined };
}

function canWrite(file: string): boolean {
  try {
    mkdirSync(dirname(file), { recursive: true });
    // The folder too: SQLite makes files beside the database.
    accessSync(dirname(file), constants.W_OK);
    for (const suffix of companions) if (existsSync(file + suffix)) accessSync(file + suffix, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** Where nothing can be written a private copy is used, so that the phone works in full; its changes end with the run. */
function openCopy(file: string, clock: Clock, log: Log): OpenedDatabase {
  if (!existsSync(file)) {
    log.warn('nothing can be stored here, memory is used');
    return inMemory();
  }
  const folder = mkdtempSync(join(tmpdir(), 'sidetone-'));
  const copy = join(folder, basename(file));
  const cleanUp = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    for (const suffix of ['', '-wal']) if (existsSync(file + suffix)) copyFileSync(file + suffix, copy + suffix);
    const opened = openFile(copy, false, clock, log);
    return { ...opened, openedWith: 'read-only', cleanUp };
  } catch (cause) {
    cleanUp();
    throw toStoreError(cause);
  }
}

/** Sets the damaged file aside, starts a new one and brings over what can be read. */
function recover(file: string, clock: Clock, log: Log): OpenedDatabase {
  const stamp = new Date(clock.epochMs()).toISOString().replace(/[-:]/g, '').replace(/\.\d+/, '');
  let aside = `${file}.corrupt-${stamp}`;
  for (let i = 2; existsSync(aside); i++) aside = `${file}.corrupt-${stamp}-${i}`;
  try {
    for (const suffix of companions) if (existsSync(file + suffix)) renameSync(file + suffix, aside + suffix);
    const database = prepare(file, false);
    database.exec('PRAGMA foreign_keys = OFF');
    const counts = salvage(aside, database, log);
    rebuild(database);
    dropOrphans(database);
    database.exec('PRAGMA foreign_keys = ON');
    rmSync(suspectMark(file), { force: true });
    log.warn('the damaged database was set aside and what could be read was kept', { aside: basename(aside), ...counts });
    return { database, openedWith: 'recovered', liveFile: file, cleanUp: () => undefined };
  } catch (cause) {
    throw toStoreError(cause);
  }
}

function dropOrphans(database: Database): void {
  database.exec('DELETE FROM contact_numbers WHERE contact NOT IN (SELECT row FROM contacts)');
  database.exec('DELETE FROM contact_photos WHERE contact NOT IN (SELECT row FROM contacts)');
}

/** Leaves the mark that makes the next opening check the whole file. */
export function markSuspect(file: string): void {
  try {
    writeFileSync(suspectMark(file), '');
  } catch {
    // Then the next opening checks only the usual.
  }
}
