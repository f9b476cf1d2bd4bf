/** A gain that never jumps: 5 ms at 48 kHz from nothing to full. */
const STEP = 1 / 240;

export class Ramp {
  #value: number;
  #aim: number;

  /** @param initial 0 or 1 */
  constructor(initial: number) {
    this.#value = initial;
    this.#aim = initial;
  }

  get value(): number { return this.#value; }
  /** No change is under way. */
  get settled(): boolean { return this.#value === this.#aim; }

  /** 0 or 1, reached in 5 ms. */
  aim(gain: number): void {
    this.#aim = gain;
  }

  /** Goes to where it was aimed at once, where nobody can hear the jump. */
  finish(): void {
    this.#value = this.#aim;
  }

  /** Multiplies in place. */
  apply(pcm: Float32Array): void {
    if (this.settled && this.#value === 1) return;
    if (this.settled && this.#value === 0) { pcm.fill(0); return; }
    for (let i = 0; i < pcm.length; i++) {
      this.#step();
      pcm[i] = (pcm[i] as number) * this.#value;
    }
  }

  #step(): void {
    this.#value = this.#value < this.#aim ? Math.min(this.#aim, this.#value + STEP) : Math.max(this.#aim, this.#value - STEP);
  }
}
