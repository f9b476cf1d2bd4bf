import { describe, expect, it } from 'vitest';
import { SoftLimiter } from '../../../../electron/media/mixer/limiter';
import { goertzel, peak } from '../../../support/sound/signal';
import { tone } from '../../../support/sound/tones';

function limited(pcm: Float32Array): Float32Array {
  const limiter = new SoftLimiter();
  for (let at = 0; at < pcm.length; at += 240) limiter.process(pcm.subarray(at, at + 240));
  return pcm;
}

describe('the soft limiter', () => {
  it('leaves what fits untouched, bit by bit', () => {
    const quiet = tone(500, 200, 0.8);
    expect(limited(quiet.slice())).toEqual(quiet);
  });

  it('keeps eight voices at full scale within range and nearly free of distortion', () => {
    const loud = limited(tone(500, 1000, 4));
    expect(peak(loud)).toBeLessThanOrEqual(1);
    const settled = loud.subarray(24_000, 48_000);
    expect(goertzel(settled, 500)).toBeGreaterThan(0.7);
    // A clipped sine of that size has a third harmonic of 0.4.
    expect(goertzel(settled, 1500)).toBeLessThan(0.02);
  });

  it('comes back to full gain within a second', () => {
    const loudThenQuiet = new Float32Array(96_000);
    loudThenQuiet.set(tone(500, 500, 3));
    loudThenQuiet.set(tone(500, 1500, 0.3), 24_000);
    expect(goertzel(limited(loudThenQuiet).subarray(72_000), 500)).toBeGreaterThan(0.29);
  });

  it('makes silence of what is not a number', () => {
    const broken = new Float32Array(240).fill(Number.NaN);
    const limiter = new SoftLimiter();
    limiter.process(new Float32Array(240).fill(2));
    limiter.process(broken);
    expect(broken.every((sample) => Math.abs(sample) <= 1)).toBe(true);
  });
});
