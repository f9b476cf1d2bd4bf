import { randomBytes } from 'node:crypto';
import type { Clock, EventPackage, Log } from '../../calls/ports';
import type { SubscriptionEvent, SubscriptionStatus } from '../../calls/ports/subscriptions';
import { headerValue, type SipUri } from '../parser';
import { Fork } from './fork';
import { acceptHeaders } from './notified-state';
import { type AfterEnd, afterEnd, parseSubscriptionState } from './subscription-state';
import { Views } from './views';
import type { DialogRoute, IncomingNotify, SubscribeAnswer, SubscriptionWire } from './wire';

export interface SubscriptionOptions {
  readonly eventPackage: EventPackage;
  readonly target: SipUri;
  /** The target as who asked for it knows it. */
  readonly resource: string;
  readonly list: boolean;
  /** Asks for the places of a shared line as well (RFC 7463 5.1). */
  readonly shared?: boolean;
  readonly expiresSeconds: number;
  readonly wire: SubscriptionWire;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
  readonly tell: (event: SubscriptionEvent) => void;
}

/** RFC 6665 4.1.2.4, timer N: without any NOTIFY after this there is no subscription. */
export const TIMER_N_MS = 32_000;
/** A subscription that is ended again and again is not taken up faster than this. */
const SHORTEST_RETRY_MS = 1_000;
const FIRST_RETRY_MS = 15_000;
const LONGEST_RETRY_MS = 30 * 60_000;
const MAX_FORKS = 8;
const MAX_MIN_EXPIRES_SECONDS = 86_400;
/** RFC 3856 6.9, RFC 3680 4.9, RFC 4575 3.9: the first dialog is the subscription. */
const ONE_DIALOG: ReadonlySet<EventPackage> = new Set(['presence', 'reg', 'conference', 'call-info']);
/** No other server state will change this answer. */
const FINAL_STATUS: ReadonlySet<number> = new Set([400, 402, 403, 404, 405, 406, 410, 415, 416, 420, 485, 489, 501, 505, 603, 604, 606]);
/** RFC 6665 4.1.2.2: what ends a standing subscription when a refresh is answered with it. */
const ENDS_DIALOG: ReadonlySet<number> = new Set([404, 405, 410, 416, 480, 481, 482, 483, 484, 485, 489, 501, 604]);

/**
 * One subscription (RFC 6665 4.1), from the line's registration until nobody wants it:
 *
 *   idle --start--> subscribing --NOTIFY--> active/pending --refresh--> ...
 *   any --ended by the server--> subscribing | waiting (retry timer) | ended
 *   any --stop--> idle, with SUBSCRIBE Expires: 0 in every dialog
 */
export class Subscription {
  private status: SubscriptionStatus = { kind: 'idle' };
  private callId = '';
  private localTag = '';
  private cseq = 0;
  private expiresSeconds: number;
  private readonly forks = new Map<string, Fork>();
  private readonly views = new Views();
  private drop: () => void = () => {};
  private stopListening: () => void = () => {};
  private stopLingering: () => void = () => {};
  private stopTimerN: () => void = () => {};
  private stopRetry: () => void = () => {};
  /** A first SUBSCRIBE is on its way. */
  private asking = false;
  private failures = 0;
  private tooBrief = 0;
  private startedAtMs = -Infinity;

  constructor(private readonly options: SubscriptionOptions) {
    this.expiresSeconds = options.expiresSeconds;
  }

  get current(): SubscriptionStatus {
    return this.status;
  }

  /** What is known by now, as it was told. */
  replay(tell: (event: SubscriptionEvent) => void): void {
    tell({ kind: 'status', status: this.status });
    for (const event of this.views.all()) tell(event);
  }

  /** The line is registered (again): a standing subscription is refreshed, so that its server knows the way to us; any other begins. */
  start(): void {
    if (this.asking) return;
    if (this.forks.size > 0) {
      for (const fork of this.forks.values()) this.refresh(fork);
      return;
    }
    this.failures = 0;
    this.begin();
  }

  /** Takes it back at the server; the last NOTIFY that follows is answered (RFC 6665 4.1.2.3). */
  stop(): void {
    this.stopRetry();
    this.stopTimerN();
    const { wire, eventPackage, clock } = this.options;
    const routes = [...this.forks.values()].flatMap(({ route }) => route ?? []);
    for (const route of routes) wire.subscribe(this.spec(route, 0, []), () => {});
    if (routes.length > 0) {
      this.stopListening();
      const stopLingering = wire.listen(this.callId, this.localTag, eventPackage, (notify) => notify.answer(200));
      const stopTimer = clock.after(TIMER_N_MS, stopLingering);
      this.stopLingering = () => { stopTimer(); stopLingering(); };
    }
    // An answer still to come makes no dialog: what it set up runs out by itself, and its NOTIFYs meet 481.
    this.forget(routes.length === 0);
    this.setStatus({ kind: 'idle' });
  }

