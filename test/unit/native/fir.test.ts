import { describe, expect, it } from 'vitest';
import { firFilter } from '../../../native';
import { seededRandom } from '../../support/random';

const random = seededRandom(7);
const noise = (length: number): Float32Array => Float32Array.from({ length }, () => random() * 2 - 1);

/** As the words of firFilter say. */
function expected(taps: Float32Array, phases: number, samples: Float32Array, from: number, step: number, length: number): number[] {
  const each = taps.length / phases;
  return Array.from({ length }, (_, i) => {
    const at = from + Math.floor(i / phases) * step;
    return taps.subarray((i % phases) * each, (i % phases + 1) * each).reduce((sum, tap, k) => sum + tap * (samples[at + k] ?? Number.NaN), 0);
  });
}

describe('FIR filter of the addon', () => {
  it.each([[192, 1, 6, 160], [32 * 6, 6, 1, 960], [48 * 3, 3, 1, 30], [7, 1, 2, 9], [15, 3, 4, 12]])('multiplies %i taps in %i phases, step %i', (taps, phases, step, outputs) => {
    const weights = noise(taps);
    const samples = noise(5 + (outputs / phases) * step + taps / phases);
    const out = new Float32Array(outputs);
    expect(firFilter(weights, phases, samples, 3, step, out)).toBe(true);
    expected(weights, phases, samples, 3, step, outputs).forEach((value, i) => expect(out[i]).toBeCloseTo(value, 4));
  });

  it('reads to the last sample and not past it', () => {
    const out = new Float32Array(5);
    expect(firFilter(noise(8), 1, noise(12), 0, 1, out)).toBe(true);
    expect(firFilter(noise(8), 1, noise(11), 0, 1, out)).toBe(false);
    expect(firFilter(noise(8), 1, noise(12), 1, 1, out)).toBe(false);
  });

  it('refuses what does not fit and touches nothing', () => {
    const out = new Float32Array(4).fill(9);
    for (const [phases, from, step] of [[3, 0, 1], [0, 0, 1], [1, -1, 1], [1, 0, 0], [1, 2 ** 31, 1]] as const) {
      expect(firFilter(noise(8), phases, noise(64), from, step, out)).toBe(false);
    }
    expect(firFilter(new Float32Array(0), 1, noise(64), 0, 1, out)).toBe(false);
    expect(firFilter(noise(8), 1, noise(64), 0, 1, new Float32Array(0))).toBe(false);
    expect([...out]).toEqual([9, 9, 9, 9]);
  });
});
