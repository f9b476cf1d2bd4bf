import type { SipResponse } from '../sip/parser';
import type { ClientTransaction } from './client-transaction';
import { Dialog } from './dialog';
import type { Line } from './line';
import { CallMedia } from './media';
import { allow, sdpOf, tagOf, type RequestParts } from './messages';
import type { PracticeNumber } from './numbers';
import { randomToken } from './random';
import type { Binding } from './registrar';
import { Session } from './session';

/** How long the phone may ring. */
const noAnswerMs = 45_000;

/** The line's own call to the registered phone: rings, talks when answered, hangs up. */
export class RingBack {
  readonly #localTag = randomToken();
  readonly #invite: RequestParts;
  #media: CallMedia | null = null;
  #transaction: ClientTransaction | null = null;
  #session: Session | null = null;
  /** The phone has answered something: only then may a CANCEL follow (RFC 3261 9.1). */
  #isProceeding = false;
  #givenUp = false;
  #ended = false;
  #stopWaiting = (): void => {};

  constructor(private readonly line: Line, private readonly number: PracticeNumber, private readonly binding: Binding) {
    this.#invite = {
      method: 'INVITE', uri: binding.uri, from: `"Practice line" <sip:${number.number}@${line.domain}>;tag=${this.#localTag}`,
      to: `<${binding.uri}>`, callId: randomToken(), sequence: 1, contact: line.contact(number),
    };
  }

  async start(): Promise<void> {
    const { line } = this;
    const media = await CallMedia.open(
      { kind: 'speak', speech: line.voices.back, repeats: false, onSaid: () => this.#session?.hangUp() }, line.clock, line.log,
    );
    if (this.#ended) return media.dispose();
    this.#media = media;
    this.#transaction = line.endpoint.request(
      this.#invite, this.binding.source, { sdp: media.offer(), headers: [['Allow', allow]] },
      (response) => this.#answered(response), () => this.#end(),
    );
    this.#stopWaiting = line.clock.after(noAnswerMs, () => this.hangUp());
  }

  /** Cancels while it rings, hangs up once answered. */
  hangUp(): void {
    if (this.#session) return this.#session.hangUp();
    this.#givenUp = true;
    this.#stopWaiting();
    if (!this.#transaction) this.#end();
    else if (this.#isProceeding) this.#transaction.cancel();
  }

  #answered(response: SipResponse): void {
    if (response.status < 200) {
      const isFirst = !this.#isProceeding;
      this.#isProceeding = true;
      if (isFirst && this.#givenUp) this.#transaction?.cancel();
    } else if (response.status < 300) {
      this.#connected(response);
    } else {
      this.#end();
    }
  }

  #connected(response: SipResponse): void {
    const { line } = this;
    const dialog = Dialog.ofOutgoing(line.endpoint, this.#invite, this.#localTag, response, this.binding.source);
    // A copy of the 200, or the 200 of another phone at a fork: each wants its ACK (RFC 3261 13.2.2.4).
    dialog.acknowledge(this.#invite.sequence);
    if (this.#session?.key === dialog.key || tagOf(response.to) === null) return;
    const media = this.#media;
    if (this.#session || this.#givenUp || this.#ended || !media?.takeAnswer(sdpOf(response) ?? '')) {
      dialog.bye();
      if (!this.#session) this.#end();
      return;
    }
    this.#stopWaiting();
    this.#session = new Session({
      dialog, media, clock: line.clock, contact: line.contact(this.number),
      onEnded: () => {
        line.sessions.delete(dialog.key);
        this.#end();
      },
    });
    line.sessions.set(dialog.key, this.#session);
  }

  #end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#stopWaiting();
    if (!this.#session) this.#media?.dispose();
    this.line.calls.delete(this);
  }
}
