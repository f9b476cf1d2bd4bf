import type { Clock } from '../../calls/ports';

/** So many at once, and then so many a second: more than people write, less than keeps the disk busy. */
const BURST = 60;
const PER_SECOND = 10;

/** Lets through what a line may get; a bucket that fills again with time. */
export class FloodGate {
  private left = BURST;
  private atMs: number;

  constructor(private readonly clock: Clock) {
    this.atMs = clock.monotonicMs();
  }

  /** False: too many lately. */
  pass(): boolean {
    const nowMs = this.clock.monotonicMs();
    this.left = Math.min(BURST, this.left + ((nowMs - this.atMs) / 1_000) * PER_SECOND);
    this.atMs = nowMs;
    if (this.left < 1) return false;
    this.left -= 1;
    return true;
  }
}
