import { describe, expect, it } from 'vitest';
import { LossPattern } from '../../../../electron/media/quality/loss-pattern';
import { QualityMeter } from '../../../../electron/media/quality/quality-meter';
import { seededRandom } from '../../../support/random';

/** Notes packets from `first` on; `lost` says which do not come. */
function feed(pattern: LossPattern, count: number, lost: (i: number) => boolean, first = 65_500): void {
  for (let i = 0; i < count; i++) if (!lost(i)) pattern.note((first + i) & 0xffff);
}

describe('pattern of losses', () => {
  it('counts random loss, over the wrap of the sequence numbers', () => {
    const pattern = new LossPattern();
    const random = seededRandom(4);
    feed(pattern, 20_000, (i) => i > 0 && random() < 0.05);
    expect(pattern.losses / pattern.packets).toBeCloseTo(0.05, 2);
    expect(pattern.burstRatio).toBeCloseTo(1, 1);
  });

  it('tells rows from single losses', () => {
    const pattern = new LossPattern();
    feed(pattern, 10_000, (i) => i % 60 >= 57);
    expect(pattern.losses / pattern.packets).toBeCloseTo(0.05, 2);
    expect(pattern.burstRatio).toBeCloseTo(2.85, 1);
    const figures = pattern.figures();
    expect(figures.burstPackets).toBe(3);
    expect(figures.burstDensityPercent).toBe(100);
    expect(figures.gapDensityPercent).toBe(0);
  });

  it('takes losses within 16 packets of each other for one burst (RFC 3611 Gmin), single ones for the gap', () => {
    const near = new LossPattern();
    feed(near, 400, (i) => i === 100 || i === 110);
    expect(near.figures()).toMatchObject({ burstPackets: 11, gapDensityPercent: 0 });
    expect(near.figures().burstDensityPercent).toBeCloseTo((2 / 11) * 100, 5);
    const far = new LossPattern();
    feed(far, 400, (i) => i === 100 || i === 140);
    expect(far.figures()).toMatchObject({ burstPackets: 0, burstDensityPercent: 0 });
    expect(far.losses).toBe(2);
  });

  it('does not take reordered, doubled or very late packets for losses', () => {
    const pattern = new LossPattern();
    for (let i = 0; i < 1_000; i += 2) { pattern.note(i + 1); pattern.note(i); pattern.note(i); }
    pattern.note(3);
    expect(pattern.losses).toBeLessThanOrEqual(1);
  });

  it('does not count the jump to another stream as loss', () => {
    const pattern = new LossPattern();
    feed(pattern, 200, () => false, 0);
    feed(pattern, 200, () => false, 30_000);
    expect(pattern.losses).toBe(0);
  });
});

describe('quality of a session', () => {
  const facts = { codec: 'opus', ptimeMs: 20, concealedMs: 0, packetsLate: 0, roundTripMs: 40, playoutDelayMs: 30, receiving: true };

  it('says nothing before anything came, and all is well on a clean line', () => {
    const meter = new QualityMeter();
    expect(meter.estimate(facts, 0)).toBeNull();
    expect(meter.voipMetrics()).toBeNull();
    for (let i = 0; i < 100; i++) meter.note(7, i);
    const quality = meter.estimate(facts, 1_000);
    expect(quality).toMatchObject({ band: 'full', concealedPercent: 0, burstRatio: 1, mouthToEarMs: 20 + 30 + 20 + 6.5 + 20 });
    expect(quality?.mosConversational).toBeCloseTo(4.32, 2);
  });

  it('falls while sound has to be made up, and recovers', () => {
    const meter = new QualityMeter();
    for (let i = 0; i < 100; i++) meter.note(7, i);
    meter.estimate(facts, 0);
    let concealedMs = 0;
    for (let s = 1; s <= 10; s++) meter.estimate({ ...facts, concealedMs: (concealedMs += 100) }, s * 1_000);
    const bad = meter.estimate({ ...facts, concealedMs }, 10_001);
    expect(bad?.concealedPercent).toBeGreaterThan(6);
    expect(bad?.mosListening).toBeLessThan(4);
    for (let s = 11; s <= 50; s++) meter.estimate({ ...facts, concealedMs }, s * 1_000);
    expect(meter.estimate({ ...facts, concealedMs }, 51_000)?.mosListening).toBeGreaterThan(4.3);
  });

  it('does not count what is filled in while nothing is to come', () => {
    const meter = new QualityMeter();
    for (let i = 0; i < 100; i++) meter.note(7, i);
    meter.estimate(facts, 0);
    expect(meter.estimate({ ...facts, concealedMs: 900, receiving: false }, 1_000)?.concealedPercent).toBe(0);
  });

  it('says the same to the far end as VoIP metrics', () => {
    const meter = new QualityMeter();
    for (let i = 0; i < 500; i++) if (i % 20 !== 7) meter.note(0xabc, i);
    meter.estimate({ ...facts, packetsLate: 5 }, 1_000);
    expect(meter.voipMetrics()).toMatchObject({ ssrc: 0xabc, roundTripMs: 40, endSystemDelayMs: 70, jitterBufferMs: 30 });
    expect(meter.voipMetrics()?.lossPercent).toBeCloseTo(5, 0);
    expect(meter.voipMetrics()?.discardPercent).toBeCloseTo(1, 0);
  });
});
