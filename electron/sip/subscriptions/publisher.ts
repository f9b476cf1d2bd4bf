import { randomBytes } from 'node:crypto';
import type { Clock, Log } from '../../calls/ports';
import type { OwnAvailability } from '../../calls/ports/subscriptions';
import type { PublishAnswer, PublishSpec } from '../sipjs/event-requests';
import { writePresence } from './packages/presence';

export interface PublisherOptions {
  /** Our address of record, as the document names it. */
  readonly entity: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly send: (spec: PublishSpec, done: (answer: PublishAnswer, lastCSeq: number) => void) => () => void;
}

const EXPIRES_SECONDS = 3_600;
const MAX_EXPIRES_SECONDS = 86_400;
const REFRESH_AT = 0.8;
const FIRST_RETRY_MS = 30_000;
const LONGEST_RETRY_MS = 30 * 60_000;
/** The server takes no presence, or none of ours: not asked again before the line is registered anew. */
const FINAL_STATUS: ReadonlySet<number> = new Set([400, 401, 403, 404, 405, 407, 415, 416, 489, 501, 603]);

/**
 * Publishes one state (RFC 3903): first without an entity-tag, then each change and refresh against the tag the server gave
 * last; a tag it has forgotten (412) begins anew. One PUBLISH at a time (RFC 3903 4).
 */
export class Publisher {
  private readonly callId = randomBytes(16).toString('hex');
  private readonly fromTag = randomBytes(8).toString('hex');
  private readonly tupleId = randomBytes(4).toString('hex');
  private cseq = 0;
  private wanted: OwnAvailability | null = null;
  private published: OwnAvailability | null = null;
  private etag: string | null = null;
  private expiresSeconds = EXPIRES_SECONDS;
  private isRegistered = false;
  private hasGivenUp = false;
  private failures = 0;
  private drop: (() => void) | null = null;
  private stopTimer: () => void = () => {};

  constructor(private readonly options: PublisherOptions) {}

  /** Null takes it back. */
  set(state: OwnAvailability | null): void {
    if (state === this.wanted) return;
    this.wanted = state;
    this.work();
  }

  registered(isRegistered: boolean): void {
    if (isRegistered && !this.isRegistered) {
      this.hasGivenUp = false;
      this.failures = 0;
      // The server may have been started anew: the state is told again as a whole, or at least asked for.
      this.published = null;
    }
    this.isRegistered = isRegistered;
    if (isRegistered) this.work();
    else this.stopTimer();
  }

  /** Takes back what is published and forgets the rest. */
  stop(): void {
    this.stopTimer();
    this.drop?.();
    this.drop = null;
    this.wanted = null;
    if (this.etag !== null && this.isRegistered) this.options.send({ ...this.spec(0), etag: this.etag }, () => {});
    this.etag = null;
    this.isRegistered = false;
  }

  dispose(): void {
    this.stopTimer();
    this.drop?.();
    this.drop = null;
  }

  private spec(expiresSeconds: number): PublishSpec {
    return { callId: this.callId, fromTag: this.fromTag, cseq: ++this.cseq, event: 'presence', expiresSeconds, etag: this.etag };
  }

  private work(isRefresh = false): void {
    if (this.drop !== null || !this.isRegistered || this.hasGivenUp) return;
    const wanted = this.wanted;
    if (wanted === this.published && !isRefresh) return;
    this.stopTimer();
    if (wanted === null) {
      this.published = null;
      if (this.etag === null) return;
      return this.exchange({ ...this.spec(0) }, () => { this.etag = null; }, null);
    }
    const body = isRefresh && this.etag !== null && wanted === this.published ? null : { type: 'application/pidf+xml', text: writePresence(this.options.entity, this.tupleId, wanted) };
    this.exchange({ ...this.spec(this.expiresSeconds), ...(body && { body }) }, (etag, expires) => {
      this.etag = etag;
      this.failures = 0;
      const lifeSeconds = Math.min(MAX_EXPIRES_SECONDS, Math.max(5, expires ?? this.expiresSeconds));
      this.stopTimer = this.options.clock.after(lifeSeconds * REFRESH_AT * 1000, () => this.work(true));
    }, wanted);
  }

  private exchange(spec: PublishSpec, accepted: (etag: string | null, expiresSeconds: number | null) => void, state: OwnAvailability | null): void {
    let answered = false;
    const drop = this.options.send(spec, (answer, lastCSeq) => {
      answered = true;
      this.drop = null;
      this.cseq = Math.max(this.cseq, lastCSeq);
      if (answer.kind === 'accepted') {
        this.published = state;
        accepted(answer.etag, answer.expiresSeconds);
        this.work();
      } else this.refused(answer);
    });
    if (!answered) this.drop = drop;
  }

  private refused({ status, minExpiresSeconds, retryAfterSeconds }: Extract<PublishAnswer, { kind: 'rejected' }>): void {
    const hadTag = this.etag !== null;
    this.published = null;
    if (status === 412 && hadTag) {
      this.etag = null;
      return this.work();
    }
    if (status === 423 && minExpiresSeconds !== null && minExpiresSeconds > this.expiresSeconds && minExpiresSeconds <= MAX_EXPIRES_SECONDS) {
      this.expiresSeconds = minExpiresSeconds;
      return this.work();
    }
    this.etag = null;
    if (FINAL_STATUS.has(status) || this.wanted === null) {
      this.hasGivenUp = this.wanted !== null;
      return this.options.log.info('presence is not published', { status });
    }
    const backoffMs = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** this.failures);
    this.failures = Math.min(10, this.failures + 1);
    this.stopTimer = this.options.clock.after(retryAfterSeconds === null ? backoffMs : Math.max(1, Math.min(retryAfterSeconds, 86_400)) * 1000, () => this.work());
  }
}
