import type { Clock } from '../../../calls/ports/clock';
import type { Endpoint } from '../../transport/endpoint';
import type { StunMessage } from './message';

/** RFC 8489 6.2.1. */
const RTO_MS = 500;
const REQUEST_COUNT = 7;
const LAST_WAIT_RTOS = 16;
/** RFC 8489 6.2.2: Ti = 39.5 s, as long as all of the above. */
const RELIABLE_TIMEOUT_MS = 39_500;

export interface ClientTransaction {
  readonly transactionId: string;
  /** Sends the request, the first time and again. */
  readonly send: () => void;
  /** Over TCP and TLS nothing is sent twice. */
  readonly reliable?: boolean;
  readonly rtoMs?: number;
  /** How often it is sent at most. */
  readonly requests?: number;
  /** In place of 16 RTO after the last request. */
  readonly lastWaitMs?: number;
  /** False where it proves nothing (wrong source, wrong integrity) and waiting goes on. */
  onResponse(message: StunMessage, from: Endpoint): boolean;
  onTimeout(): void;
}

/** The requests under way: retransmission (0, 500, 1500, 3500 ms ...) and who gets which response. */
export class StunTransactions {
  readonly #clock: Clock;
  readonly #running = new Map<string, { transaction: ClientTransaction; cancel: () => void }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  start(transaction: ClientTransaction): void {
    const entry = { transaction, cancel: () => {} };
    this.#running.set(transaction.transactionId, entry);
    const { rtoMs = RTO_MS, requests = REQUEST_COUNT, reliable = false, lastWaitMs = LAST_WAIT_RTOS * rtoMs } = transaction;
    const fail = (): void => {
      this.#running.delete(transaction.transactionId);
      transaction.onTimeout();
    };
    const send = (count: number, waitMs: number): void => {
      entry.cancel = count >= requests ? this.#clock.after(lastWaitMs, fail) : this.#clock.after(waitMs, () => send(count + 1, 2 * waitMs));
      transaction.send();
    };
    if (!reliable) return send(1, rtoMs);
    entry.cancel = this.#clock.after(RELIABLE_TIMEOUT_MS, fail);
    transaction.send();
  }

  /** True where it answers one of ours. */
  handle(message: StunMessage, from: Endpoint): boolean {
    if (message.class !== 'success' && message.class !== 'error') return false;
    const entry = this.#running.get(message.transactionId);
    if (entry === undefined) return false;
    // Out first: whatever the answer leads to may start the next one.
    this.#running.delete(message.transactionId);
    if (entry.transaction.onResponse(message, from)) entry.cancel();
    else this.#running.set(message.transactionId, entry);
    return true;
  }

  /** No more retransmissions and no more waiting; nobody is told. */
  cancel(transactionId: string): void {
    this.#running.get(transactionId)?.cancel();
    this.#running.delete(transactionId);
  }

  dispose(): void {
    for (const { cancel } of this.#running.values()) cancel();
    this.#running.clear();
  }
}
