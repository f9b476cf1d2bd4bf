import { beforeEach, describe, expect, it, vi } from 'vitest';
import type * as Native from '../../../../native';
import { firFilter } from '../../../../native';
import { createResampler } from '../../../../electron/media/codecs';
import { seededRandom } from '../../../support/random';

const addon = vi.hoisted(() => ({ missing: false }));
vi.mock('../../../../native', async (load) => {
  const native = await load<typeof Native>();
  return { ...native, firFilter: vi.fn((...all: Parameters<typeof native.firFilter>) => !addon.missing && native.firFilter(...all)) };
});

const random = seededRandom(3);
const noise = Float32Array.from({ length: 4_801 }, () => random() * 2 - 1);

/** In pieces, as a microphone gives it. */
function resampled(from: number, to: number): Float32Array {
  const resampler = createResampler(from, to);
  const out: number[] = [];
  for (let at = 0; at < noise.length; at += 241) out.push(...resampler.process(noise.subarray(at, at + 241)));
  return Float32Array.from(out);
}

describe('filter of the resampler', () => {
  beforeEach(() => { addon.missing = false; });

  it.each([[48_000, 8_000], [48_000, 16_000], [16_000, 8_000], [8_000, 48_000], [16_000, 48_000], [8_000, 16_000]])(
    'gives the same with the addon and without it, %i -> %i Hz', (from, to) => {
      const byAddon = resampled(from, to);
      expect(vi.mocked(firFilter).mock.results.some(({ value }) => value === true)).toBe(true);
      addon.missing = true;
      const here = resampled(from, to);
      expect(here.length).toBe(byAddon.length);
      for (let i = 0; i < here.length; i++) expect(Math.abs((here[i] ?? 0) - (byAddon[i] ?? 9))).toBeLessThan(1e-5);
    });
});
