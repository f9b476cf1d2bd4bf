import { describe, expect, it } from 'vitest';
import { HoldComfort } from '../../../../electron/media/engine/hold-comfort';
import { goertzel, peak, rms } from '../../../support/sound/signal';

const RATE = 8000;
function seconds(count: number): Float32Array {
  const comfort = new HoldComfort();
  const all = new Float32Array(count * RATE);
  for (let at = 0; at < all.length; at += 160) comfort.fill(all.subarray(at, at + 160), RATE);
  return all;
}

describe('comfort on hold', () => {
  it('is a faint noise floor between the chimes', () => {
    const floor = seconds(12).subarray(3 * RATE, 11 * RATE);
    expect(rms(floor)).toBeGreaterThan(0.0003);
    expect(peak(floor)).toBeLessThan(0.002);
  });
  it('chimes two notes after two seconds and every ten', () => {
    const all = seconds(13);
    for (const at of [2, 12]) {
      const note = (from: number): Float32Array => all.subarray((at + from) * RATE, (at + from + 0.16) * RATE);
      expect(goertzel(note(0), 659.26, RATE)).toBeGreaterThan(5 * goertzel(note(0), 880, RATE));
      expect(goertzel(note(0.16), 880, RATE)).toBeGreaterThan(5 * goertzel(note(0.16), 659.26, RATE));
    }
    expect(peak(all)).toBeLessThan(0.05);
  });
});
