/**
 * Comfort noise by RFC 3389: the level of the far end's background and, where it is told, its spectrum.
 *
 *   0                   1
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 ...
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-
 *  |0|   level     |      N1       | ...  NM
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-
 */

/** Coefficients above these tell little of a room's noise and are left out, as 3 allows. */
const MOST_COEFFICIENTS = 20;
/** RFC 3389 3.2: k = 258 (N - 127) in Q15. */
const COEFFICIENT_STEP = 258 / 32_768;
const COEFFICIENT_ZERO = 127;
/** Background that is louder (-dBov) is a mistake or an attack on the ear. */
const LOUDEST = 20;
/** A uniform random number in -1..1 has this RMS. */
const UNIFORM_RMS = Math.sqrt(1 / 3);
/** The level moves to a new one within about 20 ms, so that an update is not heard. */
const GLIDE_MS = 20;

/** Makes the noise a far end describes. Before the first description it is silent. */
export class ComfortNoise {
  readonly #random: () => number;
  readonly #glide: number;
  /** Reflection coefficients and the lattice's state, lowest order first. */
  readonly #reflection = new Float64Array(MOST_COEFFICIENTS);
  readonly #state = new Float64Array(MOST_COEFFICIENTS + 1);
  #order = 0;
  /** Of the noise that comes out, whatever its spectrum. */
  #level = 0;
  #wanted = 0;
  /** What the filter's own gain has to be taken back by. */
  #excitation = 1;

  constructor(sampleRate: number, random: () => number = Math.random) {
    this.#random = random;
    this.#glide = 1 - Math.exp(-1000 / (GLIDE_MS * sampleRate));
  }

  /** Takes a payload; an empty one says nothing. Never throws. */
  describe(payload: Uint8Array): void {
    const level = payload[0];
    if (level === undefined) return;
    const order = Math.min(MOST_COEFFICIENTS, payload.length - 1);
    let isOther = order !== this.#order;
    this.#order = order;
    // The all-pole filter raises the power of its excitation by the product of 1 / (1 - k^2).
    let power = 1;
    for (let i = 0; i < this.#order; i++) {
      const index = Math.min(254, payload[i + 1] ?? COEFFICIENT_ZERO);
      const k = (index - COEFFICIENT_ZERO) * COEFFICIENT_STEP;
      isOther ||= this.#reflection[i] !== k;
      this.#reflection[i] = k;
      power *= 1 - k * k;
    }
    // What swings in one filter may be raised without bounds by another.
    if (isOther) this.#state.fill(0);
    this.#excitation = Math.sqrt(power) / UNIFORM_RMS;
    // 0 dBov is the power of a full-scale square wave (RFC 3389 3.1).
    this.#wanted = 10 ** (-Math.max(LOUDEST, level & 0x7f) / 20);
  }

  /** Fills all of `out`, -1..1. */
  fill(out: Float32Array): void {
    const { length } = out;
    for (let i = 0; i < length; i++) {
      this.#level += (this.#wanted - this.#level) * this.#glide;
      const sample = this.#lattice((this.#random() * 2 - 1) * this.#level * this.#excitation);
      out[i] = sample > 1 ? 1 : sample < -1 ? -1 : sample;
    }
  }

  reset(): void {
    this.#state.fill(0);
    this.#order = 0;
    this.#level = 0;
    this.#wanted = 0;
  }

  /** One step of the all-pole lattice: stable for any coefficients inside -1..1. */
  #lattice(excitation: number): number {
    const state = this.#state;
    let forward = excitation;
    for (let i = this.#order - 1; i >= 0; i--) {
      const k = this.#reflection[i] as number;
      forward -= k * (state[i] as number);
      state[i + 1] = (state[i] as number) + k * forward;
    }
    state[0] = forward;
    return forward;
  }
}
