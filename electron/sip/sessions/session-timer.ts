import type { Clock } from '../../calls/ports';
import { ASKED_SECONDS, type SessionTerms } from './session-expires';

/** RFC 4028 10: BYE leaves this long before the session runs out, at most, ms. */
const BYE_AHEAD_MS = 32_000;
/** Between two tries of a refresh that was refused, ms. */
const RETRY_AT_LEAST_MS = 5_000;

export interface SessionTimerEvents {
  /** A refresh is due; without terms only a look whether the far end is still there. */
  onDue(): void;
  /** No refresh came in time: the far end is gone. */
  onExpired(): void;
}

/** When a session has to be refreshed, and when it is over without (RFC 4028 7.2, 10). Knows nothing of messages. */
export class SessionTimer {
  private current: SessionTerms | null = null;
  private expiresAtMs = Number.POSITIVE_INFINITY;
  private stopDue: () => void = () => {};
  private stopExpiry: () => void = () => {};

  constructor(private readonly clock: Clock, private readonly events: SessionTimerEvents) {}

  get terms(): SessionTerms | null {
    return this.current;
  }

  /** From now on these count. Without terms the far end is looked for at the same pace, and nothing runs out. */
  start(terms: SessionTerms | null): void {
    this.stop();
    this.current = terms;
    const intervalMs = (terms?.intervalSeconds ?? ASKED_SECONDS) * 1_000;
    if (terms?.refresher !== 'them') this.due(intervalMs / 2);
    if (terms === null) return;
    const expiresInMs = intervalMs - Math.min(BYE_AHEAD_MS, intervalMs / 3);
    this.expiresAtMs = this.clock.monotonicMs() + expiresInMs;
    this.stopExpiry = this.clock.after(expiresInMs, () => this.events.onExpired());
  }

  /** The refresh was refused for now: another one in `delayMs`, or halfway to the end. */
  again(delayMs: number | null): void {
    if (this.current?.refresher === 'them') return;
    const leftMs = Math.min(this.expiresAtMs - this.clock.monotonicMs(), ASKED_SECONDS * 1_000);
    this.due(Math.max(delayMs ?? leftMs / 2, delayMs === null ? RETRY_AT_LEAST_MS : 0));
  }

  stop(): void {
    this.stopDue();
    this.stopExpiry();
    this.expiresAtMs = Number.POSITIVE_INFINITY;
  }

  private due(delayMs: number): void {
    this.stopDue();
    this.stopDue = this.clock.after(delayMs, () => this.events.onDue());
  }
}
