import { describe, expect, it } from 'vitest';
import { DriftBuffer } from '../../../../electron/media/mixer/drift-buffer';
import { goertzel } from '../../../support/sound/signal';
import { largestStep, tone } from '../../../support/sound/tones';

const HZ = 400;
/** The steepest a tone of 0.2 gets from sample to sample. */
const STEEPEST = 0.2 * 2 * Math.PI * HZ / 48_000;

/** Writes 5 ms pieces by one clock and reads 128 frames by another, `ppm` faster. */
function run(seconds: number, ppm: number): { heard: Float32Array; buffer: DriftBuffer } {
  const buffer = new DriftBuffer(720);
  const spoken = tone(HZ, seconds * 1000);
  const heard = new Float32Array(Math.floor((seconds * 48_000) / 128) * 128);
  let written = 0;
  const piece = new Float32Array(128);
  for (let read = 0; read + 128 <= heard.length; read += 128) {
    const now = (read + 128) * (1 - ppm / 1e6);
    for (; written + 240 <= now && written + 240 <= spoken.length; written += 240) buffer.write(spoken.subarray(written, written + 240));
    buffer.read(piece);
    heard.set(piece, read);
  }
  return { heard, buffer };
}

describe('a drift buffer', () => {
  it('passes equal clocks bit by bit, after the wanted delay', () => {
    const { heard } = run(3, 0);
    const spoken = tone(HZ, 3000);
    const from = 48_000;
    const delay = Array.from({ length: 2400 }, (_, lag) => lag).find((lag) => spoken.subarray(from - lag, from - lag + 960).every((sample, i) => sample === heard[from + i]));
    expect(delay).toBeGreaterThan(480);
    expect(delay).toBeLessThan(1200);
  });

  it.each([200, -200, 1000])('absorbs clocks %i ppm apart for minutes without a click or a growing delay', (ppm) => {
    const { heard, buffer } = run(120, ppm);
    const later = heard.subarray(48_000);
    expect(largestStep(later)).toBeLessThan(STEEPEST * 1.1);
    expect(buffer.depth).toBeLessThan(2000);
    expect(goertzel(later.subarray(later.length - 12_000), HZ)).toBeGreaterThan(0.19);
  });

  it('runs dry and comes back without a click', () => {
    const buffer = new DriftBuffer(480);
    const spoken = tone(HZ, 1000);
    const heard = new Float32Array(48_000);
    const piece = new Float32Array(240);
    for (let at = 0; at < 48_000; at += 240) {
      const stalled = at > 12_000 && at < 24_000;
      if (!stalled) buffer.write(spoken.subarray(at, at + 240));
      buffer.read(piece);
      heard.set(piece, at);
    }
    expect(largestStep(heard)).toBeLessThan(STEEPEST * 1.5);
    expect(Math.max(...heard.subarray(16_000, 20_000).map(Math.abs))).toBeLessThan(0.001);
    expect(goertzel(heard.subarray(36_000, 48_000), HZ)).toBeGreaterThan(0.19);
  });

  it('does not keep what piled up in a stall of the reader', () => {
    const buffer = new DriftBuffer(480);
    const piece = new Float32Array(240);
    for (let i = 0; i < 10; i += 1) { buffer.write(piece); buffer.read(piece); }
    for (let i = 0; i < 100; i += 1) buffer.write(piece);
    buffer.read(piece);
    expect(buffer.depth).toBeLessThan(1000);
  });
});
