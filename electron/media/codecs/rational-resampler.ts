import { lowPass } from './low-pass';
import type { Resampler } from './resampler';

/** A little over 1 ms of delay; flat to 19.5 kHz, the rest of the band up to 22 kHz falls off. */
const TAPS_A_PHASE = 96;
const CUTOFF_HZ = 20_700;

/** Change of the sample rate by a fraction (44100 Hz is 147/160 of 48000): for each output the input is weighed with the taps of its phase. */
export class RationalResampler implements Resampler {
  readonly delayMs: number;
  /** Steps of time in one input sample, and in one output sample. */
  readonly #up: number;
  readonly #down: number;
  readonly #phases: readonly Float32Array[];
  #kept = new Float32Array(TAPS_A_PHASE - 1);
  /** Time of the next output after the next input sample, in steps. */
  #due = 0;

  constructor(readonly inputRate: number, readonly outputRate: number) {
    const divisor = greatestCommonDivisor(inputRate, outputRate);
    this.#up = outputRate / divisor;
    this.#down = inputRate / divisor;
    this.#phases = phasesOf(this.#up, inputRate);
    this.delayMs = ((TAPS_A_PHASE * this.#up - 1) / 2 / (inputRate * this.#up)) * 1000;
  }

  process(pcm: Float32Array): Float32Array {
    const joined = new Float32Array(this.#kept.length + pcm.length);
    joined.set(this.#kept);
    joined.set(pcm, this.#kept.length);
    const end = pcm.length * this.#up;
    const out = new Float32Array(Math.max(0, Math.ceil((end - this.#due) / this.#down)));
    for (let n = 0; n < out.length; n++, this.#due += this.#down) {
      const newest = Math.floor(this.#due / this.#up) + this.#kept.length;
      const taps = this.#phases[this.#due % this.#up] as Float32Array;
      let sum = 0;
      for (let k = 0; k < TAPS_A_PHASE; k++) sum += (taps[k] as number) * (joined[newest - k] as number);
      out[n] = sum;
    }
    this.#due -= end;
    this.#kept = joined.slice(joined.length - this.#kept.length);
    return out;
  }

  reset(): void {
    this.#kept.fill(0);
    this.#due = 0;
  }
}

const designed = new Map<string, readonly Float32Array[]>();

/** The same for every stream of these rates, so made once. */
function phasesOf(up: number, inputRate: number): readonly Float32Array[] {
  const key = `${up}/${inputRate}`;
  const known = designed.get(key);
  if (known) return known;
  const prototype = lowPass(TAPS_A_PHASE * up, CUTOFF_HZ / (inputRate * up));
  const phases = Array.from({ length: up }, (_, phase) => Float32Array.from({ length: TAPS_A_PHASE }, (__, k) => (prototype[phase + k * up] ?? 0) * up));
  designed.set(key, phases);
  return phases;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
