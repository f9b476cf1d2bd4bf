import { describe, expect, it } from 'vitest';
import { cases, fates, quickCases, type VoiceCase } from '../../bench/voice/cases';

const of = (name: string): VoiceCase => cases.find((each) => each.name === name) ?? { name };
const lost = (name: string, count = 50_000): boolean[] => fates(of(name), count, 20, 7).map(({ comesMs }) => comesMs === null);
const share = (flags: readonly boolean[]): number => flags.filter(Boolean).length / flags.length;

describe('the fate of packets in the voice benchmark', () => {
  it('is the same for the same seed and another for another', () => {
    expect(fates(of('10 % loss'), 500, 20, 3)).toEqual(fates(of('10 % loss'), 500, 20, 3));
    expect(fates(of('10 % loss'), 500, 20, 3)).not.toEqual(fates(of('10 % loss'), 500, 20, 4));
  });

  it.each([['clean', 0], ['2 % loss', 0.02], ['5 % loss', 0.05], ['10 % loss', 0.1], ['20 % loss', 0.2], ['bursts', 0.05], ['jitter', 0.01]])('%s loses that share', (name, wanted) => {
    expect(share(lost(name))).toBeCloseTo(wanted, 2);
  });

  it('loses in runs of three on average where bursts are asked for, else alone', () => {
    const meanRun = (flags: readonly boolean[]): number => {
      const runs = flags.filter((flag, i) => flag && flags[i - 1] !== true).length;
      return flags.filter(Boolean).length / runs;
    };
    expect(meanRun(lost('bursts'))).toBeGreaterThan(2.8);
    expect(meanRun(lost('bursts'))).toBeLessThan(3.2);
    expect(meanRun(lost('5 % loss'))).toBeLessThan(1.15);
  });

  it('delays by 60 ms and 30 more or less; packets overtake each other only where they may', () => {
    for (const [name, overtakes] of [['jitter', true], ['jitter in order', false]] as const) {
      const come = fates(of(name), 5_000, 20, 1).flatMap(({ sentMs, comesMs }) => (comesMs === null ? [] : [{ sentMs, comesMs }]));
      for (const { sentMs, comesMs } of come) {
        expect(comesMs - sentMs).toBeGreaterThanOrEqual(30);
        expect(comesMs - sentMs).toBeLessThanOrEqual(90.001);
      }
      expect(come.some(({ comesMs }, i) => i > 0 && comesMs < (come[i - 1]?.comesMs ?? 0))).toBe(overtakes);
    }
  });

  it('drifts by half a second in a thousand', () => {
    expect(fates(of('drift fast'), 50_001, 20, 1).at(-1)?.sentMs).toBeCloseTo(1_000_000 / 1.0005, 3);
    expect(fates(of('drift slow'), 50_001, 20, 1).at(-1)?.sentMs).toBeCloseTo(1_000_000 / 0.9995, 3);
  });

  it('has every quick case among all', () => {
    for (const name of quickCases) expect(cases.map((each) => each.name)).toContain(name);
  });
});
