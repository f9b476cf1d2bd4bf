import type { Account } from '../../contract/accounts';
import type { AccountId, CallId } from '../../contract/ids';
import type { KeyFields, KeyId, KeyState, PhoneKey } from '../../contract/keys';
import { CallError } from '../errors';
import type { Clock, KeyStore, Log, SubscriptionEvent, Subscriptions, WatchedDialog } from '../ports';
import { Batch } from './batch';
import { trunkStateOf } from '../shared-lines/trunk-state';
import { isSameAddress, type KeyKnowledge, keyStateOf, nothingKnown, ringingDialog } from './key-state';
import { watchingOf } from './line-watching';

export interface KeyBoardOptions {
  readonly store: KeyStore;
  readonly subscriptions: Subscriptions;
  readonly accounts: () => readonly Account[];
  readonly clock: Clock;
  readonly log: Log;
  /** Throws CallError as dialling does. */
  readonly dial: (number: string, accountId: AccountId | null) => CallId;
  /** Takes the call that rings at `target`; left out where only the server's feature code can. */
  readonly pickUp?: (accountId: AccountId, target: string, dialog: WatchedDialog | null) => CallId;
  /** Fetches who waits in a parking place; left out where that is dialled as it is. */
  readonly retrieve?: (accountId: AccountId, place: string) => CallId;
  /** Our running call that was dialled so on that line; it comes back from hold. Left out: none is looked for. */
  readonly turnTo?: (accountId: AccountId, number: string) => CallId | null;
  readonly onKeys: (keys: PhoneKey[]) => void;
  /** Only those that changed, together. */
  readonly onStates: (states: KeyState[]) => void;
}

interface Watched {
  readonly key: PhoneKey;
  /** What the watch depends on: another one begins where it changes. */
  readonly by: string;
  readonly knowledge: KeyKnowledge;
  readonly stop: () => void;
}

interface ListWatch {
  readonly uri: string;
  readonly members: Map<string, readonly WatchedDialog[]>;
  readonly stop: () => void;
}

/** The keys of the Keys page: what they watch, what they show, what a press does. */
export class KeyBoard {
  private keys: PhoneKey[];
  private readonly watched = new Map<KeyId, Watched>();
  private readonly lists = new Map<AccountId, ListWatch>();
  private readonly told = new Map<KeyId, string>();
  private readonly batch: Batch<KeyId, KeyState>;

  constructor(private readonly options: KeyBoardOptions) {
    this.keys = options.store.list();
    this.batch = new Batch(options.clock, (states) => options.onStates(states));
  }

  list(): PhoneKey[] {
    return [...this.keys];
  }

  states(): KeyState[] {
    return this.keys.map((key) => this.stateOf(key));
  }

  save(id: KeyId | null, fields: KeyFields): PhoneKey {
    const saved = this.options.store.save(id, { ...fields, label: fields.label.trim(), target: fields.target.trim() });
    this.changed();
    return saved;
  }

  /** From a provisioning file. */
  saveAll(fields: readonly KeyFields[]): void {
    this.options.store.saveAll(fields);
    this.changed();
  }

  remove(id: KeyId): { undoToken: string } {
    const token = this.options.store.remove(id);
    this.changed();
    return token;
  }

  undo(undoToken: string): void {
    this.options.store.undo(undoToken);
    this.changed();
  }

  move(id: KeyId, toIndex: number): void {
    this.options.store.move(id, toIndex);
    this.changed();
  }

  /**
   * Calls, or takes the call that rings there. A trunk on which another phone talks is dialled only where `join` says that the user
   * wants to be in that call. Throws CallError as dialling does, WRONG_PHASE for such a trunk.
   */
  press(id: KeyId, join = false): CallId {
    const key = this.keys.find((one) => one.id === id);
    if (key === undefined) throw new CallError('INVALID_TARGET', 'this key does not exist any more');
    const line = this.lineOf(key);
    const dialogs = this.watched.get(id)?.knowledge.dialogs ?? [];
    if (key.kind === 'trunk' && line !== null) return this.pressTrunk(key, line, join);
    if (key.kind === 'park' && line !== null && this.options.retrieve !== undefined) return this.options.retrieve(line.id, key.target);
    if (key.kind !== 'person' || this.stateOf(key).state !== 'ringing' || line === null) return this.options.dial(key.target, key.accountId);
    if (this.options.pickUp !== undefined) return this.options.pickUp(line.id, key.target, ringingDialog(dialogs));
    const { pickupCode } = watchingOf(line);
    return this.options.dial(pickupCode === '' ? key.target : `${pickupCode}${key.target}`, line.id);
  }

  /** Lines were added, changed or removed: what is watched follows. */
  accountsChanged(): void {
    this.watchLists();
    this.watchKeys();
  }

  dispose(): void {
    for (const { stop } of this.watched.values()) stop();
    for (const { stop } of this.lists.values()) stop();
    this.watched.clear();
    this.lists.clear();
    this.batch.dispose();
  }

  private changed(): void {
    this.keys = this.options.store.list();
    this.options.onKeys(this.list());
    this.watchKeys();
  }

  private pressTrunk(key: PhoneKey, line: Account, join: boolean): CallId {
    const own = this.options.turnTo?.(line.id, key.target) ?? null;
    if (own !== null) return own;
    if (this.stateOf(key).state === 'talking' && !join) throw new CallError('WRONG_PHASE', 'another phone talks on this line');
    return this.options.dial(key.target, line.id);
  }

  private lineOf(key: PhoneKey): Account | null {
    const lines = this.options.accounts().filter(({ enabled }) => enabled);
    return (key.accountId === null ? lines[0] : lines.find(({ id }) => id === key.accountId)) ?? null;
  }

