import { unreachable } from '../calls/errors';
import { Dialog } from './dialog';
import type { Line } from './line';
import { CallMedia, type Part } from './media';
import { sdpOf } from './messages';
import type { PracticeNumber } from './numbers';
import type { ServerTransaction } from './server-transaction';
import { Session } from './session';

/** Long enough to hear that it rings. */
const answerAfterMs = { 'echo': 100, 'voice': 600, 'ring-back': 600 } as const;
/** RFC 3261 13.3.1.1: a proxy would give up without a sign of life each minute. */
const ringAgainMs = 60_000;
/** "Never" for any caller; a phone that died without CANCEL leaves nothing behind for good. */
const longestRingingMs = 3_600_000;

/** A call to one of the numbers, from INVITE to the end. */
export class IncomingCall {
  #state: { kind: 'ringing'; stop: () => void } | { kind: 'answered'; session: Session } | { kind: 'ended' } = { kind: 'ringing', stop() {} };

  constructor(private readonly line: Line, private readonly transaction: ServerTransaction, private readonly number: PracticeNumber) {
    transaction.onCancelled = () => this.#end();
  }

  async start(): Promise<void> {
    switch (this.number.what) {
      case 'busy': return this.#refuse(486);
      case 'no-answer': return this.#ringOn(this.line.clock.monotonicMs());
      case 'echo': return this.#answer({ kind: 'echo' }, answerAfterMs.echo);
      case 'voice':
        return this.#answer({ kind: 'speak', speech: this.line.voices.talk, repeats: true, onSaid() {} }, answerAfterMs.voice);
      case 'ring-back':
        return this.#answer({ kind: 'speak', speech: this.line.voices.ring, repeats: false, onSaid: () => this.hangUp() }, answerAfterMs['ring-back']);
      default: throw unreachable(this.number.what);
    }
  }

  /** Ends the call whatever its state. */
  hangUp(): void {
    switch (this.#state.kind) {
      case 'ringing': return this.#refuse(480);
      case 'answered': return this.#state.session.hangUp();
      case 'ended': return;
      default: throw unreachable(this.#state);
    }
  }

  async #answer(part: Part, afterMs: number): Promise<void> {
    let media: CallMedia;
    try {
      media = await CallMedia.open(part, this.line.clock, this.line.log);
    } catch (error) {
      this.line.log.warn('no sound for a call', { error: String(error) });
      return this.#refuse(503);
    }
    // Given up while the ports were opened.
    if (this.#state.kind !== 'ringing') return media.dispose();
    const offer = sdpOf(this.transaction.request);
    const sdp = offer === null ? media.offer() : media.answer(offer);
    if (sdp === null) {
      media.dispose();
      return this.#refuse(488);
    }
    this.#ring();
    const stopWaiting = this.line.clock.after(afterMs, () => this.#connect(media, sdp, offer === null));
    this.#state = {
      kind: 'ringing',
      stop: () => {
        stopWaiting();
        media.dispose();
      },
    };
  }

  #connect(media: CallMedia, sdp: string, carriesOffer: boolean): void {
    const { line, transaction } = this;
    const dialog = Dialog.ofIncoming(line.endpoint, transaction.request, transaction.localTag, transaction.source);
    const session = new Session({
      dialog, media, clock: line.clock, contact: line.contact(this.number),
      onEnded: () => {
        line.sessions.delete(dialog.key);
        this.#end();
      },
    });
    line.sessions.set(session.key, session);
    this.#state = { kind: 'answered', session };
    session.accept(transaction, sdp, carriesOffer);
  }

  #ring(): void {
    this.transaction.respond(180, { headers: [['Contact', this.line.contact(this.number)]] });
  }

  #ringOn(sinceMs: number): void {
    this.#ring();
    const { clock } = this.line;
    this.#state = {
      kind: 'ringing',
      stop: clock.after(ringAgainMs, () => (clock.monotonicMs() - sinceMs >= longestRingingMs ? this.#refuse(480) : this.#ringOn(sinceMs))),
    };
  }

  #refuse(status: number): void {
    this.transaction.respond(status);
    this.#forget();
  }

  /** Over by the caller's wish, or once all was said. */
  #end(): void {
    if (this.#state.kind === 'ended') return;
    this.#forget();
    if (this.number.what === 'ring-back') this.line.ringBackSoon();
  }

  #forget(): void {
    if (this.#state.kind === 'ringing') this.#state.stop();
    this.#state = { kind: 'ended' };
    this.line.calls.delete(this);
  }
}
