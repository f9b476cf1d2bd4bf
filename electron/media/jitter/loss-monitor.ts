/** Packets looked back upon, about. */
const MEMORY = 100;
/** And for the question whether loss has gone: at 2 % gaps of several seconds between two losses are common. */
const LONG_MEMORY = 500;
/**
 * From this share of lost packets on (of the long memory: two losses within some seconds) a frame more of delay is well spent on
 * redundancy, and down to that (about ten seconds without any) it stays.
 */
const WORTH_A_FRAME = 0.003;
const NOT_WORTH_IT = 0.0012;
/** Losses come in pairs so often that the second copy pays. */
const WORTH_TWO_FRAMES = 0.08;
/** Redundancy counts while it came with at least so many of the packets. */
const USUAL = 0.3;
/**
 * In packets: seen soon, forgotten late. Opus copies no frames of pauses, and a delay given up in each of them would have to be
 * won again by stretching the first words after it.
 */
const SEEN_WITHIN = 16;
const FORGOTTEN_WITHIN = 512;

/** How many packets are lost, what redundancy comes with the others, and so how many frames of delay buy its use. */
export class LossMonitor {
  #share = 0;
  #longShare = 0;
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
    for (let i = 0; i < Math.min(missed, 10); i++) {
      this.#share += (1 - this.#share) / MEMORY;
      this.#longShare += (1 - this.#longShare) / LONG_MEMORY;
    }
    this.#share -= this.#share / MEMORY;
    this.#longShare -= this.#longShare / LONG_MEMORY;
    if (this.#longShare >= WORTH_A_FRAME) this.#waiting = true;
    else if (this.#longShare < NOT_WORTH_IT) this.#waiting = false;
  }

  /** A packet came with copies of so many before it. */
  noteCopies(copies: number): void {
    this.#one = followed(this.#one, copies >= 1);
    this.#two = followed(this.#two, copies >= 2);
  }

  reset(): void {
    this.#share = 0;
    this.#longShare = 0;
    this.#one = 0;
    this.#two = 0;
    this.#waiting = false;
  }
}

function followed(share: number, came: boolean): number {
  return came ? share + (1 - share) / SEEN_WITHIN : share - share / FORGOTTEN_WITHIN;
}
