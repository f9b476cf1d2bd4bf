import { describe, expect, it } from 'vitest';
import { DeviceBuffer, type Memory } from '../../../../electron/main/audio/device-buffer';

function memory(): Memory {
  const values = new Map<string, unknown>();
  return { getState: (key) => values.get(key), setState: (key, value) => { values.set(key, value); } };
}

/** A stream of so many seconds on a machine with little else to do, that loses 6 ms at each moment of `lossesAtMs`. */
function stream(buffer: DeviceBuffer, seconds: number, lossesAtMs: readonly number[], idleShare = 0.9): number[] {
  const changedAtMs: number[] = [];
  buffer.begin(0);
  buffer.noteIdle(idleShare);
  for (let atMs = 0; atMs < seconds * 1000; atMs += 100) {
    const lost = buffer.note(500 + 6 * lossesAtMs.filter((each) => each < atMs).length, atMs);
    const calmed = atMs % 5_000 === 4_900 && buffer.noteIdle(idleShare);
    if (lost || calmed) changedAtMs.push(atMs);
  }
  buffer.end(seconds * 1000);
  return changedAtMs;
}

/** One run of the app after the other, each with these streams; the buffer of the run that would come next. */
function afterRuns(kept: Memory, ...runs: readonly (readonly (readonly [seconds: number, lossesAtMs: readonly number[]])[])[]): number {
  for (const streams of runs) {
    const buffer = new DeviceBuffer(kept, 240);
    for (const [seconds, lossesAtMs] of streams) stream(buffer, seconds, lossesAtMs);
  }
  return new DeviceBuffer(kept, 240).frames;
}

const every = (ms: number, seconds: number): number[] => Array.from({ length: Math.floor((seconds * 1000) / ms) }, (_, i) => (i + 1) * ms);
const OFTEN = [40, [5_050, 11_050, 17_050]] as const;
const CALM = [40, []] as const;
const BUSY = 0.05;

describe('the device buffer', () => {
  it('is the smallest, and stays so where a stream loses something now and then', () => {
    expect(afterRuns(memory())).toBe(240);
    expect(afterRuns(memory(), [[200, [20_050, 60_050, 70_050, 100_050, 150_050]]])).toBe(240);
  });

  it('grows by a step, in the stream, where that loses sound again and again with little else to do', () => {
    const buffer = new DeviceBuffer(memory(), 240);
    const changedAtMs = stream(buffer, ...OFTEN);
    expect(changedAtMs).toHaveLength(1);
    expect(changedAtMs[0]).toBeGreaterThan(17_000);
    expect(changedAtMs[0]).toBeLessThan(19_000);
    expect(buffer.frames).toBe(480);
    expect(afterRuns(memory(), [OFTEN])).toBe(480);
    expect(afterRuns(memory(), [OFTEN, OFTEN])).toBe(960);
  });

  it('counts losses of the larger buffer anew', () => {
    const buffer = new DeviceBuffer(memory(), 240);
    stream(buffer, 30, [5_050, 11_050, 17_050, 20_050, 24_050]);
    expect(buffer.frames).toBe(480);
  });

  it('grows no further than 40 ms', () => {
    expect(afterRuns(memory(), [[60, every(700, 60)]])).toBe(1_920);
  });

  it('has all there is within some seconds where the machine is busy, and remembers nothing of that', () => {
    const kept = memory();
    const buffer = new DeviceBuffer(kept, 240);
    const changedAtMs = stream(buffer, 20, every(700, 20), BUSY);
    expect(changedAtMs).toHaveLength(1);
    expect(changedAtMs[0]).toBeLessThan(5_000);
    expect(buffer.frames).toBe(1_920);
    expect(new DeviceBuffer(kept, 240).frames).toBe(240);
  });

  it('takes the machine for busy before it was looked at: calls begin with work', () => {
    const kept = memory();
    const buffer = new DeviceBuffer(kept, 240);
    buffer.begin(0);
    for (let atMs = 0; atMs < 4_500; atMs += 100) buffer.note(6 * Math.floor(atMs / 700), atMs);
    expect(buffer.frames).toBe(1_920);
    expect(new DeviceBuffer(kept, 240).frames).toBe(240);
  });

  it('goes back when the work is over, and not while anything is lost', () => {
    const buffer = new DeviceBuffer(memory(), 240);
    stream(buffer, 20, every(700, 20), BUSY);
    buffer.begin(0);
    expect([BUSY, 0.9, BUSY, 0.9].map((share) => buffer.noteIdle(share))).toEqual([false, false, false, false]);
    for (let atMs = 0; atMs < 4_000; atMs += 100) buffer.note(atMs < 2_500 ? 0 : 6, atMs);
    expect([0.9, 0.9].map((share) => buffer.noteIdle(share))).toEqual([false, true]);
    expect(buffer.frames).toBe(240);
  });

  it('tries less after three calm streams in a row, and no sooner', () => {
    const kept = memory();
    expect(afterRuns(kept, [OFTEN], [CALM, [10, []], CALM])).toBe(480);
    expect(afterRuns(kept, [CALM])).toBe(240);
    expect(afterRuns(memory(), [OFTEN], [CALM, CALM, [40, [20_050]], CALM])).toBe(480);
  });

  it('begins anew where what is stored makes no sense', () => {
    for (const stored of [77, null, 'x', { frames: 77 }, {}, []]) expect(new DeviceBuffer({ getState: () => stored, setState: () => undefined }, 240).frames).toBe(240);
    expect(new DeviceBuffer({ getState: () => ({ frames: 480, calmStreams: 'x' }), setState: () => undefined }, 240).frames).toBe(480);
  });

  it('counts in what suits the sound server, and begins anew with another one', () => {
    const stored = { getState: () => ({ frames: 512, calmStreams: 0 }), setState: () => undefined };
    expect(new DeviceBuffer(stored, 256).frames).toBe(512);
    expect(new DeviceBuffer(stored, 240).frames).toBe(240);
  });
});
