import { describe, expect, it } from 'vitest';
import { MIN_LAG, compress, expand } from '../../../../electron/media/jitter/time-stretch';
import { seededRandom } from '../../../support/random';

const voice = (length = 960): Float32Array => Float32Array.from({ length }, (_, i) => {
  const t = i / 48_000;
  return 0.2 * Math.sin(2 * Math.PI * 150 * t) + 0.1 * Math.sin(2 * Math.PI * 300 * t) + 0.05 * Math.sin(2 * Math.PI * 450 * t);
});
const steepest = (pcm: Float32Array): number => pcm.reduce((most, sample, i) => Math.max(most, Math.abs(sample - (pcm[i - 1] ?? sample))), 0);

describe('time stretch', () => {
  it('takes one period out of a voice without a jump', () => {
    const pcm = voice();
    const shorter = compress(pcm, 480);
    expect(pcm.length - (shorter?.length ?? 0)).toBe(320);
    expect(steepest(shorter ?? pcm)).toBeLessThan(steepest(pcm) * 1.05);
    expect(shorter?.[0]).toBeCloseTo(pcm[0] ?? 0, 2);
    expect(shorter?.at(-1)).toBe(pcm.at(-1));
  });

  it('puts one period into a voice without a jump', () => {
    const pcm = voice();
    const longer = expand(pcm, 480);
    expect((longer?.length ?? 0) - pcm.length).toBe(320);
    expect(steepest(longer ?? pcm)).toBeLessThan(steepest(pcm) * 1.05);
    expect(longer?.[0]).toBe(pcm[0]);
    expect(longer?.at(-1)).toBe(pcm.at(-1));
  });

  it('leaves noise alone unless it must', () => {
    const random = seededRandom(1);
    const noise = Float32Array.from({ length: 960 }, () => random() - 0.5);
    expect(compress(noise, 480)).toBeNull();
    expect(compress(noise, 480, true)?.length).toBeLessThan(960);
  });

  it('cuts silence by exactly what is asked for', () => {
    expect(compress(new Float32Array(960), 500)?.length).toBe(460);
  });

  it('does nothing where there is no room', () => {
    expect(compress(voice(), MIN_LAG - 1)).toBeNull();
    expect(compress(voice(100), 480)).toBeNull();
    expect(expand(voice(100), 480)).toBeNull();
  });
});
