import { describe, expect, it } from 'vitest';
import { SlipWatch } from '../../../../electron/main/audio/slip-watch';

/** Looks ten times a second, up to 8 ms late, at a device that drifts and loses `lossMs` at each of `lossesAtMs`; answers when a loss showed. */
function seen(watch: SlipWatch, seconds: number, lossesAtMs: readonly number[], lossMs: number, driftPpm = 0): number[] {
  const told: number[] = [];
  for (let atMs = 0; atMs < seconds * 1000; atMs += 100) {
    const lostMs = lossesAtMs.filter((each) => each <= atMs).length * lossMs;
    const lateMs = ((atMs / 100) % 5) * 2;
    if (watch.note(77_000 + lostMs + lateMs + (atMs * driftPpm) / 1e6, atMs)) told.push(atMs);
  }
  return told;
}

describe('the watch for sound that a device lost', () => {
  it('tells of each loss within a second', () => {
    const told = seen(new SlipWatch(0), 20, [5_030, 12_480], 2.7);
    expect(told).toHaveLength(2);
    expect((told[0] ?? 0) - 5_030).toBeLessThanOrEqual(1_100);
    expect((told[1] ?? 0) - 12_480).toBeLessThanOrEqual(1_100);
  });

  it('says nothing of late looks, drifting clocks, the first moments and a machine that slept', () => {
    for (const driftPpm of [0, 500, -500]) expect(seen(new SlipWatch(0), 60, [], 0, driftPpm)).toEqual([]);
    expect(seen(new SlipWatch(1_500), 10, [200, 700, 1_100], 20)).toEqual([]);
    expect(seen(new SlipWatch(0), 20, [5_030], 60_000)).toEqual([]);
  });

  it('begins anew with another device', () => {
    const watch = new SlipWatch(1_000);
    expect(watch.note(10, 0) || watch.note(10, 1_000) || watch.note(10, 1_500)).toBe(false);
    watch.reset();
    expect(watch.note(900, 1_600) || watch.note(900, 2_700) || watch.note(900, 3_300)).toBe(false);
  });
});
