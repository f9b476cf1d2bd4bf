import { closeSync, openSync, readSync } from 'node:fs';
import type { Database } from './driver';
import { StoreError } from './errors';

/** "SdTn": tells our database from any other SQLite file. */
const APPLICATION_ID = 0x5364546e;

/** user_version as the file's header has it, without SQLite and without touching the file; 0 where there is none. */
export function versionInFile(file: string): number {
  let handle: number;
  try {
    handle = openSync(file, 'r');
  } catch {
    return 0;
  }
  try {
    const header = Buffer.alloc(100);
    const read = readSync(handle, header, 0, 100, 0);
    // SQLite file format 1.3: the magic text, and the user version at offset 60, big-endian.
    return read === 100 && header.toString('latin1', 0, 15) === 'SQLite format 3' ? header.readUInt32BE(60) : 0;
  } finally {
    closeSync(handle);
  }
}

/** Throws DATABASE_NEWER for a version this app does not know. */
export function refuseNewer(version: number, known: number): void {
  if (version > known) {
    throw new StoreError('DATABASE_NEWER', `the database has version ${version}, this app knows up to ${known}; a newer Sidetone wrote it`);
  }
}

/** Brings the database to the newest version, one transaction per migration. Answers the version it had. */
export function migrate(database: Database, migrations: readonly string[]): number {
  const before = Number(database.get('PRAGMA user_version')?.['user_version'] ?? 0);
  refuseNewer(before, migrations.length);
  for (let version = before; version < migrations.length; version++) {
    database.transaction(() => {
      database.exec(migrations[version] ?? '');
      database.exec(`PRAGMA user_version = ${version + 1}`);
      database.exec(`PRAGMA application_id = ${APPLICATION_ID}`);
    });
  }
  return before;
}
