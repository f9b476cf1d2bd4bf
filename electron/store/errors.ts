import { CodedError } from '../calls/errors';

export type StoreErrorCode =
  /** Written by a newer version of the app; the file was not touched. */
  | 'DATABASE_NEWER'
  /** Another process holds the file. */
  | 'DATABASE_LOCKED'
  | 'DATABASE_READ_ONLY'
  /** No room; nothing stored is lost, history waits in memory. */
  | 'DISK_FULL'
  /** Damage found while in use; the next start sets the file aside and salvages it. */
  | 'DATABASE_CORRUPT'
  /** The folder or file cannot be reached, or the disk fails. */
  | 'DATABASE_IO'
  | 'NOT_FOUND'
  | 'INVALID'
  | 'INTERNAL';

/** Every failure of the store. The codes of opening match the contract's Notice codes one to one. */
export class StoreError extends CodedError<StoreErrorCode> {
  override readonly name = 'StoreError';
}

const bySqliteCode: readonly (readonly [string, StoreErrorCode])[] = [
  ['SQLITE_FULL', 'DISK_FULL'],
  ['SQLITE_BUSY', 'DATABASE_LOCKED'], ['SQLITE_LOCKED', 'DATABASE_LOCKED'],
  ['SQLITE_READONLY', 'DATABASE_READ_ONLY'],
  ['SQLITE_CORRUPT', 'DATABASE_CORRUPT'], ['SQLITE_NOTADB', 'DATABASE_CORRUPT'],
  ['SQLITE_IOERR', 'DATABASE_IO'], ['SQLITE_CANTOPEN', 'DATABASE_IO'],
  ['SQLITE_CONSTRAINT', 'INVALID'], ['SQLITE_MISMATCH', 'INVALID'], ['SQLITE_TOOBIG', 'INVALID'],
];

/** Any error of a driver or the file system as a StoreError. */
export function toStoreError(cause: unknown): StoreError {
  if (cause instanceof StoreError) return cause;
  const message = cause instanceof Error ? cause.message : String(cause);
  const raw = typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : '';
  const known = bySqliteCode.find(([prefix]) => raw === prefix || raw.startsWith(`${prefix}_`))?.[1];
  if (known !== undefined) return new StoreError(known, message, { cause });
  if (raw === 'ENOSPC' || raw === 'EDQUOT') return new StoreError('DISK_FULL', message, { cause });
  if (raw === 'EACCES' || raw === 'EPERM' || raw === 'EROFS') return new StoreError('DATABASE_READ_ONLY', message, { cause });
  // The drivers' own words where a file or its folder cannot be opened.
  if (/^E[A-Z]+$/.test(raw) || /cannot open database|unable to open/i.test(message)) return new StoreError('DATABASE_IO', message, { cause });
  return new StoreError('INTERNAL', message, { cause });
}
