import { randomBytes } from 'node:crypto';
import type { Clock, Seizure, SeizeResult } from '../../calls/ports';
import { headerValue, listValues, type SipUri } from '../parser';
import { parseCallInfo } from '../subscriptions/packages/call-info';
import { parseSubscriptionState } from '../subscriptions/subscription-state';
import type { DialogRoute, IncomingNotify, SubscribeAnswer, SubscriptionWire } from '../subscriptions/wire';
import { callInfoHeader } from './appearance-of';

export interface LineSeizureOptions {
  readonly wire: SubscriptionWire;
  readonly aor: SipUri;
  /** The line's domain, as Call-Info names it. */
  readonly host: string;
  readonly index: number;
  readonly clock: Clock;
  readonly onResult: (result: SeizeResult) => void;
  /** Granted, and taken back before it was used. */
  readonly onLost: () => void;
  /** Nothing more will come of it. */
  readonly onOver?: () => void;
}

const EVENT = 'line-seize';
const EXPIRES_SECONDS = 15;
/** A server that took the SUBSCRIBE and sends no NOTIFY for so long has granted it, ms. */
const QUIET_GRANT_MS = 1_500;
/** The NOTIFY that ends it is answered for so long, ms. */
const LINGER_MS = 32_000;
/** These servers do not know the event. */
const UNSUPPORTED: ReadonlySet<number> = new Set([404, 405, 416, 489, 501]);

/**
 * A place on a shared line taken for a number to be dialled (BroadWorks: Event line-seize, 15 s at a time):
 *
 *   asking --NOTIFY active--> granted --used | release--> over
 *   asking --refused, NOTIFY terminated--> over, told taken | unsupported | failed
 */
export class LineSeizure implements Seizure {
  private readonly callId = randomBytes(16).toString('hex');
  private readonly localTag = randomBytes(8).toString('hex');
  private cseq = 0;
  private phase: 'asking' | 'granted' | 'over' = 'asking';
  private route: DialogRoute | null = null;
  private drop: () => void = () => {};
  private stopTimer: () => void = () => {};
  private stopListening: () => void;
  /** Given back before the server's answer told the way. */
  private owesRelease = false;

  constructor(private readonly options: LineSeizureOptions) {
    this.stopListening = options.wire.listen(this.callId, this.localTag, EVENT, (notify) => this.onNotify(notify));
    this.drop = options.wire.subscribe(this.spec(EXPIRES_SECONDS), (answer, lastCSeq) => this.onAnswer(answer, lastCSeq));
  }

  release(): void {
    if (this.phase === 'over') return;
    this.end();
    if (this.route === null) this.owesRelease = true;
    else this.options.wire.subscribe(this.spec(0), () => {});
  }

  used(): void {
    if (this.phase !== 'over') this.end();
  }

  /** Timers end; nothing is sent. */
  dispose(): void {
    this.phase = 'over';
    this.stopTimer();
    this.drop();
    this.stopListening();
  }

  private spec(expiresSeconds: number) {
    const { aor, host, index } = this.options;
    return {
      target: aor, callId: this.callId, localTag: this.localTag, cseq: ++this.cseq, dialog: this.route, event: EVENT, expiresSeconds,
      headers: [callInfoHeader(host, index, false)],
    };
  }

  private onAnswer(answer: SubscribeAnswer, lastCSeq: number): void {
    this.cseq = Math.max(this.cseq, lastCSeq);
    if (answer.kind === 'accepted') {
      this.route ??= answer.dialog;
      if (this.owesRelease && this.route !== null) {
        this.owesRelease = false;
        this.options.wire.subscribe(this.spec(0), () => {});
      }
      if (this.phase === 'over') return;
      if (this.phase === 'granted') return this.keep(answer.expiresSeconds);
      this.stopTimer = this.options.clock.after(QUIET_GRANT_MS, () => this.grant(this.options.index, answer.expiresSeconds));
      return;
    }
    if (this.phase !== 'asking') return;
    if (answer.kind === 'none') return this.fail('failed', answer.status === 408 ? 'no answer' : 'not sent');
    this.fail(UNSUPPORTED.has(answer.status) ? 'unsupported' : 'taken', `${answer.status} ${answer.reason}`);
  }

  private onNotify(notify: IncomingNotify): void {
    notify.answer(200);
    const { state, reason, expiresSeconds } = parseSubscriptionState(headerValue(notify.message, 'subscription-state'));
    if (notify.dialog !== null && this.route === null) this.route = notify.dialog;
    if (state === 'terminated') {
      if (this.phase === 'asking') return this.fail('taken', reason ?? 'taken back');
      if (this.phase !== 'granted') return;
      this.end();
      return this.options.onLost();
    }
    if (this.phase !== 'asking') return;
    const named = listValues(notify.message, 'call-info').flatMap((value) => parseCallInfo(value)?.index ?? []);
    this.grant(named.find((one) => one !== '*') ?? this.options.index, expiresSeconds);
  }

  private grant(index: number, expiresSeconds: number | null): void {
    if (this.phase !== 'asking') return;
    this.phase = 'granted';
    this.keep(expiresSeconds);
    this.options.onResult({ kind: 'granted', index });
  }

  /** Whoever still types keeps the place: it is asked for again before it runs out. */
  private keep(expiresSeconds: number | null): void {
    this.stopTimer();
    const seconds = Math.min(EXPIRES_SECONDS, Math.max(2, expiresSeconds ?? EXPIRES_SECONDS));
    this.stopTimer = this.options.clock.after(seconds * 600, () => {
      if (this.phase !== 'granted' || this.route === null) return;
      this.options.wire.subscribe(this.spec(EXPIRES_SECONDS), (answer, lastCSeq) => {
        this.cseq = Math.max(this.cseq, lastCSeq);
        if (this.phase !== 'granted') return;
        if (answer.kind === 'accepted') return this.keep(answer.expiresSeconds);
        this.end();
        this.options.onLost();
      });
    });
  }

  private fail(kind: 'taken' | 'unsupported' | 'failed', reason: string): void {
    this.end();
    this.options.onResult({ kind, reason });
  }

  /** What the server still says of it is answered. */
  private end(): void {
    this.phase = 'over';
    this.stopTimer();
    const stop = this.stopListening;
    this.stopTimer = this.options.clock.after(LINGER_MS, () => {
      stop();
      this.options.onOver?.();
    });
  }
}
