import { describe, expect, it } from 'vitest';
import { renderRingtone, ringtoneNames } from '../../../../renderer/audio/tones/ringtones';
import { peak, RATE, rms } from '../../../support/sound/signal';

describe.each(ringtoneNames)('ring tone %s', (name) => {
  const pcm = renderRingtone(name, RATE);

  it('is loud but never clipped', () => {
    expect(peak(pcm)).toBeCloseTo(0.7, 3);
    expect(rms(pcm)).toBeGreaterThan(0.02);
  });

  it('begins at once and loops without a click', () => {
    expect(peak(pcm.subarray(0, RATE / 20))).toBeGreaterThan(0.05);
    expect(Math.abs(pcm[0] ?? 1)).toBeLessThan(1e-3);
    expect(peak(pcm.subarray(pcm.length - RATE / 50))).toBeLessThan(2e-3);
  });

  it('leaves a pause to hear one\'s own words', () => {
    expect(rms(pcm.subarray(pcm.length - RATE / 2))).toBeLessThan(0.01);
  });

  it('has no jump that would crackle', () => {
    let steepest = 0;
    for (let i = 1; i < pcm.length; i += 1) steepest = Math.max(steepest, Math.abs((pcm[i] ?? 0) - (pcm[i - 1] ?? 0)));
    expect(steepest).toBeLessThan(0.45);
  });
});

it('an unknown ring tone sounds as the classic one', () => {
  expect(renderRingtone('gone', 8000)).toEqual(renderRingtone('classic', 8000));
});
