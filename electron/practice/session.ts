import type { Clock } from '../calls/ports/clock';
import type { SipRequest } from '../sip/parser';
import type { Dialog } from './dialog';
import type { CallMedia } from './media';
import { allow, sdpOf, type Content } from './messages';
import type { ServerTransaction } from './server-transaction';

/** A phone that promised sound and sends none for so long is gone. */
const silenceLimitMs = 60_000;
const watchEveryMs = 5_000;

interface SessionParts {
  readonly dialog: Dialog;
  readonly media: CallMedia;
  readonly clock: Clock;
  /** Our Contact header value. */
  readonly contact: string;
  /** Called once, whoever ended it. */
  readonly onEnded: () => void;
}

/** An answered call, whoever made it: hold, resume, BYE and what else comes inside the dialog. */
export class Session {
  /** The INVITE whose 200 waits for its ACK. */
  #unacknowledged: { transaction: ServerTransaction; carriesOffer: boolean } | null = null;
  #ended = false;
  #stopWatch: () => void;

  constructor(private readonly parts: SessionParts) {
    this.#stopWatch = this.#watch();
    parts.media.start();
  }

  get key(): string {
    return this.parts.dialog.key;
  }

  /** Answers an INVITE with 200 and waits for its ACK; `carriesOffer`: the offer is ours, the answer comes in the ACK. */
  accept(transaction: ServerTransaction, sdp: string, carriesOffer: boolean): void {
    this.#unacknowledged = { transaction, carriesOffer };
    transaction.onUnacknowledged = () => this.hangUp();
    transaction.respond(200, { sdp, headers: [['Contact', this.parts.contact], ['Allow', allow]] });
  }

  acknowledged(ack: SipRequest): void {
    const waiting = this.#unacknowledged;
    if (!waiting || waiting.transaction.request.cseq.sequence !== ack.cseq.sequence) return;
    this.#unacknowledged = null;
    waiting.transaction.acknowledge();
    // RFC 3261 13.2.1: our offer in the 200 is answered here; without an answer there is no call.
    if (waiting.carriesOffer && !this.parts.media.takeAnswer(sdpOf(ack) ?? '')) this.hangUp();
  }

  handle(transaction: ServerTransaction): void {
    const { request } = transaction;
    const headers: Content = { headers: [['Allow', allow]] };
    if (!this.parts.dialog.accepts(request)) return transaction.respond(500);
    switch (request.method) {
      case 'INVITE': return this.#reinvite(transaction);
      case 'BYE':
        transaction.respond(200);
        return this.#end();
      case 'INFO':
      case 'OPTIONS': return transaction.respond(200, headers);
      default: return transaction.respond(405, headers);
    }
  }

  /** Ends the call from our side. */
  hangUp(): void {
    if (this.#ended) return;
    this.parts.dialog.bye();
    this.#end();
  }

  #reinvite(transaction: ServerTransaction): void {
    const offer = sdpOf(transaction.request);
    const sdp = offer === null ? this.parts.media.offer() : this.parts.media.answer(offer);
    // RFC 3261 14.2: a refused change leaves the call as it was.
    if (sdp === null) transaction.respond(488);
    else this.accept(transaction, sdp, offer === null);
  }

  #watch(): () => void {
    const { clock, media } = this.parts;
    return clock.after(watchEveryMs, () => {
      if (media.expectsSound && clock.monotonicMs() - media.lastHeardMs > silenceLimitMs) this.hangUp();
      else this.#stopWatch = this.#watch();
    });
  }

  #end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#stopWatch();
    // A BYE in place of the ACK: the 200 need not come again.
    this.#unacknowledged?.transaction.acknowledge();
    this.parts.media.dispose();
    this.parts.onEnded();
  }
}
