/** Input samples on either side that an output sample is made from, where the rate goes up. */
const REACH = 16;

/** Any rate to 48 kHz by windowed sinc. For files: some delay and work do not matter there, every rate is welcome. */
export class RateChanger {
  readonly #step: number;
  readonly #cutoff: number;
  readonly #half: number;
  #kept: Float32Array;
  /** Place of the next output in what is kept. */
  #at: number;

  /** @param inputRate Hz, above 0 */
  constructor(inputRate: number) {
    this.#step = inputRate / 48_000;
    this.#cutoff = Math.min(1, 48_000 / inputRate);
    this.#half = Math.ceil(REACH / this.#cutoff);
    this.#kept = new Float32Array(this.#half);
    this.#at = this.#half;
  }

  process(pcm: Float32Array): Float32Array {
    if (this.#step === 1) return pcm;
    const joined = new Float32Array(this.#kept.length + pcm.length);
    joined.set(this.#kept);
    joined.set(pcm, this.#kept.length);
    const out = new Float32Array(Math.max(0, Math.ceil((joined.length - this.#half - this.#at) / this.#step)));
    for (let n = 0; n < out.length; n++, this.#at += this.#step) out[n] = this.#sample(joined, this.#at);
    const used = Math.max(0, Math.floor(this.#at) - this.#half);
    this.#kept = joined.slice(used);
    this.#at -= used;
    return out;
  }

  #sample(from: Float32Array, at: number): number {
    let sum = 0;
    for (let k = Math.ceil(at - this.#half); k <= at + this.#half; k++) {
      const x = (k - at) * this.#cutoff;
      const sinc = x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
      sum += (from[k] ?? 0) * sinc * (0.5 + 0.5 * Math.cos((Math.PI * (k - at)) / (this.#half + 1)));
    }
    return sum * this.#cutoff;
  }
}
