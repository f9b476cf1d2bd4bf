import type { Clock } from '../../calls/ports';
import { GIVE_UP_MS } from '../reliability/retransmitter';
import type { Hop } from './hop';
import type { TransportLine } from './transport-line';

/** What is remembered of a request sent, for its answers, its CANCEL and its ACK. */
export interface ClientTransaction {
  readonly line: TransportLine;
  readonly method: string;
  readonly branch: string;
  readonly requestUri: string;
  readonly routes: readonly string[];
  readonly hop: Hop;
  readonly sentBy: Hop;
  /** On the monotonic clock. */
  readonly sentAtMs: number;
  /** Any answer came, if only a provisional one. */
  provisional: boolean;
  /** A final answer came. */
  answered: boolean;
}

const FORGET_ANSWERED_AFTER_MS = GIVE_UP_MS + 5_000;
/** An INVITE may ring long; after this its answer is of no use to anyone. */
const FORGET_INVITE_AFTER_MS = 60 * 60_000;

export function clientKey(branch: string, method: string): string {
  return `${branch}|${method}`;
}

/** Requests under way, by branch and method (RFC 3261 17.1.3); each is forgotten in time. */
export class ClientTransactions {
  private readonly known = new Map<string, { transaction: ClientTransaction; cancel: () => void }>();

  constructor(private readonly clock: Clock) {}

  add(transaction: ClientTransaction): void {
    const key = clientKey(transaction.branch, transaction.method);
    this.forgetIn(key, transaction, transaction.method === 'INVITE' ? FORGET_INVITE_AFTER_MS : FORGET_ANSWERED_AFTER_MS);
  }

  get(branch: string, method: string): ClientTransaction | null {
    return this.known.get(clientKey(branch, method))?.transaction ?? null;
  }

  /** A final answer came; kept for its retransmissions. */
  answered(transaction: ClientTransaction): void {
    if (transaction.answered) return;
    transaction.answered = true;
    this.forgetIn(clientKey(transaction.branch, transaction.method), transaction, FORGET_ANSWERED_AFTER_MS);
  }

  forget(branch: string, method: string): void {
    const key = clientKey(branch, method);
    this.known.get(key)?.cancel();
    this.known.delete(key);
  }

  /** Those of a line without any final answer yet. */
  unanswered(line: TransportLine): ClientTransaction[] {
    return [...this.known.values()].map(({ transaction }) => transaction).filter((transaction) => !transaction.answered && transaction.line === line);
  }

  dispose(): void {
    for (const { cancel } of this.known.values()) cancel();
    this.known.clear();
  }

  private forgetIn(key: string, transaction: ClientTransaction, delayMs: number): void {
    this.known.get(key)?.cancel();
    this.known.set(key, { transaction, cancel: this.clock.after(delayMs, () => this.known.delete(key)) });
  }
}
