import type { Clock } from '../../calls/ports';

/** RFC 5626 4.4.1: somewhat less than the 30 s after which many NATs forget. */
const USUAL_SECONDS = 25;

/** Keeps the way to us open: at 80 to 100 % of what the server asks for by Flow-Timer (RFC 5626 4.4.1), else of 25 s. */
export class KeepAlive {
  private seconds = USUAL_SECONDS;
  private stopTimer: (() => void) | null = null;

  constructor(private readonly clock: Clock, private readonly random: () => number, private readonly ping: () => void) {}

  /** What the server asks for, null = nothing. Counts from the next one on. */
  use(flowTimerSeconds: number | null): void {
    // A NAT between us and the server forgets sooner than a patient server thinks.
    this.seconds = Math.min(flowTimerSeconds ?? USUAL_SECONDS, USUAL_SECONDS);
  }

  /** `atOnce`: so that a server that is lost soon is known to have answered before. */
  start(atOnce = false): void {
    this.stop();
    this.later();
    if (atOnce) this.ping();
  }

  stop(): void {
    this.stopTimer?.();
    this.stopTimer = null;
  }

  private later(): void {
    this.stopTimer = this.clock.after(this.seconds * 1000 * (0.8 + 0.2 * this.random()), () => {
      this.later();
      this.ping();
    });
  }
}
