import { describe, expect, it } from 'vitest';
import { Concealer, pitchPeriod } from '../../../../electron/media/codecs/concealment';
import { correlation, frames, joined, speech } from '../../../support/codec-signals';

const rms = (pcm: Float32Array): number => Math.sqrt(pcm.reduce((sum, x) => sum + x * x, 0) / pcm.length);
const steepest = (pcm: Float32Array): number => pcm.reduce((most, x, i) => (i === 0 ? 0 : Math.max(most, Math.abs(x - (pcm[i - 1] ?? 0)))), 0);

/** A buzz with harmonics, like a vowel. */
const vowel = (hz: number, rate: number, samples: number, from = 0): Float32Array => Float32Array.from({ length: samples }, (_, i) => {
  const at = (2 * Math.PI * hz * (i + from)) / rate;
  return 0.3 * Math.sin(at) + 0.15 * Math.sin(2 * at + 1) + 0.1 * Math.sin(5 * at + 2);
});

describe('pitch search', () => {
  it.each([80, 125, 210, 350])('finds the period of a vowel at %i Hz, or a small multiple', (hz) => {
    const lag = pitchPeriod(vowel(hz, 16000, 1200), 40, 240, 160);
    const periods = (lag * hz) / 16000;
    expect(Math.abs(periods - Math.round(periods))).toBeLessThan(0.03);
    expect(Math.round(periods)).toBeGreaterThanOrEqual(1);
  });
});

describe.each([8000, 16000])('concealment at %i Hz', (rate) => {
  it('goes on with a vowel so closely that 20 ms lost can hardly be told', () => {
    const concealer = new Concealer(rate);
    concealer.heard(vowel(150, rate, rate / 5));
    const lost = vowel(150, rate, rate / 50, rate / 5);
    expect(correlation(lost, concealer.conceal(rate / 50))).toBeGreaterThan(0.95);
  });

  it('makes no click going into the gap, inside it, or coming out', () => {
    const whole = vowel(130, rate, rate / 2);
    const concealer = new Concealer(rate);
    const parts = frames(whole, rate / 50).map((frame, i) => {
      if (i % 6 === 4 || i % 6 === 5) return concealer.conceal(frame.length);
      const copy = frame.slice();
      concealer.heard(copy);
      return copy;
    });
    expect(steepest(joined(parts))).toBeLessThan(1.5 * steepest(whole));
  });

  it('fades to silence between 20 and 100 ms, and stays there', () => {
    const concealer = new Concealer(rate);
    concealer.heard(vowel(150, rate, rate / 5));
    const gap = concealer.conceal(rate / 4);
    const at = (ms: number) => rms(gap.subarray((ms * rate) / 1000, ((ms + 10) * rate) / 1000));
    expect(at(0)).toBeGreaterThan(0.2);
    expect(at(60)).toBeLessThan(0.6 * at(0));
    expect(at(60)).toBeGreaterThan(0.2 * at(0));
    expect(at(100)).toBe(0);
    expect(at(200)).toBe(0);
  });

  it('is silent where nothing was heard, and after reset', () => {
    const concealer = new Concealer(rate);
    expect(rms(concealer.conceal(rate / 50))).toBe(0);
    concealer.heard(vowel(150, rate, rate / 5));
    concealer.reset();
    expect(rms(concealer.conceal(rate / 50))).toBe(0);
  });

  it('makes the same of a gap however it is asked for', () => {
    const whole = new Concealer(rate);
    const pieces = new Concealer(rate);
    for (const one of [whole, pieces]) one.heard(vowel(150, rate, rate / 5));
    expect(joined([1, 7, 80, 72].map((samples) => pieces.conceal(samples)))).toEqual(whole.conceal(160));
  });

  it('keeps speech with every tenth packet lost nearer to the original than silence does', () => {
    const pcm = speech(rate as 8000 | 16000, 8);
    const concealer = new Concealer(rate);
    const parts = frames(pcm, rate / 50);
    const lost = (i: number) => i % 10 === 9;
    const heard = parts.map((frame, i) => {
      if (lost(i)) return concealer.conceal(frame.length);
      const copy = frame.slice();
      concealer.heard(copy);
      return copy;
    });
    const only = (list: Float32Array[]) => joined(list.filter((_, i) => lost(i)));
    expect(correlation(only(parts), only(heard))).toBeGreaterThan(0.4);
    expect(heard.every((part) => part.every((x) => Math.abs(x) <= 1))).toBe(true);
  });
});

describe.each([8000, 16000, 48000])('a gap whose end is known, at %i Hz', (rate) => {
  const packet = rate / 50;
  /** A vowel that falls in pitch from 160 to 140 Hz within 100 ms. */
  const gliding = Float32Array.from({ length: rate / 5 }, (_, i) => {
    const t = i / rate;
    const at = 2 * Math.PI * (160 * t - 100 * t * t);
    return 0.3 * Math.sin(at) + 0.15 * Math.sin(2 * at + 1) + 0.1 * Math.sin(3 * at + 2);
  });
  const lost = gliding.subarray(5 * packet, 6 * packet);
  const next = gliding.subarray(6 * packet, 7 * packet);
  const told = (): Concealer => {
    const concealer = new Concealer(rate);
    concealer.heard(gliding.slice(0, 5 * packet));
    return concealer;
  };

  it('is nearer to what was lost than one that is only guessed ahead', () => {
    const off = (made: Float32Array): number => rms(made.map((sample, i) => sample - (lost[i] ?? 0)));
    expect(off(told().bridge(packet, next))).toBeLessThan(0.7 * off(told().conceal(packet)));
  });

  it('meets the sound behind it without a click', () => {
    const concealer = told();
    const made = concealer.bridge(packet, next);
    const following = next.slice();
    concealer.heard(following);
    expect(following).toEqual(next);
    expect(steepest(joined([gliding.subarray(0, 5 * packet), made, following]))).toBeLessThan(2 * steepest(gliding));
  });

  it('goes on into a packet whose beginning is not to be trusted, and leaves it for the real sound', () => {
    const settling = rate / 200;
    const wrong = (pcm: Float32Array): number => rms(pcm.subarray(0, settling).map((sample, i) => sample - (next[i] ?? 0)));
    // Upside down at first, right in the end.
    const off = next.map((sample, i) => (i < settling ? sample * (2 * (i / settling) - 1) : sample));
    const before = wrong(off);
    const concealer = told();
    const made = concealer.bridge(packet, off, 5);
    concealer.heard(off);
    expect(wrong(off)).toBeLessThan(0.5 * before);
    expect(off.subarray(settling)).toEqual(next.subarray(settling));
    expect(steepest(joined([gliding.subarray(0, 5 * packet), made, off]))).toBeLessThan(2 * steepest(gliding));
    const after = next.slice();
    concealer.heard(after);
    expect(after).toEqual(next);
  });

  it('gives finite sound of the asked length whatever stands on both sides', () => {
    for (const behind of [new Float32Array(0), new Float32Array(packet), next.subarray(0, 7), new Float32Array(packet).fill(1)]) {
      for (const samples of [1, packet, 3 * packet]) for (const settlingMs of [0, 5]) {
        const made = new Concealer(rate).bridge(samples, behind, settlingMs);
        expect(made).toHaveLength(samples);
        expect(made.every((sample) => Math.abs(sample) <= 1)).toBe(true);
      }
    }
  });
});
