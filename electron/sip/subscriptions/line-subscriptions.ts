import type { Clock, EventPackage, Log } from '../../calls/ports';
import type { OwnAvailability, SubscriptionEvent } from '../../calls/ports/subscriptions';
import type { SipUri } from '../parser';
import { paced } from './pace';
import { Publisher, type PublisherOptions } from './publisher';
import { Subscription } from './subscription';
import type { SubscriptionWire } from './wire';

/** What may be watched, once however many look at it. */
export interface WatchKey {
  readonly eventPackage: EventPackage;
  /** Null = the line's own address. */
  readonly target: string | null;
  readonly list: boolean;
  readonly shared: boolean;
}

export interface LineSubscriptionsOptions {
  readonly wire: SubscriptionWire;
  readonly publish: PublisherOptions['send'];
  readonly aor: SipUri;
  /** Throws where the target makes no address. */
  readonly complete: (target: string) => SipUri;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
}

/** As long as a subscription is asked for, seconds; servers shorten it. */
const EXPIRES_SECONDS: Readonly<Record<EventPackage, number>> = { 'message-summary': 3_600, dialog: 3_600, presence: 3_600, reg: 3_600, conference: 3_600, 'call-info': 3_600 };

/** The subscriptions and the publication of one line; alive while it is registered. */
export class LineSubscriptions {
  private readonly subscriptions = new Map<string, Subscription>();
  private readonly wire: SubscriptionWire & { clear(): void };
  private readonly publisher: Publisher;
  private isReady = false;
  private isStopped = false;

  constructor(private readonly options: LineSubscriptionsOptions) {
    this.wire = paced(options.wire);
    this.publisher = new Publisher({ entity: options.aor.text, clock: options.clock, log: options.log, send: options.publish });
  }

  /** Throws CallError INVALID_TARGET. */
  add(key: string, { eventPackage, target, list, shared }: WatchKey, tell: (event: SubscriptionEvent) => void): void {
    const { aor, complete, clock, random, log } = this.options;
    const subscription = new Subscription({
      eventPackage, list, shared, clock, random, log, tell, wire: this.wire, expiresSeconds: EXPIRES_SECONDS[eventPackage],
      target: target === null ? aor : complete(target), resource: target ?? aor.text,
    });
    this.subscriptions.set(key, subscription);
    if (this.isReady) subscription.start();
  }

  remove(key: string): void {
    const subscription = this.subscriptions.get(key);
    this.subscriptions.delete(key);
    subscription?.stop();
  }

  replay(key: string, tell: (event: SubscriptionEvent) => void): void {
    this.subscriptions.get(key)?.replay(tell);
  }

  publish(state: OwnAvailability | null): void {
    this.publisher.set(state);
  }

  /** The line became ready, or is no longer. What stands at the server stays; it is refreshed on the way back. */
  registered(isReady: boolean): void {
    if (this.isStopped) return;
    const came = isReady && !this.isReady;
    this.isReady = isReady;
    this.publisher.registered(isReady);
    if (came) for (const subscription of this.subscriptions.values()) subscription.start();
  }

  /** The line goes: everything is taken back at the server. */
  stop(): void {
    this.isStopped = true;
    this.wire.clear();
    for (const subscription of this.subscriptions.values()) subscription.stop();
    this.publisher.stop();
  }

  /** Timers end; nothing is sent. */
  dispose(): void {
    this.wire.clear();
    for (const subscription of this.subscriptions.values()) subscription.dispose();
    this.subscriptions.clear();
    this.publisher.dispose();
  }
}
