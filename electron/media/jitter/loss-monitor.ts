/** Packets looked back upon, about. */
const MEMORY = 100;
/** From this share of lost packets on a frame more of delay is well spent on redundancy, and down to that it stays. */
const WORTH_A_FRAME = 0.012;
const NOT_WORTH_IT = 0.004;
/** Losses come in pairs so often that the second copy pays. */
const WORTH_TWO_FRAMES = 0.08;
/** Redundancy counts while it came with at least so many of the packets. */
const USUAL = 0.3;

/** How many packets are lost, what redundancy comes with the others, and so how many frames of delay buy its use. */
export class LossMonitor {
  #share = 0;
  /** Shares of packets that bring a copy of the one before, and of the one before that. */
  #one = 0;
  #two = 0;
  #waiting = false;

  /** Lost share of the packets, 0..1. */
  get share(): number { return this.#share; }

  /** Frames to wait longer, 0..2. */
  get extraFrames(): number {
    if (!this.#waiting || this.#one < USUAL) return 0;
    return this.#two >= USUAL && this.#share > WORTH_TWO_FRAMES ? 2 : 1;
  }

  /** A packet to be played came, after `missed` that did not. */
  played(missed: number): void {
    for (let i = 0; i < Math.min(missed, 10); i++) this.#share += (1 - this.#share) / MEMORY;
    this.#share -= this.#share / MEMORY;
    if (this.#share >= WORTH_A_FRAME) this.#waiting = true;
    else if (this.#share < NOT_WORTH_IT) this.#waiting = false;
  }

  /** A packet came with copies of so many before it. */
  noteCopies(copies: number): void {
    this.#one += ((copies >= 1 ? 1 : 0) - this.#one) / 16;
    this.#two += ((copies >= 2 ? 1 : 0) - this.#two) / 16;
  }

  reset(): void {
    this.#share = 0;
    this.#one = 0;
    this.#two = 0;
    this.#waiting = false;
  }
}
