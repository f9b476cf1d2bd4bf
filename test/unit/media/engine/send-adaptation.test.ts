import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SendAdaptation, type SendLimits, type SendSettings } from '../../../../electron/media/engine/send-adaptation';

const limits: SendLimits = { usualBitsPerSecond: 32_000, maxBitsPerSecond: 128_000, fecUseful: true, redundancyPossible: true };
const REPORT_EVERY_MS = 2500;

/** Reports one after the other, 2.5 s apart; answers the settings after each. */
function follow(losses: readonly (number | { lossPercent: number; roundTripMs: number | null })[], changed: Partial<SendLimits> = {}): SendSettings[] {
  const adaptation = new SendAdaptation({ ...limits, ...changed });
  return losses.map((loss, i) => {
    const report = typeof loss === 'number' ? { lossPercent: loss, roundTripMs: 40 } : loss;
    return adaptation.note({ ...report, atMs: 1000 + i * REPORT_EVERY_MS });
  });
}

const times = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value);
const last = (settings: readonly SendSettings[]): SendSettings => settings.at(-1)!;

describe('send adaptation', () => {
  it('expects some loss and protects against it before anything is known', () => {
    expect(new SendAdaptation(limits).settings).toEqual({ expectedLossPercent: 10, bitsPerSecond: 32_000, inbandFec: true, redundancy: 0 });
  });

  it('goes up with the first bad report', () => {
    expect(last(follow([0, 0, 16]))).toMatchObject({ expectedLossPercent: 12, inbandFec: true, redundancy: 2 });
    expect(last(follow([20]))).toMatchObject({ expectedLossPercent: 20, redundancy: 2 });
  });

  it('comes down over a quarter of a minute, not with the first good report', () => {
    const settings = follow([10, ...times(20, 0)], { fecUseful: false });
    const expected = settings.map(({ expectedLossPercent }) => expectedLossPercent);
    expect(expected[1]).toBeGreaterThan(7);
    // 15 s later a third is left.
    expect(expected[6]).toBeLessThanOrEqual(5);
    expect(expected[6]).toBeGreaterThanOrEqual(3);
    expect(expected.at(-1)).toBe(1);
    expect([...expected].sort((a, b) => b - a)).toEqual(expected);
  });

  it('does not move for a single percent up and down', () => {
    const expected = follow([16, 15.2, 15.9, 15.1, 16, 15.3]).map(({ expectedLossPercent }) => expectedLossPercent);
    expect(new Set(expected).size).toBe(1);
  });

  it('gives FEC up after half a minute without loss and takes it up with the first', () => {
    const fec = follow([...times(14, 0), 1.5]).map(({ inbandFec }) => inbandFec);
    expect(fec.slice(0, 12)).toEqual(times(12, true));
    expect(fec.slice(12)).toEqual([false, false, true]);
  });

  it('tells the encoder of enough loss for FEC to be put in, more at a low rate, as long as FEC is on', () => {
    expect(last(follow([2, 2, 2])).expectedLossPercent).toBe(10);
    expect(last(follow([2, 2, 2], { usualBitsPerSecond: 18_000, maxBitsPerSecond: 18_000 })).expectedLossPercent).toBe(20);
    expect(last(follow(times(20, 0)))).toMatchObject({ expectedLossPercent: 1, inbandFec: false });
  });

  it('uses no FEC where the far end has no use for it', () => {
    expect(follow([0, 5, 20], { fecUseful: false }).some(({ inbandFec }) => inbandFec)).toBe(false);
  });

  it('repeats one frame from 4 % on, two from 12 % on, and goes back at half of that', () => {
    const at = (...losses: number[]): number => last(follow(losses.flatMap((loss) => times(24, loss)))).redundancy;
    expect(at(3)).toBe(0);
    expect(at(4.5)).toBe(1);
    expect(at(4.5, 3)).toBe(1);
    expect(at(4.5, 1)).toBe(0);
    expect(at(13)).toBe(2);
    expect(at(13, 9)).toBe(2);
    expect(at(13, 5)).toBe(1);
    expect(at(13, 0.5)).toBe(0);
  });

  it('repeats nothing where the far end did not offer to take it', () => {
    expect(last(follow(times(10, 20), { redundancyPossible: false })).redundancy).toBe(0);
  });

  it('gives the codec more room where packets are lost, less where each is sent three times', () => {
    expect(last(follow([3])).bitsPerSecond).toBe(40_000);
    expect(last(follow([20])).bitsPerSecond).toBe(24_000);
    expect(last(follow([3], { maxBitsPerSecond: 20_000 })).bitsPerSecond).toBe(20_000);
  });

  it('sends less where the round trip grows together with the loss, and repeats nothing', () => {
    const settings = follow([...times(4, { lossPercent: 0, roundTripMs: 40 }), ...times(4, { lossPercent: 8, roundTripMs: 400 })]);
    const rates = settings.map(({ bitsPerSecond }) => bitsPerSecond);
    expect(rates[4]).toBeLessThan(32_000);
    expect(rates.at(-1)).toBeLessThan(rates[4]!);
    expect(rates.at(-1)).toBeGreaterThanOrEqual(14_000);
    expect(last(settings).redundancy).toBe(0);
  });

  it('comes back step by step once the queue is gone', () => {
    const jam = [...times(2, { lossPercent: 0, roundTripMs: 40 }), ...times(4, { lossPercent: 8, roundTripMs: 400 })];
    const rates = follow([...jam, ...times(30, { lossPercent: 0, roundTripMs: 50 })]).map(({ bitsPerSecond }) => bitsPerSecond);
    expect(rates[6]).toBeLessThan(32_000);
    expect(rates.at(-1)).toBe(32_000);
  });

  it('takes a long round trip without loss for a long way, not for a queue', () => {
    expect(last(follow(times(5, { lossPercent: 0, roundTripMs: 600 }))).bitsPerSecond).toBe(32_000);
  });

  it('takes back what it added where the loss grew with it, and leaves it for half a minute', () => {
    const redundancy = follow([5, ...times(14, 18), ...times(6, 14)]).map((settings) => settings.redundancy);
    expect(redundancy.slice(0, 2)).toEqual([1, 2]);
    expect(redundancy.slice(2, 14)).toEqual(times(12, 0));
    expect(redundancy.at(-1)).toBe(2);
  });

  it('does not blame one worse report, which small numbers bring by chance', () => {
    expect(follow([5, 18, 6, 17, 5, 18, 6]).slice(1).every(({ redundancy }) => redundancy > 0)).toBe(true);
  });

  it('stays within its bounds, whatever is reported', () => {
    const report = fc.record({ lossPercent: fc.oneof(fc.double(), fc.integer({ min: 0, max: 100 })), roundTripMs: fc.option(fc.double({ min: 0, max: 30_000, noNaN: true })) });
    fc.assert(fc.property(fc.array(report), (reports) => {
      for (const settings of follow(reports, { maxBitsPerSecond: 64_000 })) {
        expect(settings.expectedLossPercent).toBeGreaterThanOrEqual(1);
        expect(settings.expectedLossPercent).toBeLessThanOrEqual(30);
        expect(settings.bitsPerSecond).toBeGreaterThanOrEqual(14_000);
        expect(settings.bitsPerSecond).toBeLessThanOrEqual(64_000);
      }
    }));
  });
});
