import { describe, expect, it } from 'vitest';
import { compactNtp, ntpFromEpochMs } from '../../../../electron/media/rtp/ntp';
import { ReceiverStats } from '../../../../electron/media/rtp/receiver-stats';
import { SenderStats } from '../../../../electron/media/rtp/sender-stats';
import { TimestampUnroller, sequenceDistance } from '../../../../electron/media/rtp/serial';

describe('serial numbers', () => {
  it('measures over the wrap', () => {
    expect(sequenceDistance(2, 65_534)).toBe(4);
    expect(sequenceDistance(65_534, 2)).toBe(-4);
  });

  it('unrolls timestamps over the wrap, backwards too', () => {
    const unroller = new TimestampUnroller();
    const first = unroller.unroll(0xffff_ff00);
    expect(unroller.unroll(0x100) - first).toBe(0x200);
    expect(unroller.unroll(0xffff_ff80) - first).toBe(0x80);
  });
});

describe('receiver figures', () => {
  const feed = (stats: ReceiverStats, sequences: readonly number[], jitterMs: (i: number) => number = () => 0): void =>
    sequences.forEach((sequence, i) => stats.note(sequence & 0xffff, sequence * 160, 8000, i * 20 + jitterMs(i)));

  it('counts expected and lost over the wrap of the sequence number', () => {
    const stats = new ReceiverStats(1);
    feed(stats, [65_533, 65_534, 65_536, 65_537, 65_540]);
    expect(stats).toMatchObject({ expected: 8, received: 5, lost: 3, extendedHighestSequence: 65_540 });
  });

  it('lets duplicates make the loss negative and counts reordered packets once', () => {
    const stats = new ReceiverStats(1);
    feed(stats, [1, 3, 2, 2]);
    expect(stats.lost).toBe(-1);
  });

  it('reports the fraction lost of each interval on its own', () => {
    const stats = new ReceiverStats(1);
    feed(stats, [1, 2, 3, 5]);
    expect(stats.report(100)).toMatchObject({ fractionLost: Math.floor(256 / 5), cumulativeLost: 1 });
    feed(stats, [6, 7]);
    expect(stats.report(200)).toMatchObject({ fractionLost: 0, cumulativeLost: 1 });
  });

  it('begins anew after a jump only when a second packet follows the first', () => {
    const stats = new ReceiverStats(1);
    feed(stats, [1, 2, 30_000]);
    expect(stats.extendedHighestSequence).toBe(2);
    feed(stats, [30_001]);
    expect(stats).toMatchObject({ extendedHighestSequence: 30_001, received: 1 });
  });

  it('estimates jitter as RFC 3550 A.8 does', () => {
    const stats = new ReceiverStats(1);
    // Every second packet 5 ms late: each difference is 40 units, the estimate tends to 40 (5 ms).
    feed(stats, Array.from({ length: 400 }, (_, i) => i), (i) => (i % 2) * 5);
    expect(stats.jitterMs).toBeGreaterThan(4.5);
    expect(stats.jitterMs).toBeLessThanOrEqual(5);
    const steady = new ReceiverStats(1);
    feed(steady, Array.from({ length: 400 }, (_, i) => i));
    expect(steady.jitterMs).toBe(0);
  });

  it('tells the loss of the last five seconds, not of the whole call', () => {
    const stats = new ReceiverStats(1);
    for (let i = 0; i < 500; i++) if (i % 2 === 0) stats.note(i, i * 160, 8000, i * 20);
    expect(stats.recentLossPercent()).toBeGreaterThan(45);
    for (let i = 500; i < 800; i++) stats.note(i, i * 160, 8000, i * 20);
    expect(stats.recentLossPercent()).toBe(0);
    expect(stats.lost).toBe(250);
  });
});

describe('round trip', () => {
  it('is A - LSR - DLSR', () => {
    const local = new SenderStats(7);
    const remote = new ReceiverStats(7);
    const epochMs = 1_700_000_000_000;
    local.note(160, 160, 1000);
    remote.note(1, 160, 8000, 0);
    const info = local.senderInfo(1000, epochMs, 8000);
    remote.noteSenderReport(info, 5000);
    const block = remote.report(5500);
    expect(block.lastSenderReport).toBe(compactNtp(ntpFromEpochMs(epochMs)));
    // 500 ms at the far end, 80 ms on the way.
    local.noteReport(block, epochMs + 580);
    expect(local.roundTripMs).toBeCloseTo(80, 0);
  });

  it('ignores reports that would make it negative or absurd', () => {
    const local = new SenderStats(7);
    const now = 1_700_000_000_000;
    const lsr = compactNtp(ntpFromEpochMs(now));
    const block = { ssrc: 7, fractionLost: 0, cumulativeLost: 0, extendedHighestSequence: 0, jitter: 0, lastSenderReport: lsr, delaySinceLastSenderReport: 65_536 };
    local.noteReport(block, now);
    expect(local.roundTripMs).toBeNull();
    local.noteReport({ ...block, delaySinceLastSenderReport: 0 }, now + 60_000);
    expect(local.roundTripMs).toBeNull();
  });

  it('moves the RTP timestamp of a sender report on to the moment of the report', () => {
    const stats = new SenderStats(1);
    stats.note(1000, 160, 0);
    expect(stats.senderInfo(50, 0, 8000).rtpTimestamp).toBe(1400);
  });
});
