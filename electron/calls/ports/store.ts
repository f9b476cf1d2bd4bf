import type { Account } from '../../contract/accounts';
import type { CallerVerification, EndCause, Forwarder } from '../../contract/calls';
import type { ConnectedParty, Contact, ContactFields, HistoryEntry, HistoryFilter, Suggestion } from '../../contract/contacts';
import type { AccountId, CallId, ContactId, HistoryId, RecordingId } from '../../contract/ids';
import type { Settings } from '../../contract/settings';
import type { KeyStore } from './key-store';
import type { MessageStore } from './message-store';

export interface AccountStore {
  list(): Account[];
  save(account: Account): void;
  remove(id: AccountId): void;
}

export interface SettingsStore {
  get(): Settings;
  /** Unknown or invalid stored values fall back to their defaults, one by one. */
  set(change: Partial<Settings>): Settings;
  /** Small values that are not the user's settings: window bounds, last page. */
  getState(key: string): unknown;
  setState(key: string, value: unknown): void;
}

export interface ContactMatch {
  contact: Contact;
  label: string;
}

export interface ContactStore {
  /** In the user's collation by name; query searches names, company, numbers and T9. */
  page(query: string, offset: number, limit: number, only?: 'all' | 'favourites'): { total: number; contacts: Contact[] };
  get(id: ContactId): Contact | null;
  save(id: ContactId | null, fields: ContactFields, region: string): Contact;
  /** Many at once in one transaction (import). Answers new ids. */
  saveAll(fields: readonly ContactFields[], region: string): ContactId[];
  remove(ids: readonly ContactId[]): { undoToken: string };
  /** Takes back a remove or an import. Tokens live until the app stops. */
  undo(undoToken: string): void;
  /** Makes an undo token that removes these again and puts `replaced` (contacts merged into) back as they were; `region` reads their numbers. */
  undoTokenForImport(ids: readonly ContactId[], replaced?: readonly Contact[], region?: string): string;
  /** The contact a number belongs to: by E.164, else by its national digits, else by SIP URI. */
  match(number: string, e164: string | null): ContactMatch | null;
  all(): IterableIterator<Contact>;
}

/** What is found out of a far end during the call. */
export interface CallFacts {
  readonly callerVerification?: CallerVerification;
  readonly connected?: ConnectedParty;
  /** Name of the one called, where none was known. */
  readonly displayName?: string;
}

/** History is written at the moment each thing happens, synchronously, so that a crash loses nothing. */
export interface HistoryStore {
  begin(entry: {
    callId: CallId; direction: 'outgoing' | 'incoming'; accountId: AccountId; accountLabel: string;
    numberAsDialled: string; e164: string | null; displayName: string | null;
    contactId: ContactId | null; contactName: string | null; startedAtEpochMs: number; forwardedBy?: readonly Forwarder[];
  }): void;
  /** What became known of a call that has begun; a later word on the same takes the place of the one before. */
  noted(callId: CallId, facts: CallFacts): void;
  answered(callId: CallId, atEpochMs: number, codec: string | null): void;
  ended(callId: CallId, atEpochMs: number, cause: EndCause, codec: string | null, quality: HistoryEntry['quality']): void;
  /** A call still open from a run that died: ended as `interrupted`. Answers how many. */
  closeInterrupted(atEpochMs: number): number;
  page(filter: HistoryFilter): HistoryEntry[];
  ofNumber(number: string, e164: string | null, limit: number): HistoryEntry[];
  recent(limit: number): HistoryEntry[];
  remove(ids: readonly HistoryId[]): { undoToken: string };
  undo(undoToken: string): void;
  markSeen(): void;
  missedCount(): number;
}

/** A recording as it is kept: the file itself lies where it was made. */
export interface StoredRecording {
  id: RecordingId;
  file: string;
  startedAtEpochMs: number;
  durationMs: number | null;
}

export interface RecordingStore {
  begin(recording: { id: RecordingId; callIds: readonly CallId[]; file: string; startedAtEpochMs: number }): void;
  /** More calls are in it: a conference grew. */
  addCalls(id: RecordingId, callIds: readonly CallId[]): void;
  ended(id: RecordingId, durationMs: number): void;
  /** Oldest first. */
  ofCall(callId: CallId): StoredRecording[];
  get(id: RecordingId): StoredRecording | null;
  remove(id: RecordingId): { undoToken: string };
  undo(undoToken: string): void;
  /** What was removed and whose file may still be there. */
  removed(): StoredRecording[];
  /** Forgets one that is removed. */
  forget(id: RecordingId): void;
}

export interface SearchStore {
  /** Names (every word's start), numbers (anywhere in the digits) and T9; best first. Under 20 ms at 1,000,000 calls and 50,000 contacts. */
  suggest(query: string, limit: number): Suggestion[];
}

/** Everything kept on disk. */
export interface Store {
  readonly accounts: AccountStore;
  readonly settings: SettingsStore;
  readonly contacts: ContactStore;
  readonly history: HistoryStore;
  readonly search: SearchStore;
  readonly recordings: RecordingStore;
  readonly keys: KeyStore;
  readonly messages: MessageStore;
  /** Driver in use, e.g. "better-sqlite3 13.2.0" or "libsql 0.5.29". */
  readonly engine: string;
  /** What happened at opening: a corrupt file set aside, read-only use, ... */
  readonly openedWith: 'clean' | 'recovered' | 'read-only' | 'memory';
  close(): void;
}

/** Secrets, in the system keychain where that is safe, else only in memory for this run. */
/** What became of a password: kept for good, kept for this run as asked, or for this run only although it was to stay. */
export type SecretKept = 'stored' | 'for-this-run' | 'no-keychain' | 'failed';

export interface SecretStore {
  readonly available: boolean;
  get(accountId: AccountId): string | null;
  /** Never throws. */
  set(accountId: AccountId, secret: string, remember: boolean): SecretKept;
  remove(accountId: AccountId): void;
}
