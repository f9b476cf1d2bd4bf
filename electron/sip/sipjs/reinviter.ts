import type { Session } from 'sip.js/lib/core/index.js';
import type { ReinviteResult } from '../../calls/ports';
import { headerValue, type SipMessage } from '../parser';
import { sdpOf } from './bodies';
import type { CallContext } from './call-context';
import { sourceOf } from './message-adapter';
import { refreshRemoteTarget } from './uris';

/** How long a re-INVITE waits for another INVITE transaction in the dialog to end, ms (RFC 3261 14.1). */
const WAIT_FOR_OTHER_MS = 10_000;
const LOOK_AGAIN_MS = 50;
/** A far end that asks for another try this often in a row will not take one. */
const MAX_POSTPONED = 6;
/** The longest Retry-After worth waiting for while the user looks on, ms. */
const MAX_RETRY_AFTER_MS = 10_000;

interface Waiting {
  readonly sdp: string;
  readonly settle: (result: ReinviteResult) => void;
}

/** What else a re-INVITE is: a refresh of the session (RFC 4028 7.4). */
export interface RefreshOfSession {
  readonly headers: readonly string[];
  settled(response: SipMessage): void;
  raise(response: SipMessage | null): boolean;
  refused(): void;
}

/**
 * Our re-INVITEs on one dialog, one at a time. What met one of theirs (491) is told with the time to wait: the offer to
 * send then is a new one, made by whoever knows what was agreed meanwhile (RFC 3261 14.1).
 */
export class Reinviter {
  private readonly queue: Waiting[] = [];
  private stopTimer: () => void = () => {};
  private running = false;
  private asking = false;
  private closed = false;
  /** Answers in a row that asked for another try. */
  private postponed = 0;

  constructor(
    private readonly session: Session,
    private readonly context: CallContext,
    /** We made the Call-ID: decides how long we wait after a glare. */
    private readonly ownsCallId: boolean,
    /** False while another INVITE transaction or the first ACK is outstanding. */
    private readonly mayInvite: () => boolean,
    /** 408 and 481 end the dialog (RFC 3261 12.2.1.2). */
    private readonly onDialogGone: (detail: string) => void,
    private readonly refresh: RefreshOfSession,
  ) {}

  /** An offer of ours is on its way. */
  get isAsking(): boolean {
    return this.asking;
  }

  send(sdp: string): Promise<ReinviteResult> {
    return new Promise((settle) => {
      if (this.closed) return settle({ ok: false, status: 481, reason: 'the call has ended' });
      this.queue.push({ sdp, settle });
      if (!this.running) this.next();
    });
  }

  dispose(): void {
    this.closed = true;
    this.stopTimer();
    for (const { settle } of this.queue.splice(0)) settle({ ok: false, status: 481, reason: 'the call has ended' });
  }

  private next(): void {
    const first = this.queue[0];
    this.running = first !== undefined;
    if (first !== undefined) this.attempt(first, this.context.clock.monotonicMs());
  }

  private done(waiting: Waiting, result: ReinviteResult): void {
    if (this.queue[0] !== waiting) return;
    this.queue.shift();
    waiting.settle(result);
    this.next();
  }

  private later(delayMs: number, task: () => void): void {
    this.stopTimer = this.context.clock.after(delayMs, () => { if (!this.closed) task(); });
  }

  private attempt(waiting: Waiting, sinceMs: number): void {
    if (!this.mayInvite()) {
      if (this.context.clock.monotonicMs() - sinceMs > WAIT_FOR_OTHER_MS) return this.postpone(waiting, 491, 'Request Pending', glareDelayMs(this.ownsCallId));
      return this.later(LOOK_AGAIN_MS, () => this.attempt(waiting, sinceMs));
    }
    try {
      this.invite(waiting);
    } catch (error) {
      this.asking = false;
      this.done(waiting, { ok: false, status: 500, reason: error instanceof Error ? error.message : 'not sent' });
    }
  }

  private postpone(waiting: Waiting, status: number, reason: string, retryAfterMs: number): void {
    this.postponed += 1;
    this.done(waiting, { ok: false, status, reason, retryAfterMs: this.postponed < MAX_POSTPONED ? retryAfterMs : null });
  }

  private invite(waiting: Waiting): void {
    const { line } = this.context;
    this.asking = true;
    this.session.invite({
      onAccept: (response) => {
        this.asking = false;
        this.postponed = 0;
        response.ack();
        const source = sourceOf(response.message);
        const contact = source?.contacts[0];
        if (contact !== undefined) refreshRemoteTarget(this.session, contact.uri);
        if (source !== null) this.refresh.settled(source);
        this.done(waiting, { ok: true, sdp: source === null ? null : sdpOf(source) });
      },
      onReject: ({ message }) => {
        this.asking = false;
        const status = message.statusCode ?? 500;
        const reason = message.reasonPhrase ?? '';
        if (status === 491) return this.postpone(waiting, status, reason, glareDelayMs(this.ownsCallId));
        const source = sourceOf(message);
        if (status === 422 && this.refresh.raise(source)) return this.attempt(waiting, this.context.clock.monotonicMs());
        this.refresh.refused();
        const retryAfterMs = Number(/^\d+/.exec((source && headerValue(source, 'retry-after')) ?? '')?.[0] ?? Number.NaN) * 1000;
        // RFC 3261 14.2: 500 with Retry-After where an earlier INVITE of the dialog is not settled yet.
        if (status === 500 && retryAfterMs <= MAX_RETRY_AFTER_MS) return this.postpone(waiting, status, reason, retryAfterMs);
        this.done(waiting, { ok: false, status, reason });
        if (status === 481 || status === 408) this.onDialogGone(`re-INVITE answered ${status}`);
      },
      onRedirect: ({ message }) => {
        this.asking = false;
        this.refresh.refused();
        this.done(waiting, { ok: false, status: message.statusCode ?? 302, reason: message.reasonPhrase ?? '' });
      },
    }, {
      extraHeaders: [`Contact: ${line.contact}`, line.allowHeader, ...this.refresh.headers, ...this.context.placeHeaders()],
      body: { contentDisposition: 'session', contentType: 'application/sdp', content: waiting.sdp },
    });
  }
}

/** RFC 3261 14.1: 2.1 to 4 s for the owner of the Call-ID, 0 to 2 s for the other, in steps of 10 ms. */
export function glareDelayMs(ownsCallId: boolean): number {
  return ownsCallId ? 2_100 + Math.floor(Math.random() * 191) * 10 : Math.floor(Math.random() * 201) * 10;
}
