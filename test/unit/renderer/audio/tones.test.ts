import { describe, expect, it } from 'vitest';
import { regionsWithTones, tonesOf } from '../../../../renderer/audio/tones/countries';
import { render } from '../../../../renderer/audio/tones/render';
import { hangUpTone, holdReminderTone, keyTone } from '../../../../renderer/audio/tones/signals';
import { toneSamples } from '../../../../renderer/audio/tones/samples';
import { goertzel, peak, RATE, rms } from '../../../support/sound/signal';

/** On and off times in ms, beginning with on, as heard in the samples. */
function heardCadence(pcm: Float32Array): number[] {
  const windowFrames = RATE / 200;
  const times: number[] = [];
  let on = true;
  let ms = 0;
  for (let at = 0; at < pcm.length; at += windowFrames) {
    const sounds = rms(pcm.subarray(at, at + windowFrames)) > 0.003;
    if (sounds !== on) {
      times.push(ms);
      ms = 0;
      on = sounds;
    }
    ms += 5;
  }
  return [...times, ms];
}

function strengths(pcm: Float32Array, frequencies: readonly number[]): number[] {
  return frequencies.map((frequency) => goertzel(pcm.subarray(960, 960 + RATE / 5), frequency));
}

describe('call progress tones', () => {
  it.each([
    ['US', 'ringback', [440, 480], [2000, 4000]],
    ['US', 'busy', [480, 620], [500, 500]],
    ['GB', 'ringback', [400, 450], [400, 200, 400, 2000]],
    ['FR', 'ringback', [440], [1500, 3500]],
    ['DE', 'busy', [425], [480, 480]],
    ['IT', 'callWaiting', [425], [400, 100, 250, 100, 150, 14_000]],
    ['AT', 'congestion', [420], [200, 200]],
    ['BR', 'congestion', [425], [250, 250, 750, 250]],
    ['CN', 'busy', [450], [350, 350]],
  ] as const)('%s %s sounds at its frequencies with its cadence', (region, name, frequencies, timesMs) => {
    const pcm = render(tonesOf(region)[name], RATE);
    const heard = heardCadence(pcm);
    expect(heard).toHaveLength(timesMs.length);
    heard.forEach((ms, i) => expect(Math.abs(ms - (timesMs[i] ?? 0))).toBeLessThanOrEqual(10));
    for (const strength of strengths(pcm, frequencies)) expect(strength).toBeGreaterThan(0.06);
    for (const strength of strengths(pcm, [350, 700, 1000])) expect(strength).toBeLessThan(0.02);
  });

  it('Japan\'s ringing tone swings 16 times a second', () => {
    const pcm = render(tonesOf('JP').ringback, RATE).subarray(0, RATE);
    const levels = Float32Array.from({ length: 200 }, (_, i) => rms(pcm.subarray(i * 240, i * 240 + 240)));
    const mean = levels.reduce((sum, level) => sum + level, 0) / levels.length;
    expect(goertzel(levels.map((level) => level - mean), 16, 200)).toBeGreaterThan(mean * 0.5);
  });

  it('a region without tones of its own hears the European ones', () => {
    expect(tonesOf('PT')).toBe(tonesOf('ZZ'));
    expect(tonesOf('us')).toBe(tonesOf('US'));
    expect(regionsWithTones).toEqual(expect.arrayContaining(['US', 'CA', 'GB', 'FR', 'DE', 'ES', 'IT', 'NL', 'BE', 'CH', 'AT', 'JP', 'AU', 'CN', 'IN', 'BR']));
  });

  it('every tone of every country loops without a click', () => {
    for (const region of [...regionsWithTones, 'ZZ']) {
      for (const tone of Object.values(tonesOf(region))) {
        const pcm = render(tone, RATE);
        expect(Math.abs(pcm[0] ?? 1)).toBeLessThan(1e-3);
        expect(Math.abs(pcm[pcm.length - 1] ?? 1)).toBeLessThan(1e-3);
        expect(peak(pcm)).toBeLessThan(0.5);
      }
    }
  });
});

describe('key tones', () => {
  it.each([['1', 697, 1209], ['5', 770, 1336], ['9', 852, 1477], ['*', 941, 1209], ['0', 941, 1336], ['#', 941, 1477], ['D', 941, 1633]] as const)(
    '%s is %i and %i Hz', (digit, low, high) => {
      const tone = keyTone(digit);
      if (tone === null) throw new Error('no tone');
      const pcm = render(tone, RATE);
      const middle = pcm.subarray(480, 480 + 4800);
      const loudest = [697, 770, 852, 941, 1209, 1336, 1477, 1633].filter((frequency) => goertzel(middle, frequency) > 0.05);
      expect(loudest).toEqual([low, high]);
    });

  it('there is no tone for what is not a key', () => {
    expect(keyTone('x')).toBeNull();
    expect(keyTone('')).toBeNull();
    expect(keyTone('12')).toBeNull();
    expect(toneSamples('dtmf', { region: 'US', ringtone: 'classic', digit: null }, RATE)).toBeNull();
  });
});

it('hanging up falls in pitch and plays once; the hold reminder repeats', () => {
  const pcm = render(hangUpTone, RATE);
  const half = Math.floor(pcm.length / 3);
  expect(goertzel(pcm.subarray(0, half), 659.26)).toBeGreaterThan(goertzel(pcm.subarray(0, half), 493.88));
  expect(goertzel(pcm.subarray(half * 2), 493.88)).toBeGreaterThan(goertzel(pcm.subarray(half * 2), 659.26));
  expect(toneSamples('hangUp', { region: 'US', ringtone: 'classic', digit: null }, RATE)?.loop).toBe(false);
  expect(holdReminderTone.loop).toBe(true);
});
