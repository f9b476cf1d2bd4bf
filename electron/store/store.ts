import type { Clock } from '../calls/ports/clock';
import type { Log } from '../calls/ports/log';
import type { Store } from '../calls/ports/store';
import { createAccountStore } from './accounts';
import { Contacts } from './contacts';
import type { Database } from './driver';
import type { StoreError } from './errors';
import { History } from './history';
import { Keys } from './keys';
import { Messages } from './messages';
import { HistoryJournal } from './history-journal';
import { markSuspect, openFile } from './open';
import { Parties } from './parties';
import { Recordings } from './recordings';
import { createSearchStore } from './search';
import { createSettingsStore } from './settings';
import { UndoTokens } from './undo';
import { observeWrites } from './observe-writes';
import { WalFlusher } from './wal-flusher';

export interface StoreOptions {
  /** Path of the database, or ":memory:" for a run that keeps nothing. */
  file: string;
  log: Log;
  clock: Clock;
  /** Works on a private copy; nothing is kept. Chosen by itself where the folder cannot be written. */
  readOnly?: boolean;
  /** BCP 47, for the order of names; default: the system's. */
  locale?: string;
  /** A write of history failed: disk full, locked, damaged. It waits in memory where that can help. */
  onTrouble?: (error: StoreError) => void;
}

/** The store and what only the tests and the shell need beside the port. */
export interface OpenStore extends Store {
  readonly contacts: Contacts;
  readonly history: History;
  readonly messages: Messages;
  /** History writes that wait for the disk. */
  readonly waitingWrites: number;
}

/** Removed rows of earlier runs are deleted once the start is over. */
const PURGE_AFTER_MS = 10_000;

/**
 * Opens everything kept on disk. Throws StoreError DATABASE_NEWER, DATABASE_LOCKED, DISK_FULL, DATABASE_IO with the file untouched;
 * the caller may go on with file ":memory:".
 */
export function openStore(options: StoreOptions): OpenStore {
  const { log, clock } = options;
  const opened = openFile(options.file, options.readOnly ?? false, clock, log);
  log.info('store open', { engine: opened.database.engine, openedWith: opened.openedWith });
  const flusher = opened.liveFile === null ? null : new WalFlusher(opened.liveFile);
  const database = flusher === null ? opened.database : observeWrites(opened.database, () => flusher.flushSoon());
  const onTrouble = (error: StoreError): void => {
    if (error.code === 'DATABASE_CORRUPT' && opened.liveFile !== null) markSuspect(opened.liveFile);
    options.onTrouble?.(error);
  };
  const parts = createParts(database, { ...options, onTrouble });
  const openedAt = clock.epochMs();
  const cancelPurge = clock.after(PURGE_AFTER_MS, () => {
    try {
      database.transaction(() => {
        parts.history.purge(openedAt);
        parts.contacts.purge(openedAt);
        parts.messages.purge(openedAt);
        parts.parties.purge();
      });
    } catch (cause) {
      log.warn('removed rows could not be deleted now', { error: cause instanceof Error ? cause.message : String(cause) });
    }
  });
  let open = true;
  return {
    ...parts,
    engine: database.engine,
    openedWith: opened.openedWith,
    get waitingWrites() { return parts.journal.waiting; },
    close() {
      if (!open) return;
      open = false;
      cancelPurge();
      parts.journal.dispose();
      flusher?.dispose();
      database.close();
      opened.cleanUp();
    },
  };
}

/** Moves the write-ahead log into the database, so that its space on a full disk can be used again. */
function emptyWal(database: Database): void {
  try {
    database.get('PRAGMA wal_checkpoint(PASSIVE)');
  } catch {
    // There was no room for that either.
  }
}

/** The stores over one open, migrated database. */
export function createParts(database: Database, options: Pick<StoreOptions, 'log' | 'clock' | 'locale' | 'onTrouble'>) {
  const { log, clock } = options;
  const undoTokens = new UndoTokens();
  const parties = new Parties(database);
  const journal = new HistoryJournal(clock, log, options.onTrouble ?? (() => undefined), () => emptyWal(database));
  return {
    accounts: createAccountStore(database, log),
    settings: createSettingsStore(database, log),
    contacts: new Contacts(database, parties, undoTokens, clock, options.locale ?? new Intl.Collator().resolvedOptions().locale),
    history: new History(database, parties, journal, undoTokens, clock, log),
    search: createSearchStore(database, clock),
    keys: new Keys(database, undoTokens, log),
    recordings: new Recordings(database, journal, undoTokens, clock),
    messages: new Messages(database, undoTokens, clock, log),
    parties,
    journal,
  };
}
