/** Lags are compared window by window, the least of each: single late looks do not count. */
const WINDOW_MS = 500;
/** A window's lag grew by more than a clock drifts (0.1 ms at 200 ppm) and a look wavers: sound was lost. */
const SLIP_MS = 2;
/** More than this is no loss of a busy machine: it slept, or its clock was set. */
const LEAP_MS = 1_000;

/**
 * Tells when a device lost sound. One that was not served in time plays nothing for a moment, which shows as its
 * clock falling behind the system's for good.
 */
export class SlipWatch {
  private settledAtMs: number | null = null;
  private window: { untilMs: number; leastLagMs: number } | null = null;
  private lastLagMs: number | null = null;

  /** `settlingMs`: devices stutter their way in, which says nothing about the rest. */
  constructor(private readonly settlingMs: number) {}

  /** Another device, or another stream on it: what was seen says nothing of it. */
  reset(): void {
    this.settledAtMs = null;
    this.window = null;
    this.lastLagMs = null;
  }

  /** How far the device is behind the system's clock, from any one moment on. Answers whether a loss shows by now. */
  note(lagMs: number, nowMs: number): boolean {
    this.settledAtMs ??= nowMs + this.settlingMs;
    if (nowMs < this.settledAtMs) return false;
    let lost = false;
    if (this.window === null || nowMs >= this.window.untilMs) {
      if (this.window !== null) lost = this.close(this.window.leastLagMs);
      this.window = { untilMs: nowMs + WINDOW_MS, leastLagMs: lagMs };
    }
    this.window.leastLagMs = Math.min(this.window.leastLagMs, lagMs);
    return lost;
  }

  private close(leastLagMs: number): boolean {
    const grownMs = this.lastLagMs === null ? 0 : leastLagMs - this.lastLagMs;
    this.lastLagMs = leastLagMs;
    return grownMs > SLIP_MS && grownMs < LEAP_MS;
  }
}
