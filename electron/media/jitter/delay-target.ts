import { ArrivalHistogram } from './arrival-histogram';
import type { DeviceLine } from './device-line';
import type { JitterStats } from './jitter-stats';
import type { LossMonitor } from './loss-monitor';

/** A millisecond at 48 kHz: what a packet without sound counts in the histogram. */
const LEAST_LENGTH = 48;

/**
 * The offset playing should stand at: what the packets' arrivals ask for, on the device's clock, and a frame or two more
 * where that buys the use of redundancy.
 */
export class DelayTarget {
  readonly #arrivals = new ArrivalHistogram();
  readonly #device: DeviceLine;
  readonly #loss: LossMonitor;
  readonly #stats: JitterStats;
  /** Offset of the packet that came last. */
  #latest = 0;
  /** Of one packet, samples. */
  frameLength = 960;

  constructor(device: DeviceLine, loss: LossMonitor, stats: JitterStats) {
    this.#device = device;
    this.#loss = loss;
    this.#stats = stats;
  }

  /** A packet came `age` samples ago. `isFollower`: held up by the same event as the one before, which has been noted. */
  note(start: number, length: number, age: number, isFollower: boolean): void {
    this.#latest = this.#device.position - age - start;
    if (!isFollower) this.#arrivals.note(this.#latest - this.#device.line, Math.max(length, LEAST_LENGTH));
  }

  get offset(): number {
    const arrivals = this.#arrivals.target();
    if (arrivals === null) return this.#latest;
    const redundancy = this.#loss.extraFrames * this.frameLength;
    this.#stats.targetDelay = Math.max(0, arrivals + redundancy - this.#arrivals.early());
    return arrivals + this.#device.line + redundancy;
  }

  /** How much later playing at `offset` is than it need be (below 0: earlier); no more than what has really gathered. */
  excess(offset: number): number {
    return Math.min(offset - this.offset, offset - this.#latest);
  }

  reset(): void {
    this.#arrivals.reset();
  }
}
