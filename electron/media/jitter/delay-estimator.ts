/** Arrivals looked back upon: 4 s of 20 ms packets. */
const WINDOW_PACKETS = 200;
/** All but so many packets of the window shall come in time: 3 %. While it fills, one in eight, up to that. */
const OUTLIERS = 6;
const OUTLIER_SHARE = 1 / 8;
/** Rare spikes beyond those count up to this far, samples at 48 kHz (8 ms). */
const SPIKE_ALLOWANCE = 384;
/** Room for the unevenness of the pulls themselves, samples at 48 kHz (1.5 ms). */
const MARGIN = 72;
/** Never plan for more than this above the quickest packet, samples at 48 kHz (250 ms). */
const MAX_SPREAD = 12_000;

/**
 * How much later than the quickest packet the others come. Times are offsets: device time of arrival minus the packet's
 * place in the stream, both in samples at 48 kHz. Measured against the device that pulls, so a sender whose clock
 * runs faster or slower, and the unevenness of our own pulls, are part of what is seen.
 */
export class DelayEstimator {
  #window: number[] = [];
  #next = 0;
  #target: number | null = null;

  note(offset: number): void {
    if (this.#window.length < WINDOW_PACKETS) this.#window.push(offset);
    else this.#window[this.#next] = offset;
    this.#next = (this.#next + 1) % WINDOW_PACKETS;
    this.#target = null;
  }

  get count(): number { return this.#window.length; }

  /** The offset at which playing should stand; null before the first packet. */
  target(): number | null {
    if (this.#window.length === 0) return null;
    if (this.#target === null) {
      const sorted = Float64Array.from(this.#window).sort();
      const last = sorted.length - 1;
      const quickest = sorted[0] ?? 0;
      const slowest = sorted[last] ?? 0;
      const usual = sorted[last - Math.min(OUTLIERS, Math.floor(sorted.length * OUTLIER_SHARE))] ?? 0;
      this.#target = Math.min(slowest, usual + SPIKE_ALLOWANCE, quickest + MAX_SPREAD) + MARGIN;
    }
    return this.#target;
  }

  reset(): void {
    this.#window = [];
    this.#next = 0;
    this.#target = null;
  }
}