  /** Timers and requests end without a word. */
  dispose(): void {
    this.stopRetry();
    this.stopLingering();
    this.forget();
  }

  private forget(andListening = true): void {
    this.stopTimerN();
    this.drop();
    this.drop = () => {};
    if (andListening) this.stopListening();
    this.stopListening = () => {};
    this.asking = false;
    for (const fork of this.forks.values()) fork.dispose();
    this.forks.clear();
  }

  /** A new Call-ID each time: the old dialogs are gone for good. */
  private begin(): void {
    this.stopRetry();
    this.forget();
    this.callId = randomBytes(16).toString('hex');
    this.localTag = randomBytes(8).toString('hex');
    this.cseq = 0;
    this.startedAtMs = this.options.clock.monotonicMs();
    this.setStatus({ kind: 'subscribing' });
    const { wire, eventPackage } = this.options;
    this.stopListening = wire.listen(this.callId, this.localTag, eventPackage, (notify) => this.onNotify(notify));
    this.ask();
  }

  private ask(): void {
    this.asking = true;
    this.drop = this.options.wire.subscribe(this.spec(null, this.expiresSeconds, []), (answer, lastCSeq) => {
      this.asking = false;
      this.cseq = Math.max(this.cseq, lastCSeq);
      this.onFirstAnswer(answer);
    });
  }

  private spec(dialog: DialogRoute | null, expiresSeconds: number, headers: readonly string[]) {
    const { target, eventPackage, list, shared } = this.options;
    return {
      target, callId: this.callId, localTag: this.localTag, cseq: ++this.cseq, dialog, event: shared === true ? `${eventPackage};shared` : eventPackage, expiresSeconds,
      headers: [...acceptHeaders(eventPackage, list), ...headers], ...(list && { supported: ['eventlist'] }),
    };
  }

  private onFirstAnswer(answer: SubscribeAnswer): void {
    if (answer.kind === 'accepted') {
      const { dialog, expiresSeconds } = answer;
      const fork = dialog === null ? null : this.forkFor(dialog.remoteTag);
      if (fork !== null && dialog !== null) {
        fork.route ??= dialog;
        // A NOTIFY that was faster has said it already, and knows better.
        if (!fork.isTimed) this.live(fork, expiresSeconds ?? this.expiresSeconds);
      }
      if (![...this.forks.values()].some(({ notified }) => notified)) {
        this.stopTimerN = this.options.clock.after(TIMER_N_MS, () => this.later(null, 'no NOTIFY came'));
      }
      return;
    }
    // Somebody else's fork may have taken it although this one refused.
    if ([...this.forks.values()].some(({ notified }) => notified)) return;
    if (answer.kind === 'none') return this.later(null, answer.status === 408 ? 'no answer' : 'not sent');
    const { status, reason, minExpiresSeconds, retryAfterSeconds } = answer;
    if (status === 423 && this.adoptMinimum(minExpiresSeconds)) return this.ask();
    if (FINAL_STATUS.has(status) || status === 401 || status === 407) return this.end(status === 489 || status === 405 || status === 501 ? 'unsupported' : 'refused', status, reason);
    this.later(retryAfterSeconds, `${status} ${reason}`);
  }

  /** RFC 6665 4.1.2.3 (423): once more with what the server wants at least. False where that helps nothing. */
  private adoptMinimum(minExpiresSeconds: number | null): boolean {
    if (minExpiresSeconds === null || minExpiresSeconds <= this.expiresSeconds || minExpiresSeconds > MAX_MIN_EXPIRES_SECONDS || ++this.tooBrief > 3) return false;
    this.expiresSeconds = minExpiresSeconds;
    return true;
  }

  private forkFor(remoteTag: string): Fork | null {
    const known = this.forks.get(remoteTag);
    if (known !== undefined) return known;
    const limit = ONE_DIALOG.has(this.options.eventPackage) ? 1 : MAX_FORKS;
    if (this.forks.size >= limit) return null;
    const { eventPackage, resource, clock, random } = this.options;
    const fork = new Fork(remoteTag, eventPackage, resource, clock, random);
    this.forks.set(remoteTag, fork);
    return fork;
  }

  private live(fork: Fork, seconds: number): void {
    fork.live(seconds, () => this.refresh(fork), () => this.lose(fork, { kind: 'again' }, 'it ran out'));
  }

  private refresh(fork: Fork): void {
    if (fork.route === null || fork.refreshing || this.forks.get(fork.remoteTag) !== fork) return;
    fork.refreshing = true;
    const conditional = fork.etag === null ? [] : [`Suppress-If-Match: ${fork.etag}`];
    this.options.wire.subscribe(this.spec(fork.route, this.expiresSeconds, conditional), (answer, lastCSeq) => {
      this.cseq = Math.max(this.cseq, lastCSeq);
      fork.refreshing = false;
      if (this.forks.get(fork.remoteTag) === fork) this.onRefreshAnswer(fork, answer);
    });
  }

