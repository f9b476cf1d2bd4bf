import type { Clock, Log } from '../../calls/ports';
import type { Notice } from '../../contract/app';
import { openStore, StoreError, type OpenStore, type StoreErrorCode } from '../../store';
import type { NoticeBoard } from '../notices';

const notices: Readonly<Partial<Record<StoreErrorCode, Notice['code']>>> = {
  DATABASE_NEWER: 'database-newer',
  DATABASE_LOCKED: 'database-locked',
  DATABASE_READ_ONLY: 'database-read-only',
  DISK_FULL: 'disk-full',
};

/**
 * Opens the database; where it cannot be used, the phone still works on one in memory and a notice says why.
 * The file that could not be opened is left as it is.
 */
export function openStoreOrMemory(file: string, locale: string, clock: Clock, log: Log, board: NoticeBoard): OpenStore {
  const onTrouble = (error: StoreError): void => {
    board.add('error', noticeCodeOf(error, 'internal'), error.message);
  };
  try {
    const store = openStore({ file, locale, clock, log, onTrouble });
    if (store.openedWith === 'recovered') board.add('warning', 'database-recovered', file);
    if (store.openedWith === 'read-only') board.add('warning', 'database-read-only', file);
    return store;
  } catch (error) {
    log.error('the database cannot be used; this run keeps nothing', { error });
    board.add('error', noticeCodeOf(error, 'internal'), error instanceof Error ? error.message : String(error));
    return openStore({ file: ':memory:', locale, clock, log, onTrouble });
  }
}

/** The notice that tells of this error: what the store says of itself, else `otherwise`. */
export function noticeCodeOf(error: unknown, otherwise: Notice['code']): Notice['code'] {
  return error instanceof StoreError ? (notices[error.code] ?? otherwise) : otherwise;
}
