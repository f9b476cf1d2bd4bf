import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ComfortNoise } from '../../../../electron/media/codecs/comfort-noise';
import { seededRandom } from '../../../support/random';

const rmsDb = (pcm: Float32Array): number => 10 * Math.log10(pcm.reduce((sum, x) => sum + x * x, 0) / pcm.length);
/** Correlation of neighbouring samples: above 0 the noise is dark, below 0 bright. */
const neighbours = (pcm: Float32Array): number => {
  let product = 0;
  let energy = 0;
  for (let i = 1; i < pcm.length; i++) {
    product += (pcm[i] ?? 0) * (pcm[i - 1] ?? 0);
    energy += (pcm[i] ?? 0) ** 2;
  }
  return product / energy;
};
function made(payload: number[], samples = 16_000): Float32Array {
  const noise = new ComfortNoise(8000, seededRandom(2));
  noise.describe(Uint8Array.from(payload));
  noise.fill(new Float32Array(1600));
  const out = new Float32Array(samples);
  noise.fill(out);
  return out;
}

describe('comfort noise (RFC 3389)', () => {
  it.each([30, 45, 60, 70])('is as loud as told: -%i dBov', (level) => {
    expect(rmsDb(made([level]))).toBeCloseTo(-level, 0);
  });

  it('keeps the level whatever the spectrum', () => {
    for (const payload of [[50, 60], [50, 190, 100], [50, 40, 160, 120, 140]]) expect(Math.abs(rmsDb(made(payload)) + 50)).toBeLessThan(1);
  });

  it('does not ring up when the spectrum changes from one extreme to another', () => {
    const noise = new ComfortNoise(8000, seededRandom(3));
    const out = new Float32Array(160);
    for (const payload of [[0], [0, 0, 0, 0, 0], [0, 254, 254, 254, 254], [0], [0, 0, 254, 0, 254], [50]]) {
      noise.describe(Uint8Array.from(payload));
      for (let frame = 0; frame < 20; frame++) {
        noise.fill(out);
        // -20 dBov at the loudest; four times that is a peak of noise.
        expect(out.reduce((peak, x) => Math.max(peak, Math.abs(x)), 0)).toBeLessThan(0.4);
      }
    }
  });

  it('has the spectrum of its first reflection coefficient', () => {
    // k1 = 258 (N - 127) / 32768 = -r1 / r0.
    expect(neighbours(made([50]))).toBeCloseTo(0, 1);
    expect(neighbours(made([50, 63]))).toBeCloseTo(0.504, 1);
    expect(neighbours(made([50, 191]))).toBeCloseTo(-0.504, 1);
  });

  it('is silent before anything was told, and moves to a new level without a jump', () => {
    const noise = new ComfortNoise(8000, seededRandom(1));
    const out = new Float32Array(800);
    noise.fill(out);
    expect(out.every((sample) => sample === 0)).toBe(true);
    noise.describe(Uint8Array.from([20]));
    noise.fill(out);
    expect(Math.abs(out[0] ?? 1)).toBeLessThan(0.01);
  });

  it('gives finite sound inside -1..1 whatever the octets are', () => {
    fc.assert(fc.property(fc.array(fc.uint8Array({ maxLength: 60 }), { maxLength: 5 }), (payloads) => {
      const noise = new ComfortNoise(8000, seededRandom(3));
      const out = new Float32Array(400);
      for (const payload of payloads) {
        noise.describe(payload);
        noise.fill(out);
        expect(out.every((sample) => Math.abs(sample) <= 1)).toBe(true);
      }
    }), { numRuns: 300 });
  });
});
