import type { Clock, EventPackage } from '../../calls/ports';
import type { SubscriptionStatus } from '../../calls/ports/subscriptions';
import { NotifiedState } from './notified-state';
import type { DialogRoute } from './wire';

/** A dialog is refreshed at a random moment of this part of its life, so that hundreds do not come due at once. */
const REFRESH_FROM = 0.75;
const REFRESH_TO = 0.9;
/** At the latest this long before it runs out, seconds, where it lives long enough. */
const MARGIN_SECONDS = 10;
const SHORTEST_SECONDS = 1;
/** setTimeout's limit is 24 days; nobody grants a subscription for that long in earnest. */
const LONGEST_SECONDS = 7 * 86_400;

/** One dialog of a subscription: the SUBSCRIBE may have been forked to several notifiers (RFC 6665 4.4.1). */
export class Fork {
  readonly state: NotifiedState;
  route: DialogRoute | null = null;
  /** Of the NOTIFY taken last; older ones came out of order (RFC 3261 12.2.2). */
  remoteCSeq = -1;
  /** Entity-tag told last (RFC 5839). */
  etag: string | null = null;
  notified = false;
  pending = false;
  refreshing = false;
  private expiresAtMs: number | null = null;
  private stopRefresh: () => void = () => {};
  private stopExpiry: () => void = () => {};

  constructor(readonly remoteTag: string, eventPackage: EventPackage, resource: string, private readonly clock: Clock, private readonly random: () => number) {
    this.state = new NotifiedState(eventPackage, resource);
  }

  get status(): SubscriptionStatus {
    return this.pending ? { kind: 'pending' } : { kind: 'active' };
  }

  get isTimed(): boolean {
    return this.expiresAtMs !== null;
  }

  /** The server says how long it lives from now. */
  live(seconds: number, refresh: () => void, expired: () => void): void {
    const life = Math.min(LONGEST_SECONDS, Math.max(SHORTEST_SECONDS, seconds));
    this.expiresAtMs = this.clock.monotonicMs() + life * 1000;
    this.stopRefresh();
    this.stopExpiry();
    const part = life * (REFRESH_FROM + (REFRESH_TO - REFRESH_FROM) * this.random());
    const delaySeconds = Math.min(part, Math.max(life / 2, life - MARGIN_SECONDS));
    this.stopRefresh = this.clock.after(delaySeconds * 1000, refresh);
    this.stopExpiry = this.clock.after(life * 1000, expired);
  }

  /** A refresh failed and the dialog lives on (RFC 6665 4.1.2.2): once more after half of what is left. */
  refreshLater(refresh: () => void): void {
    this.stopRefresh();
    const leftMs = (this.expiresAtMs ?? 0) - this.clock.monotonicMs();
    if (leftMs > 4_000) this.stopRefresh = this.clock.after(leftMs / 2, refresh);
  }

  dispose(): void {
    this.stopRefresh();
    this.stopExpiry();
  }
}
