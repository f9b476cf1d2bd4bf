import type { Account, AccountDraft, AccountTestStep, AccountWithState } from '../../contract/accounts';
import { AccountId } from '../../contract/ids';
import type { AccountStore, Clock, SecretStore, Signalling } from '../../calls/ports';
import { CommandError } from '../ipc/errors';
import { type LineSecret, LineSecrets } from './line-secrets';

/** How long a removed line can be taken back, ms: the window offers 8 s, the rest is for slow hands. */
const UNDO_MS = 30_000;

export interface AccountServiceOptions {
  store: AccountStore;
  secrets: SecretStore;
  signalling: Signalling;
  clock: Clock;
  newId: () => string;
  /** A line is about to go: its calls end first. */
  onRemoving: (accountId: AccountId) => void;
  /** A removed line cannot be taken back any more. */
  onForgotten: (accountId: AccountId) => void;
  onChanged: (accounts: AccountWithState[]) => void;
}

/** The lines of this phone: kept in the store, their passwords in the keychain, their life in signalling. */
export class AccountService {
  private readonly removed = new Map<string, { account: Account; password: string | null; secret: LineSecret; forget: () => void }>();
  private accounts: Account[];
  private readonly stopEvents: () => void;
  private readonly lineSecrets: LineSecrets;

  constructor(private readonly options: AccountServiceOptions) {
    this.accounts = options.store.list();
    this.lineSecrets = new LineSecrets(options.secrets);
    this.stopEvents = options.signalling.onEvent((event) => {
      if (event.kind === 'registration') this.changed();
    });
  }

  /** Registers every stored line; one without a password waits as `locked`. The practice line starts with its server. */
  start(): void {
    for (const account of this.accounts.filter(({ practice }) => !practice)) this.apply(account, this.options.secrets.get(account.id));
  }

  all(): readonly Account[] {
    return this.accounts;
  }

  list(): AccountWithState[] {
    return this.accounts.map((account) => this.withState(account));
  }

  /** Adds or changes a line; a null password keeps the one there is. */
  save(draft: AccountDraft): AccountWithState {
    const { password, turnPassword = null, clientKey = null, id, ...fields } = draft;
    const account: Account = { ...fields, id: id ?? AccountId.parse(this.options.newId()), practice: this.find(id)?.practice ?? false };
    return this.put(account, password, true, { turnPassword, clientKey });
  }

  /** As save, for lines the app makes itself. */
  put(account: Account, password: string | null, remember: boolean, secret: LineSecret = { turnPassword: null, clientKey: null }): AccountWithState {
    this.options.store.save(account);
    this.lineSecrets.save(account, secret);
    if (password !== null) this.options.secrets.set(account.id, password, remember);
    // In its place: the first line that is ready is the one dialled from.
    this.accounts = this.find(account.id) === undefined ? [...this.accounts, account] : this.accounts.map((other) => (other.id === account.id ? account : other));
    this.apply(account, password ?? this.options.secrets.get(account.id));
    this.changed();
    return this.withState(account);
  }

  /** Null where none is known. */
  turnPassword(accountId: AccountId): string | null {
    return this.lineSecrets.get(accountId, 'turnPassword');
  }

  remove(accountId: AccountId): { undoToken: string } {
    const account = this.get(accountId);
    // First what can fail: a full disk must leave the line as it is.
    this.options.store.remove(accountId);
    const undoToken = this.options.newId();
    const forget = this.options.clock.after(UNDO_MS, () => {
      this.removed.delete(undoToken);
      this.options.onForgotten(accountId);
    });
    this.removed.set(undoToken, { account, password: this.options.secrets.get(accountId), secret: this.lineSecrets.of(accountId), forget });
    this.options.onRemoving(accountId);
    this.options.secrets.remove(accountId);
    this.lineSecrets.remove(accountId);
    this.accounts = this.accounts.filter((other) => other.id !== accountId);
    void this.options.signalling.removeAccount(accountId);
    this.changed();
    return { undoToken };
  }

  undoRemove(undoToken: string): void {
    const removed = this.removed.get(undoToken);
    if (removed === undefined) throw new CommandError('not-found', 'This can no longer be undone.');
    this.put(removed.account, removed.password, true, removed.secret);
    // Only now: where the disk refused, it can be tried again.
    removed.forget();
    this.removed.delete(undoToken);
  }

  unlock(accountId: AccountId, password: string, remember: boolean): void {
    const account = this.get(accountId);
    this.options.secrets.set(accountId, password, remember);
    this.apply(account, password);
    this.changed();
  }

  reconnect(accountId: AccountId): void {
    this.options.signalling.reconnect(this.get(accountId).id);
  }

  /** Registers once with what was typed and takes it back. */
  test(draft: AccountDraft, onStep: (step: AccountTestStep) => void): Promise<{ ok: boolean; failedStep: AccountTestStep | null }> {
    const { password, turnPassword: _unused, clientKey = null, id, ...fields } = draft;
    const key = clientKey ?? (id === null ? null : this.lineSecrets.get(id, 'clientKey'));
    const stored = id === null ? null : this.options.secrets.get(id);
    const account: Account = { ...fields, id: AccountId.parse(this.options.newId()), practice: false };
    return this.options.signalling.testAccount(account, password ?? stored ?? '', onStep, key);
  }

  dispose(): void {
    this.stopEvents();
    for (const { forget } of this.removed.values()) forget();
    this.removed.clear();
  }

  private apply(account: Account, password: string | null): void {
    this.options.signalling.applyAccount(account, password, this.lineSecrets.get(account.id, 'clientKey'));
  }

  private withState(account: Account): AccountWithState {
    return { account, registration: this.options.signalling.registration(account.id) };
  }

  private find(id: AccountId | null): Account | undefined {
    return this.accounts.find((account) => account.id === id);
  }

  private get(id: AccountId): Account {
    const account = this.find(id);
    if (account === undefined) throw new CommandError('not-found', 'This line does not exist any more.');
    return account;
  }

  private changed(): void {
    this.options.onChanged(this.list());
  }
}
