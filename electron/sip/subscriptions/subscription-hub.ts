import type { EventPackage, Log } from '../../calls/ports';
import type { OwnAvailability, SubscriptionEvent, Subscriptions, UnsolicitedSummary, WatchOptions } from '../../calls/ports/subscriptions';
import type { AccountId } from '../../contract/ids';
import type { LineSubscriptions, WatchKey } from './line-subscriptions';

type Listener = (event: SubscriptionEvent) => void;

interface Watched {
  readonly accountId: AccountId;
  readonly key: WatchKey;
  readonly listeners: Set<Listener>;
}

/** Who watches what from which line. Lines come, go and are replaced; what is wanted of them stays. */
export class SubscriptionHub implements Subscriptions {
  private readonly watched = new Map<string, Watched>();
  private readonly published = new Map<AccountId, OwnAvailability>();
  private readonly lines = new Map<AccountId, LineSubscriptions>();
  private readonly unsolicitedListeners = new Set<(told: UnsolicitedSummary) => void>();

  constructor(private readonly log: Log) {}

  watch(accountId: AccountId, eventPackage: EventPackage, target: string | null, listener: Listener, options: WatchOptions = {}): () => void {
    const key: WatchKey = { eventPackage, target, list: options.list ?? false, shared: options.shared ?? false };
    const name = JSON.stringify([accountId, eventPackage, target, key.list, key.shared]);
    // One watch is one listener, even where the same function watches twice.
    const own: Listener = (event) => listener(event);
    const known = this.watched.get(name);
    if (known !== undefined) {
      known.listeners.add(own);
      this.lines.get(accountId)?.replay(name, (event) => this.tellOne(own, event));
    } else {
      this.watched.set(name, { accountId, key, listeners: new Set([own]) });
      const line = this.lines.get(accountId);
      if (line !== undefined) this.add(line, name);
    }
    return () => {
      const entry = this.watched.get(name);
      if (entry === undefined || !entry.listeners.delete(own) || entry.listeners.size > 0) return;
      this.watched.delete(name);
      this.lines.get(accountId)?.remove(name);
    };
  }

  onUnsolicited(listener: (told: UnsolicitedSummary) => void): () => void {
    this.unsolicitedListeners.add(listener);
    return () => this.unsolicitedListeners.delete(listener);
  }

  publish(accountId: AccountId, state: OwnAvailability | null): void {
    if (state === null) this.published.delete(accountId);
    else this.published.set(accountId, state);
    this.lines.get(accountId)?.publish(state);
  }

  /** A line begins its work: it takes over what is wanted of its account. */
  attach(accountId: AccountId, line: LineSubscriptions): void {
    this.lines.set(accountId, line);
    line.publish(this.published.get(accountId) ?? null);
    for (const [name, entry] of this.watched) if (entry.accountId === accountId) this.add(line, name);
  }

  /** A line is replaced or removed: what it holds at its server is taken back. */
  detach(accountId: AccountId): void {
    const line = this.lines.get(accountId);
    this.lines.delete(accountId);
    line?.stop();
  }

  unsolicited(told: UnsolicitedSummary): void {
    for (const listener of [...this.unsolicitedListeners]) {
      try {
        listener(told);
      } catch (error) {
        this.log.error('a listener failed', { error: String(error) });
      }
    }
  }

  dispose(): void {
    this.watched.clear();
    this.unsolicitedListeners.clear();
  }

  private add(line: LineSubscriptions, name: string): void {
    const entry = this.watched.get(name);
    if (entry === undefined) return;
    const tell: Listener = (event) => { for (const listener of [...entry.listeners]) this.tellOne(listener, event); };
    try {
      line.add(name, entry.key, tell);
    } catch (error) {
      tell({ kind: 'status', status: { kind: 'ended', why: 'refused', status: null, reason: error instanceof Error ? error.message : 'no address' } });
    }
  }

  private tellOne(listener: Listener, event: SubscriptionEvent): void {
    try {
      listener(event);
    } catch (error) {
      this.log.error('a listener failed', { event: event.kind, error: error instanceof Error ? error.message : String(error) });
    }
  }
}
