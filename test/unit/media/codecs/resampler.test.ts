import { describe, expect, it } from 'vitest';
import { createResampler } from '../../../../electron/media/codecs';
import { correlation, differences, joined, speech } from '../../../support/codec-signals';
import { seededRandom } from '../../../support/random';

const tone = (hz: number, rate: number, samples: number): Float32Array =>
  Float32Array.from({ length: samples }, (_, i) => Math.sin((2 * Math.PI * hz * i) / rate));

/** Level of a full-scale tone after resampling, dB, once the filter has filled. */
function gainDb(from: number, to: number, hz: number): number {
  const out = createResampler(from, to).process(tone(hz, from, from / 2));
  const settled = out.subarray(to / 20);
  return 10 * Math.log10((2 * settled.reduce((sum, x) => sum + x * x, 0)) / settled.length + 1e-20);
}

const pairs = [[48000, 8000, 3400], [48000, 16000, 7000], [8000, 48000, 3400], [16000, 48000, 7000], [16000, 8000, 3400], [8000, 16000, 3400]] as const;

describe('resampler', () => {
  it.each(pairs)('passes %i -> %i Hz flat within 0.1 dB up to %i Hz', (from, to, edge) => {
    for (const hz of [50, 300, 1000, edge / 2, edge]) expect(Math.abs(gainDb(from, to, hz))).toBeLessThan(0.1);
  });

  it.each([[48000, 8000, [4300, 4800, 7000, 9000, 20000]], [48000, 16000, [8300, 9000, 12000, 17000, 23000]], [16000, 8000, [4300, 5000, 7900]]] as const)(
    'lets nothing fold back from above half the rate, %i -> %i Hz', (from, to, tones) => {
      for (const hz of tones) expect(gainDb(from, to, hz)).toBeLessThan(-55);
    });

  it.each([[8000, 48000], [16000, 48000]] as const)('leaves no image of a tone, %i -> %i Hz', (from, to) => {
    const hz = 3000;
    const out = createResampler(from, to).process(tone(hz, from, from)).subarray(to / 10);
    // What is not the tone itself: take its sine and cosine parts away.
    const part = (wave: (x: number) => number) => (2 / out.length) * out.reduce((sum, x, i) => sum + x * wave((2 * Math.PI * hz * i) / to), 0);
    const [a, b] = [part(Math.sin), part(Math.cos)];
    const rest = out.reduce((sum, x, i) => sum + (x - a * Math.sin((2 * Math.PI * hz * i) / to) - b * Math.cos((2 * Math.PI * hz * i) / to)) ** 2, 0);
    expect(10 * Math.log10((2 * rest) / out.length)).toBeLessThan(-55);
  });

  it.each(pairs)('makes the same of a stream however it is cut, %i -> %i Hz', (from, to) => {
    const pcm = tone(700, from, from / 4);
    const whole = createResampler(from, to).process(pcm);
    const random = seededRandom(from + to);
    const pieces = createResampler(from, to);
    const parts: Float32Array[] = [];
    for (let at = 0; at < pcm.length;) {
      const next = Math.min(pcm.length, at + Math.floor(random() * 300));
      parts.push(pieces.process(pcm.subarray(at, next)));
      at = next;
    }
    expect(differences(joined(parts), whole)).toBe(0);
  });

  it.each(pairs)('gives exact blocks and delays by what it says, at most 2 ms, %i -> %i Hz', (from, to) => {
    const resampler = createResampler(from, to);
    expect(resampler.process(new Float32Array(from / 100)).length).toBe(to / 100);
    expect(resampler.delayMs).toBeLessThanOrEqual(2);
    resampler.reset();
    const out = resampler.process(tone(500, from, from / 10)).subarray(to / 50);
    const delayed = Float32Array.from({ length: out.length }, (_, i) => Math.sin(2 * Math.PI * 500 * ((i + to / 50) / to - resampler.delayMs / 1000)));
    expect(correlation(delayed, out)).toBeGreaterThan(0.9999);
  });

  it.each([[44_100, 48_000], [48_000, 44_100]] as const)('changes %i to %i Hz, flat to 18 kHz, without images, in exact blocks however it is cut', (from, to) => {
    for (const hz of [50, 1000, 9000, 18_000]) expect(Math.abs(gainDb(from, to, hz))).toBeLessThan(0.1);
    if (from > to) expect(gainDb(from, to, 23_000)).toBeLessThan(-50);
    const pcm = tone(1000, from, from / 2);
    const whole = createResampler(from, to).process(pcm);
    const pieces = createResampler(from, to);
    const blocks = Array.from({ length: 50 }, (_, i) => pieces.process(pcm.subarray((i * from) / 100, ((i + 1) * from) / 100)));
    expect(new Set(blocks.map((block) => block.length))).toEqual(new Set([to / 100]));
    expect(differences(joined(blocks), whole)).toBe(0);
    const { delayMs } = pieces;
    expect(delayMs).toBeLessThanOrEqual(2);
    const delayed = Float32Array.from({ length: whole.length }, (_, i) => Math.sin(2 * Math.PI * 1000 * (i / to - delayMs / 1000)));
    expect(correlation(delayed.subarray(to / 20), whole.subarray(to / 20))).toBeGreaterThan(0.99999);
    pieces.reset();
    expect(differences(pieces.process(pcm), whole)).toBe(0);
  });

  it('brings speech back from 48 kHz over 8 kHz and up again', () => {
    const pcm = speech(8000, 3);
    const back = createResampler(48000, 8000).process(createResampler(8000, 48000).process(pcm));
    // Both ways together delay by 3.98 ms: 32 samples within rounding.
    expect(correlation(pcm, back, 32)).toBeGreaterThan(0.99);
  });

  it('refuses rates it has no filter for', () => {
    expect(() => createResampler(44100, 8000)).toThrow(RangeError);
    expect(() => createResampler(48000, 24000)).toThrow(RangeError);
  });
});
