import { describe, expect, it } from 'vitest';
import { findTears, lostPhase } from '../../../support/sound/tears';

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

describe('the phase of a steady tone', () => {
  it('is kept where nothing is lost, however long it lasts and however loud it becomes', () => {
    for (const length of [4_800, 48_000, 240_000 - 17]) expect(lostPhase(tone(5).subarray(0, length), HZ)).toBeLessThan(1);
    expect(lostPhase(tone(5).map((x, i) => (i < 120_000 ? x : 2 * x)), HZ)).toBeLessThan(1);
  });

  it('shows what is missing in the middle, with a hole or without one', () => {
    const pcm = tone(1);
    // A quarter and half of a turn.
    for (const [frames, degrees] of [[12, 90], [24, 179]] as const) {
      const cut = new Float32Array(pcm.length - frames);
      cut.set(pcm.subarray(0, 20_000));
      cut.set(pcm.subarray(20_000 + frames), 20_000);
      expect(Math.abs(lostPhase(cut, HZ) - degrees)).toBeLessThan(2);
      const late = new Float32Array(pcm.length + frames);
      late.set(pcm.subarray(0, 20_000));
      late.set(pcm.subarray(20_000), 20_000 + frames);
      expect(Math.abs(lostPhase(late, HZ) - degrees)).toBeLessThan(2);
    }
  });
});