  private onRefreshAnswer(fork: Fork, answer: SubscribeAnswer): void {
    if (answer.kind === 'accepted') {
      if (answer.dialog !== null && fork.route !== null) fork.route = { ...fork.route, remoteTarget: answer.dialog.remoteTarget };
      return this.live(fork, answer.expiresSeconds ?? this.expiresSeconds);
    }
    // RFC 3261 12.2.1.2: 408 and 481 end the dialog.
    if (answer.kind === 'none') return answer.status === 408 ? this.lose(fork, { kind: 'later', delaySeconds: null }, 'no answer') : fork.refreshLater(() => this.refresh(fork));
    if (answer.status === 423 && this.adoptMinimum(answer.minExpiresSeconds)) return this.refresh(fork);
    if (answer.status === 481) return this.lose(fork, { kind: 'again' }, 'the server knows it no more');
    if (ENDS_DIALOG.has(answer.status)) return this.lose(fork, { kind: 'later', delaySeconds: answer.retryAfterSeconds }, `${answer.status} ${answer.reason}`);
    fork.refreshLater(() => this.refresh(fork));
  }

  private onNotify(notify: IncomingNotify): void {
    const header = parseSubscriptionState(headerValue(notify.message, 'subscription-state'));
    const fork = this.forkFor(notify.remoteTag);
    if (fork === null) return notify.answer(481, 'Subscription Does Not Exist');
    if (notify.cseq <= fork.remoteCSeq) return notify.answer(500, 'Out Of Order');
    fork.remoteCSeq = notify.cseq;
    const reading = fork.state.read(notify.message);
    if (reading.kind === 'unsupported-type') notify.answer(415, 'Unsupported Media Type', acceptHeaders(this.options.eventPackage, this.options.list));
    else if (reading.kind === 'unreadable') notify.answer(400, 'Unreadable Body');
    else notify.answer(200);
    fork.route = notify.dialog === null ? fork.route : { ...notify.dialog, routeSet: fork.route?.routeSet ?? notify.dialog.routeSet };
    fork.etag = headerValue(notify.message, 'sip-etag');
    const first = !fork.notified;
    fork.notified = true;
    fork.pending = header.state === 'pending';
    this.stopTimerN();
    if (reading.kind === 'changes') {
      for (const change of reading.changes) for (const event of this.views.apply(fork.remoteTag, change)) this.options.tell(event);
    }
    if (header.state === 'terminated') return this.lose(fork, afterEnd(header), header.reason ?? 'ended by the server');
    this.failures = 0;
    if (header.expiresSeconds !== null) this.live(fork, header.expiresSeconds);
    else if (first && !this.asking) this.live(fork, this.expiresSeconds);
    this.setStatus(fork.status);
    if (reading.kind === 'changes' && reading.gap) {
      // A condition would let the server keep the whole from us.
      fork.etag = null;
      this.refresh(fork);
    }
  }

  /** One dialog is over; with the last of them the subscription is, and `after` says how it goes on. */
  private lose(fork: Fork, after: AfterEnd, reason: string): void {
    fork.dispose();
    this.forks.delete(fork.remoteTag);
    if (this.forks.size > 0) {
      for (const event of this.views.forget(fork.remoteTag)) this.options.tell(event);
      return;
    }
    this.options.log.debug('subscription ended', { package: this.options.eventPackage, reason });
    if (after.kind === 'never') return this.end(after.why, null, reason);
    if (after.kind === 'later') return this.later(after.delaySeconds, reason);
    const sinceMs = this.options.clock.monotonicMs() - this.startedAtMs;
    if (sinceMs >= SHORTEST_RETRY_MS * 5) this.begin();
    // Ended as soon as it stood: not in a circle as fast as the network allows.
    else this.later(null, reason, Math.min(LONGEST_RETRY_MS, SHORTEST_RETRY_MS * 2 ** this.failures));
  }

  private later(delaySeconds: number | null, reason: string, backoffMs?: number): void {
    const { clock, random } = this.options;
    this.forget();
    const usualMs = backoffMs ?? Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** this.failures) * (0.75 + 0.5 * random());
    const delayMs = delaySeconds === null ? usualMs : Math.max(SHORTEST_RETRY_MS, Math.min(delaySeconds, 86_400) * 1000);
    this.failures = Math.min(12, this.failures + 1);
    this.stopRetry = clock.after(delayMs, () => this.begin());
    this.setStatus({ kind: 'waiting', retryAtEpochMs: clock.epochMs() + delayMs, reason });
  }

  private end(why: 'refused' | 'unsupported' | 'final', status: number | null, reason: string): void {
    this.forget();
    this.setStatus({ kind: 'ended', why, status, reason });
  }

  private setStatus(status: SubscriptionStatus): void {
    if (status.kind === this.status.kind && status.kind !== 'waiting') return;
    this.status = status;
    // What was known stays true only where the server said so, or while it is asked again at once.
    if (status.kind === 'idle' || status.kind === 'waiting' || (status.kind === 'ended' && status.why !== 'final')) this.views.clear();
    this.options.tell({ kind: 'status', status });
  }
}
