import type { Clock } from '../calls/ports/clock';
import { headerValue, type SipResponse } from '../sip/parser';
import { t1Ms, t2Ms, transactionMs } from './timers';

interface Sent {
  readonly method: string;
  readonly text: string;
  /** The ACK to a failure: same branch, with the To of that answer (RFC 3261 17.1.1.3). */
  ack(to: string): string;
  /** Sends the CANCEL of an INVITE (RFC 3261 9.1). */
  cancel(): void;
}

interface Handlers {
  onResponse(response: SipResponse): void;
  onTimeout(): void;
  onDone(): void;
}

type State = 'calling' | 'proceeding' | 'completed' | 'terminated';

/** A request of ours, repeated over UDP until it is answered (RFC 3261 17.1). */
export class ClientTransaction {
  #state: State = 'calling';
  #stopRepeating = (): void => {};
  #stopLife = (): void => {};

  constructor(private readonly sent: Sent, private readonly clock: Clock, private readonly send: (text: string) => void, private readonly handlers: Handlers) {}

  start(): void {
    this.send(this.sent.text);
    this.#repeat(t1Ms);
    this.#stopLife = this.clock.after(transactionMs, () => this.#end(() => this.handlers.onTimeout()));
  }

  receive(response: SipResponse): void {
    if (this.#state === 'terminated') return;
    const isInvite = this.sent.method === 'INVITE';
    if (response.status < 200) {
      if (this.#state !== 'calling' && this.#state !== 'proceeding') return;
      this.#state = 'proceeding';
      if (isInvite) {
        // Timers A and B stop at the first provisional answer; the phone may ring for as long as it likes.
        this.#stopRepeating();
        this.#stopLife();
      }
      this.handlers.onResponse(response);
      return;
    }
    const isFirst = this.#state !== 'completed';
    this.#state = 'completed';
    this.#stopRepeating();
    if (isInvite && response.status >= 300) this.send(this.sent.ack(headerValue(response, 'to') ?? ''));
    // Each 2xx goes up: the caller owes an ACK for every copy (RFC 3261 13.2.2.4).
    if (isFirst || (isInvite && response.status < 300)) this.handlers.onResponse(response);
    if (!isFirst) return;
    this.#stopLife();
    this.#stopLife = this.clock.after(transactionMs, () => this.#end(() => {}));
  }

  /** Gives an INVITE up that was answered provisionally; if its 487 never comes, that is a timeout. */
  cancel(): void {
    if (this.#state !== 'proceeding') return;
    this.sent.cancel();
    this.#stopLife();
    this.#stopLife = this.clock.after(transactionMs, () => this.#end(() => this.handlers.onTimeout()));
  }

  dispose(): void {
    this.#state = 'terminated';
    this.#stopRepeating();
    this.#stopLife();
  }

  #repeat(delayMs: number): void {
    this.#stopRepeating = this.clock.after(delayMs, () => {
      this.send(this.sent.text);
      // Timer E stays at T2 at most, timer A keeps doubling.
      this.#repeat(this.sent.method === 'INVITE' ? 2 * delayMs : Math.min(2 * delayMs, t2Ms));
    });
  }

  #end(then: () => void): void {
    if (this.#state === 'terminated') return;
    this.dispose();
    this.handlers.onDone();
    then();
  }
}
