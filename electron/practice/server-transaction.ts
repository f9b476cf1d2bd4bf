import type { Clock } from '../calls/ports/clock';
import type { SipRequest } from '../sip/parser';
import { buildResponse, type Address, type Content } from './messages';
import { randomToken } from './random';
import { t1Ms, t2Ms, transactionMs } from './timers';

/** A request received once, however often it comes, and its answer (RFC 3261 17.2). */
export class ServerTransaction {
  /** The tag of our answers, and so of the dialog they make. */
  readonly localTag = randomToken();
  /** 0 until a final answer was given. */
  finalStatus = 0;
  /** The phone gave up on its INVITE before it was answered; the 487 is sent already. */
  onCancelled: () => void = () => {};
  /** No ACK came for our final answer to an INVITE. */
  onUnacknowledged: () => void = () => {};

  #last: string | null = null;
  #acknowledged = false;
  #stopRepeating = (): void => {};
  #stopLife = (): void => {};

  constructor(
    readonly request: SipRequest,
    readonly source: Address,
    private readonly clock: Clock,
    private readonly send: (text: string) => void,
    private readonly onDone: () => void,
  ) {}

  respond(status: number, content: Content = {}): void {
    if (this.finalStatus > 0) return;
    this.#last = buildResponse(this.request, this.source, status, this.localTag, content);
    this.send(this.#last);
    if (status < 200) return;
    this.finalStatus = status;
    if (this.request.method === 'INVITE') this.#repeatUntilAcknowledged(t1Ms);
    this.#stopLife = this.clock.after(transactionMs, () => this.#expire());
  }

  /** The request came again: so does its last answer. */
  repeat(): void {
    if (this.#last !== null && !this.#acknowledged) this.send(this.#last);
  }

  acknowledge(): void {
    this.#acknowledged = true;
    this.#stopRepeating();
  }

  cancelled(): void {
    if (this.finalStatus > 0) return;
    this.respond(487);
    this.onCancelled();
  }

  dispose(): void {
    this.#stopRepeating();
    this.#stopLife();
  }

  /** Timer G; and RFC 3261 13.3.1.4, since over UDP a 2xx is repeated the same way. */
  #repeatUntilAcknowledged(delayMs: number): void {
    this.#stopRepeating = this.clock.after(delayMs, () => {
      if (this.#last !== null) this.send(this.#last);
      this.#repeatUntilAcknowledged(Math.min(2 * delayMs, t2Ms));
    });
  }

  #expire(): void {
    this.dispose();
    this.onDone();
    if (this.request.method === 'INVITE' && !this.#acknowledged) this.onUnacknowledged();
  }
}
