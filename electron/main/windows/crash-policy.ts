const FIRST_DELAY_MS = 50;
const MAX_DELAY_MS = 30_000;
/** A page that ran this long was healthy: its next crash is a first one again. */
const CALM_MS = 60_000;

/** How soon a crashed page is loaded again: at once, and ever later where it crashes again and again. */
export class CrashPolicy {
  #lastCrashMs = Number.NEGATIVE_INFINITY;
  #delayMs = FIRST_DELAY_MS;

  constructor(private readonly monotonicMs: () => number) {}

  nextDelayMs(): number {
    const now = this.monotonicMs();
    this.#delayMs = now - this.#lastCrashMs > CALM_MS ? FIRST_DELAY_MS : Math.min(this.#delayMs * 4, MAX_DELAY_MS);
    this.#lastCrashMs = now;
    return this.#delayMs;
  }
}
