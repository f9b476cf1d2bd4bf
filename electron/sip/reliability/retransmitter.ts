import type { Clock } from '../../calls/ports';

/** RFC 3261 17.1.1.1, ms. */
export const T1_MS = 500;
export const T2_MS = 4_000;
/** Timers B, F and H. */
export const GIVE_UP_MS = 64 * T1_MS;

/**
 * What is repeated: A = INVITE request (doubles without limit), E = other requests (doubles to T2),
 * G = 300-699 answer to an INVITE (doubles to T2). RFC 3261 17.1.1.2, 17.1.2.2, 17.2.1.
 */
export type RetransmitTimer = 'A' | 'E' | 'G';

interface Running {
  readonly timer: RetransmitTimer;
  readonly send: () => void;
  readonly startedAtMs: number;
  intervalMs: number;
  cancel: () => void;
}

/**
 * Sends again over UDP what the transaction layer above sends once. Keys name a transaction
 * (branch and method). Ends by itself after 64*T1; the layer above has its own timers B, F, H.
 */
export class Retransmitter {
  private readonly running = new Map<string, Running>();

  constructor(private readonly clock: Clock) {}

  /** The first copy was just sent by the caller; `send` sends the next ones. A second start of a key is ignored. */
  start(key: string, timer: RetransmitTimer, send: () => void): void {
    if (this.running.has(key)) return;
    const entry: Running = { timer, send, startedAtMs: this.clock.monotonicMs(), intervalMs: T1_MS, cancel: () => {} };
    this.running.set(key, entry);
    this.arm(key, entry);
  }

  /** A provisional answer came: A ends, E slows down to T2 (RFC 3261 17.1.2.2). */
  provisional(key: string): void {
    const entry = this.running.get(key);
    if (entry === undefined) return;
    if (entry.timer === 'A') return this.stop(key);
    entry.intervalMs = T2_MS;
    entry.cancel();
    this.arm(key, entry);
  }

  /** A final answer, or the ACK for timer G. Unknown keys are fine. */
  stop(key: string): void {
    this.running.get(key)?.cancel();
    this.running.delete(key);
  }

  get size(): number {
    return this.running.size;
  }

  dispose(): void {
    for (const key of [...this.running.keys()]) this.stop(key);
  }

  private arm(key: string, entry: Running): void {
    const leftMs = entry.startedAtMs + GIVE_UP_MS - this.clock.monotonicMs();
    if (entry.intervalMs < leftMs) entry.cancel = this.clock.after(entry.intervalMs, () => this.fire(key, entry));
    else entry.cancel = this.clock.after(Math.max(0, leftMs), () => this.stop(key));
  }

  private fire(key: string, entry: Running): void {
    entry.intervalMs = entry.timer === 'A' ? entry.intervalMs * 2 : Math.min(entry.intervalMs * 2, T2_MS);
    this.arm(key, entry);
    entry.send();
  }
}
