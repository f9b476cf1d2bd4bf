const SAMPLES_PER_MS = 48;
/** A device that has not pulled for this long was away; what waited is old. */
const AWAY_MS = 150;
/** The line is the highest the pulls have reached in the last 120 ms. */
const SLOT_MS = 20;
const SLOTS = 6;

/**
 * The device's clock: how many samples were pulled, and how far that stands before or behind the monotonic clock. Pulls
 * come in steps and bunches, so their upper edge over a moment counts. Where the device, or this process, stood still and
 * did not make up for it, the line drops within that moment, and everything measured against it moves along.
 */
export class DeviceLine {
  readonly #highest = new Float64Array(SLOTS);
  readonly #slotAt = new Float64Array(SLOTS).fill(Number.NEGATIVE_INFINITY);
  #position = 0;
  #line = 0;
  #lastPullMs = Number.NEGATIVE_INFINITY;

  /** Samples pulled in all. */
  get position(): number { return this.#position; }
  /** Samples that the device is ahead of the monotonic clock, upper edge. */
  get line(): number { return this.#line; }

  isAway(nowMs: number): boolean {
    return !(nowMs - this.#lastPullMs <= AWAY_MS);
  }

  /** To be called with every pull. */
  pulled(frames: number, nowMs: number): void {
    this.#position += frames;
    this.#lastPullMs = nowMs;
    const ahead = this.#position - nowMs * SAMPLES_PER_MS;
    const slotAt = Math.floor(nowMs / SLOT_MS);
    const slot = ((slotAt % SLOTS) + SLOTS) % SLOTS;
    if (this.#slotAt[slot] === slotAt) this.#highest[slot] = Math.max(this.#highest[slot] as number, ahead);
    else { this.#slotAt[slot] = slotAt; this.#highest[slot] = ahead; }
    let line = ahead;
    for (let i = 0; i < SLOTS; i++) {
      if (slotAt - (this.#slotAt[i] as number) < SLOTS) line = Math.max(line, this.#highest[i] as number);
    }
    this.#line = line;
  }
}
