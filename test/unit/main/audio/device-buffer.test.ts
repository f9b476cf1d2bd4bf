import { describe, expect, it } from 'vitest';
import { DeviceBuffer, type Memory } from '../../../../electron/main/audio/device-buffer';

function memory(): Memory {
  const values = new Map<string, unknown>();
  return { getState: (key) => values.get(key), setState: (key, value) => { values.set(key, value); } };
}

/** A stream of so many seconds that loses 6 ms at each moment of `lossesAtMs`. */
function stream(buffer: DeviceBuffer, seconds: number, lossesAtMs: readonly number[]): void {
  buffer.begin(0);
  for (let atMs = 0; atMs < seconds * 1000; atMs += 100) buffer.note(500 + 6 * lossesAtMs.filter((each) => each < atMs).length, atMs);
  buffer.end(seconds * 1000);
}

/** One run of the app after the other, each with these streams; the buffer of the run that would come next. */
function afterRuns(kept: Memory, ...runs: readonly (readonly (readonly [seconds: number, lossesAtMs: readonly number[]])[])[]): number {
  for (const streams of runs) {
    const buffer = new DeviceBuffer(kept);
    for (const [seconds, lossesAtMs] of streams) stream(buffer, seconds, lossesAtMs);
  }
  return new DeviceBuffer(kept).frames;
}

const every = (ms: number, seconds: number): number[] => Array.from({ length: Math.floor((seconds * 1000) / ms) }, (_, i) => (i + 1) * ms);
const OFTEN = [40, [5_050, 11_050, 17_050]] as const;
const THICK = [20, every(700, 20)] as const;
const CALM = [40, []] as const;

describe('the device buffer', () => {
  it('is the smallest, and stays so where a stream loses something now and then', () => {
    expect(afterRuns(memory())).toBe(256);
    expect(afterRuns(memory(), [[200, [20_050, 60_050, 70_050, 100_050, 150_050]]])).toBe(256);
  });

  it('is larger at the next start where a stream lost sound again and again, by two steps where it did so thick', () => {
    expect(afterRuns(memory(), [OFTEN])).toBe(512);
    expect(afterRuns(memory(), [THICK])).toBe(1_024);
  });

  it('is not larger for several such streams of one run than for one, nor smaller for a calm one after them', () => {
    expect(afterRuns(memory(), [OFTEN, OFTEN, OFTEN, CALM, CALM, CALM])).toBe(512);
    expect(afterRuns(memory(), [THICK, OFTEN])).toBe(1_024);
  });

  it('grows no further than 43 ms', () => {
    expect(afterRuns(memory(), [THICK], [THICK], [THICK])).toBe(2_048);
  });

  it('does not change within a run', () => {
    const buffer = new DeviceBuffer(memory());
    stream(buffer, ...THICK);
    expect(buffer.frames).toBe(256);
  });

  it('tries less after three calm streams in a row, and no sooner', () => {
    const kept = memory();
    expect(afterRuns(kept, [OFTEN], [CALM, [10, []], CALM])).toBe(512);
    expect(afterRuns(kept, [CALM])).toBe(256);
    expect(afterRuns(memory(), [OFTEN], [CALM, CALM, [40, [20_050]], CALM])).toBe(512);
  });

  it('begins anew where what is stored makes no sense', () => {
    for (const stored of [77, null, 'x', { frames: 77 }, {}, []]) expect(new DeviceBuffer({ getState: () => stored, setState: () => undefined }).frames).toBe(256);
    expect(new DeviceBuffer({ getState: () => ({ frames: 512, calmStreams: 'x' }), setState: () => undefined }).frames).toBe(512);
  });
});
