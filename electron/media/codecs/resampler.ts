import { lowPass } from './low-pass';
import { polyphase } from './polyphase';
import { RationalResampler } from './rational-resampler';

/** Streaming change of the sample rate: blocks of any length go in, the joints between them are seamless. */
export interface Resampler {
  readonly inputRate: number;
  readonly outputRate: number;
  /** Group delay, ms. */
  readonly delayMs: number;
  /** Every sample that can be made from what has come in so far. */
  process(pcm: Float32Array): Float32Array;
  /** Forgets the stream. */
  reset(): void;
}

interface Filter {
  /** At the higher of both rates; a multiple of the factor. */
  taps: number;
  /** Middle of the transition band, Hz. */
  cutoffHz: number;
}

/**
 * Lengths keep the group delay at or below 2 ms at 48 kHz; 60 dB Kaiser windows. To 8 kHz: flat to 3.4 kHz, nothing
 * above 4.3 kHz left to fold. To 16 kHz: flat to 7 kHz (the band of G.722), nothing above 8.3 kHz.
 */
const filters: Readonly<Record<number, Filter>> = {
  8000: { taps: 192, cutoffHz: 3850 },
  16000: { taps: 144, cutoffHz: 7650 },
};

/**
 * Rates 8000, 16000 and 48000 Hz in any direction, and 44100 Hz from and to 48000.
 * @throws RangeError on other rates
 */
export function createResampler(inputRate: number, outputRate: number): Resampler {
  if (inputRate === outputRate) return { inputRate, outputRate, delayMs: 0, process: (pcm) => pcm.slice(), reset() {} };
  if ((inputRate === 44_100 && outputRate === 48_000) || (inputRate === 48_000 && outputRate === 44_100)) return new RationalResampler(inputRate, outputRate);
  const high = Math.max(inputRate, outputRate);
  const low = Math.min(inputRate, outputRate);
  const design = filters[low];
  const factor = high / low;
  if (!design || !Number.isInteger(factor)) throw new RangeError(`No resampler from ${inputRate} to ${outputRate} Hz`);
  // The table is for 48 kHz; between 16 and 8 kHz the same filter spans the same time with fewer taps.
  const taps = Math.round((design.taps * high) / 48000 / factor) * factor;
  const prototype = lowPass(taps, design.cutoffHz / high);
  return inputRate > outputRate
    ? new Decimator(inputRate, outputRate, factor, prototype)
    : new Interpolator(inputRate, outputRate, factor, prototype);
}

/** The last inputs before a block, then the block, in one piece of memory: convolution reads across the joint. */
class Window {
  #samples: Float32Array;
  constructor(readonly kept: number) {
    this.#samples = new Float32Array(kept);
  }

  /** What holds until `move`: `kept` samples, then `pcm`, then what is of no matter. */
  extend(pcm: Float32Array): Float32Array {
    const length = this.kept + pcm.length;
    if (this.#samples.length < length) {
      const longer = new Float32Array(length);
      longer.set(this.#samples.subarray(0, this.kept));
      this.#samples = longer;
    }
    this.#samples.set(pcm, this.kept);
    return this.#samples;
  }

  /** `count` samples are done with. */
  move(count: number): void {
    this.#samples.copyWithin(0, count, count + this.kept);
  }

  clear(): void { this.#samples.fill(0); }
}

class Decimator implements Resampler {
  readonly delayMs: number;
  readonly #window: Window;
  readonly #newestLast: Float32Array;
  /** Inputs still to come before the next output. */
  #skip = 0;

  constructor(readonly inputRate: number, readonly outputRate: number, readonly factor: number, taps: Float32Array) {
    this.#newestLast = taps.toReversed();
    this.#window = new Window(taps.length - 1);
    this.delayMs = ((taps.length - 1) / 2 / inputRate) * 1000;
  }

  process(pcm: Float32Array): Float32Array {
    const { factor } = this;
    const joined = this.#window.extend(pcm);
    const count = Math.max(0, Math.ceil((pcm.length - this.#skip) / factor));
    const out = new Float32Array(count);
    polyphase(this.#newestLast, 1, joined, this.#skip, factor, out);
    this.#window.move(pcm.length);
    this.#skip += count * factor - pcm.length;
    return out;
  }

  reset(): void {
    this.#window.clear();
    this.#skip = 0;
  }
}

class Interpolator implements Resampler {
  readonly delayMs: number;
  readonly #window: Window;
  /** One phase behind the other, newest last. */
  readonly #phases: Float32Array;

  constructor(readonly inputRate: number, readonly outputRate: number, readonly factor: number, taps: Float32Array) {
    const length = taps.length / factor;
    // Each output phase meets every factor-th tap; the zeros between the inputs are never multiplied.
    this.#phases = Float32Array.from(taps, (_, i) => {
      const phase = Math.floor(i / length);
      return (taps[(length - 1 - (i % length)) * factor + phase] ?? 0) * factor;
    });
    this.#window = new Window(length - 1);
    this.delayMs = ((taps.length - 1) / 2 / outputRate) * 1000;
  }

  process(pcm: Float32Array): Float32Array {
    const { factor } = this;
    const joined = this.#window.extend(pcm);
    const out = new Float32Array(pcm.length * factor);
    polyphase(this.#phases, factor, joined, 0, 1, out);
    this.#window.move(pcm.length);
    return out;
  }

  reset(): void { this.#window.clear(); }
}