  private stateOf(key: PhoneKey): KeyState {
    const entry = this.watched.get(key.id);
    if (entry === undefined) {
      const isWatched = isWatchedKind(key);
      return { id: key.id, state: isWatched ? 'unknown' : 'none', who: null, availability: 'unknown', reason: null };
    }
    return key.kind === 'trunk' ? trunkStateOf(key.id, entry.knowledge) : keyStateOf(key.id, entry.knowledge);
  }

  private watchKeys(): void {
    const wanted = new Map(this.keys.flatMap((key) => {
      const line = isWatchedKind(key) ? this.lineOf(key) : null;
      if (line === null) return [];
      const { keyList, presence } = watchingOf(line);
      return [[key.id, { key, line, by: JSON.stringify([line.id, line.domain, key.kind, key.target, keyList, presence]) }] as const];
    }));
    for (const [id, { by, stop }] of [...this.watched]) {
      if (wanted.get(id)?.by === by) continue;
      this.watched.delete(id);
      stop();
    }
    for (const [id, { key, line, by }] of wanted) if (!this.watched.has(id)) this.watch(key, line, by);
    for (const id of [...this.told.keys()]) {
      if (this.keys.some((key) => key.id === id)) continue;
      this.told.delete(id);
      this.batch.forget(id);
    }
    for (const key of this.keys) this.tell(key);
  }

  private watch(key: PhoneKey, line: Account, by: string): void {
    const { subscriptions } = this.options;
    const { keyList, presence } = watchingOf(line);
    const knowledge = nothingKnown();
    const stops: (() => void)[] = [];
    this.watched.set(key.id, { key, by, knowledge, stop: () => { for (const stop of stops) stop(); } });
    if (keyList === null) stops.push(subscriptions.watch(line.id, 'dialog', key.target, (event) => this.onDialogs(key, knowledge, event)));
    else knowledge.dialogs = this.memberOf(line, key.target);
    if (presence && key.kind === 'person') stops.push(subscriptions.watch(line.id, 'presence', key.target, (event) => this.onPresence(key, knowledge, event)));
  }

  private onDialogs(key: PhoneKey, knowledge: KeyKnowledge, event: SubscriptionEvent): void {
    if (event.kind === 'status') {
      knowledge.status = event.status;
      // Nobody can tell now: better than a state of yesterday.
      if (event.status.kind !== 'active' && event.status.kind !== 'subscribing' && event.status.kind !== 'pending') knowledge.dialogs = null;
    } else if (event.kind === 'facts' && event.facts.package === 'dialog') knowledge.dialogs = event.facts.dialog.dialogs;
    this.tell(key);
  }

  private onPresence(key: PhoneKey, knowledge: KeyKnowledge, event: SubscriptionEvent): void {
    if (event.kind === 'facts' && event.facts.package === 'presence') knowledge.availability = event.facts.presence.availability;
    else if (event.kind === 'status' && (event.status.kind === 'waiting' || event.status.kind === 'ended' || event.status.kind === 'idle')) knowledge.availability = 'unknown';
    this.tell(key);
  }

  private watchLists(): void {
    const wanted = new Map(this.options.accounts().flatMap((account) => {
      const uri = account.enabled ? account.watching?.keyList ?? null : null;
      return uri === null ? [] : [[account.id, uri] as const];
    }));
    for (const [id, { uri, stop }] of [...this.lists]) {
      if (wanted.get(id) === uri) continue;
      this.lists.delete(id);
      stop();
    }
    for (const [id, uri] of wanted) if (!this.lists.has(id)) this.watchList(id, uri);
  }

  private watchList(accountId: AccountId, uri: string): void {
    const members = new Map<string, readonly WatchedDialog[]>();
    let stop: () => void = () => {};
    this.lists.set(accountId, { uri, members, stop: () => stop() });
    stop = this.options.subscriptions.watch(accountId, 'dialog', uri, (event) => this.onList(accountId, members, event), { list: true });
  }

  private onList(accountId: AccountId, members: Map<string, readonly WatchedDialog[]>, event: SubscriptionEvent): void {
    const account = this.options.accounts().find(({ id }) => id === accountId);
    if (account === undefined) return;
    if (event.kind === 'facts' && event.facts.package === 'dialog') members.set(event.resource, event.facts.dialog.dialogs);
    else if (event.kind === 'memberLost') members.delete(event.resource);
    else if (event.kind === 'status' && (event.status.kind === 'waiting' || event.status.kind === 'ended' || event.status.kind === 'idle')) members.clear();
    for (const { key, knowledge } of this.watched.values()) {
      if (this.lineOf(key)?.id !== accountId) continue;
      if (event.kind === 'status') knowledge.status = event.status;
      else if (!isSameAddress(key.target, event.resource, account.domain)) continue;
      knowledge.dialogs = this.memberOf(account, key.target);
      this.tell(key);
    }
  }

  private memberOf({ id, domain }: Account, target: string): readonly WatchedDialog[] | null {
    for (const [member, dialogs] of this.lists.get(id)?.members ?? []) if (isSameAddress(target, member, domain)) return dialogs;
    return null;
  }

  private tell(key: PhoneKey): void {
    const state = this.stateOf(key);
    const text = JSON.stringify(state);
    if (this.told.get(key.id) === text) return;
    this.told.set(key.id, text);
    this.batch.set(key.id, state);
  }
}

const isWatchedKind = ({ kind }: PhoneKey): boolean => kind === 'person' || kind === 'park' || kind === 'trunk';
