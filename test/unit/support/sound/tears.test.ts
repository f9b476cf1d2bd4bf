import { describe, expect, it } from 'vitest';
import { findTears } from '../../../support/sound/tears';

const HZ = 997;

function tone(seconds: number): Float32Array {
  return Float32Array.from({ length: seconds * 48_000 }, (_, i) => 0.3 * Math.sin((2 * Math.PI * HZ * i) / 48_000));
}

describe('tears in a steady tone', () => {
  it('are none in the tone itself, nor where it is coded coarsely', () => {
    const pcm = tone(5);
    expect(findTears(pcm, HZ).events).toBe(0);
    expect(findTears(pcm.map((x) => Math.round(x * 64) / 64), HZ).events).toBe(0);
  });

  it('are none where the tempo moves without a seam', () => {
    const pcm = Float32Array.from({ length: 240_000 }, (_, i) => 0.3 * Math.sin((2 * Math.PI * HZ * (i + 60 * Math.sin(i / 20_000))) / 48_000));
    expect(findTears(pcm, HZ).events).toBe(0);
  });

  it('are holes, jumps and noise, each counted once and told where', () => {
    const pcm = tone(5);
    pcm.fill(0, 48_000, 48_000 + 1_200);
    pcm.set(pcm.slice(96_100 + 24, 110_100), 96_100);
    for (let i = 144_000; i < 144_300; i += 1) pcm[i] = i % 2 === 0 ? 0.4 : -0.4;
    const tears = findTears(pcm, HZ);
    expect(tears.events).toBe(4); // The jump has two ends.
    expect(tears.atMs[0]).toBe(1_000);
  });
});
