import { beforeAll, describe, expect, it } from 'vitest';
import { scoreSpeech, toScoreRate, type Band } from '../../../support/sound/quality';
import { coded, clipped, hiss, holes, louder, lowPassed, mnru, shifted } from '../../../support/sound/quality/stimuli';
import { concat, silence } from '../../../support/sound/signal';
import { hasSpeech, talk } from '../../../bench/voice/sentences';

const present = hasSpeech();
let sentences: Float32Array[] = [];
beforeAll(() => { if (present) sentences = talk(3).sentences.map(({ pcm }) => pcm); });

const score = (change: (pcm: Float32Array) => Float32Array, band: Band = 'wide'): number => {
  const scores = sentences.map((pcm) => scoreSpeech(toScoreRate(pcm), toScoreRate(concat(change(pcm), silence(1_300))), band).score);
  return scores.toSorted((a, b) => a - b)[1] ?? Number.NaN;
};
const falls = (scores: readonly number[], byAtLeast: number): void => {
  scores.forEach((value, i) => { if (i > 0) expect((scores[i - 1] ?? 0) - value).toBeGreaterThan(byAtLeast); });
};

describe.skipIf(!present)('the speech score (needs the speech of asterisk-core-sounds-en-g722)', () => {
  it('hears no difference where there is none, at any level and after any delay', () => {
    for (const change of [(pcm: Float32Array) => pcm, (pcm: Float32Array) => louder(pcm, -12), (pcm: Float32Array) => louder(pcm, 6), (pcm: Float32Array) => shifted(pcm, 80)]) {
      expect(score(change)).toBeGreaterThan(4.6);
    }
  });

  it('finds the delay, and forgives a change of it in a pause', () => {
    const [pcm = new Float32Array(0)] = sentences;
    const late = scoreSpeech(toScoreRate(pcm), toScoreRate(concat(shifted(pcm, 80), silence(1_300))), 'wide');
    expect(late.delayMs).toBe(80);
    const later = scoreSpeech(toScoreRate(pcm), toScoreRate(concat(shifted(pcm, 100, 'middle'), silence(1_300))), 'wide');
    expect(later.score).toBeGreaterThan(4.5);
    expect(later.delayChanges).toBe(1);
  });

  it('falls with every step of modulated noise, through the anchors of its scale', () => {
    const scores = [35, 30, 25, 20, 15, 10, 5].map((q) => score((pcm) => mnru(pcm, q)));
    falls(scores, 0.1);
    [4.15, 3.8, 3.3, 2.7, 2.0, 1.5, 1.15].forEach((anchor, i) => expect(Math.abs((scores[i] ?? 0) - anchor)).toBeLessThan(0.45));
  });

  it('falls with steady noise', () => falls([40, 30, 20, 10].map((snr) => score((pcm) => hiss(pcm, snr))), 0.3));

  it('falls with loss that nothing conceals', () => {
    const scores = [0, 0.02, 0.05, 0.1, 0.2].map((share) => score((pcm) => holes(pcm, share)));
    falls(scores, 0.2);
    expect(scores[4]).toBeLessThan(2.2);
  });

  it('ranks codecs and concealment: better than holes, worse than nothing lost', () => {
    for (const codec of ['opus', 'g722'] as const) {
      const scores = [0, 0.05, 0.1, 0.2].map((share) => score((pcm) => coded(pcm, codec, share)));
      falls(scores, 0.1);
      expect(scores[0]).toBeGreaterThan(4.2);
      expect(scores[3]).toBeGreaterThan(score((pcm) => holes(pcm, 0.2)));
    }
  });

  it('misses the high band in wide-band speech and does not ask for it in the telephone band', () => {
    falls([score((pcm) => pcm), score((pcm) => lowPassed(pcm, 5_000)), score((pcm) => lowPassed(pcm, 3_400))], 0.1);
    expect(score((pcm) => lowPassed(pcm, 3_500), 'narrow')).toBeGreaterThan(4.5);
    expect(score((pcm) => coded(pcm, 'pcmu'), 'narrow')).toBeGreaterThan(3.7);
  });

  it('falls with clipping', () => falls([0.9, 0.3, 0.1].map((share) => score((pcm) => clipped(pcm, share))), 0.4));

  it('gives the lowest marks to silence and to other words', () => {
    expect(score((pcm) => pcm.map(() => 0))).toBeLessThan(1.8);
    const [one = new Float32Array(0), other = new Float32Array(0)] = sentences;
    expect(scoreSpeech(toScoreRate(one), toScoreRate(concat(other, silence(3_000))), 'wide').score).toBeLessThan(1.8);
  });
});
