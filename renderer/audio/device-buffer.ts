/** Device buffers that are tried, frames at 48 kHz: 2.7, 5.3, 10.7 and 21.3 ms. */
const STEPS = [128, 256, 512, 1_024] as const;
const KEY = 'device-buffer-frames';
/** A stream's first seconds stutter on many machines and say nothing about the rest of it. */
const SETTLING_MS = 4_000;
/** The least lag of each window is compared with that of the one before: single late messages do not count. */
const WINDOW_MS = 2_000;
/** A window's lag grew by more than a clock drifts (200 ppm of 2 s) and a message wavers: sound was lost. */
const SLIP_MS = 2;
/** Of all windows of a stream, so many may lose sound before the buffer is too small for this machine. */
const TOLERATED_SHARE = 0.25;
const LEAST_WINDOWS = 3;

/**
 * How much sound the device's buffer holds: as little as this machine can keep filled. A device that was not served
 * in time plays nothing for a moment, which shows as its clock falling behind. Learned over a stream and used from
 * the next one on, for a change in mid-call would itself be heard.
 */
export class DeviceBuffer {
  private frames: number;
  private startedAtMs: number | null = null;
  private window: { untilMs: number; leastLagMs: number } | null = null;
  private lastLagMs: number | null = null;
  private windows = 0;
  private slips = 0;

  constructor(private readonly storage: Pick<Storage, 'getItem' | 'setItem'>) {
    const stored = Number(storage.getItem(KEY));
    this.frames = STEPS.find((step) => step === stored) ?? STEPS[0];
  }

  /** For the next context, s. */
  get seconds(): number {
    return this.frames / 48_000;
  }

  /** A stream begins. */
  begin(): void {
    this.startedAtMs = null;
    this.window = null;
    this.lastLagMs = null;
    this.windows = 0;
    this.slips = 0;
  }

  /** How far the device has played, against the system's clock; both only ever grow. */
  note(playedMs: number, nowMs: number): void {
    this.startedAtMs ??= nowMs;
    if (nowMs - this.startedAtMs < SETTLING_MS) return;
    const lagMs = nowMs - playedMs;
    if (this.window === null || nowMs >= this.window.untilMs) {
      if (this.window !== null) this.close(this.window.leastLagMs);
      this.window = { untilMs: nowMs + WINDOW_MS, leastLagMs: lagMs };
    }
    this.window.leastLagMs = Math.min(this.window.leastLagMs, lagMs);
  }

  /** The stream is over. True where a larger buffer is to be used from now on. */
  end(): boolean {
    const tooSmall = this.windows >= LEAST_WINDOWS && this.slips / this.windows > TOLERATED_SHARE;
    this.begin();
    const next = STEPS[STEPS.findIndex((step) => step === this.frames) + 1];
    if (!tooSmall || next === undefined) return false;
    this.frames = next;
    this.storage.setItem(KEY, String(next));
    return true;
  }

  private close(leastLagMs: number): void {
    if (this.lastLagMs !== null) {
      this.windows += 1;
      if (leastLagMs - this.lastLagMs > SLIP_MS) this.slips += 1;
    }
    this.lastLagMs = leastLagMs;
  }
}
