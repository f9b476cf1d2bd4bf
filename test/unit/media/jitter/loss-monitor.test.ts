import { describe, expect, it } from 'vitest';
import { LossMonitor } from '../../../../electron/media/jitter/loss-monitor';

const SECOND = 50;

/** `packets` of which every `every`-th is lost, each with so many copies of those before it. */
function run(monitor: LossMonitor, packets: number, every: number, copies: number): void {
  for (let i = 1; i <= packets; i++) {
    monitor.noteCopies(copies);
    monitor.played(i % every === 0 ? 1 : 0);
  }
}

describe('LossMonitor', () => {
  it('asks for no delay where nothing is lost, or where nothing could be had from waiting', () => {
    const clean = new LossMonitor();
    run(clean, 20 * SECOND, Number.POSITIVE_INFINITY, 1);
    expect(clean.extraFrames).toBe(0);
    const bare = new LossMonitor();
    run(bare, 20 * SECOND, 20, 0);
    expect(bare.extraFrames).toBe(0);
  });

  it('asks for a frame after the second loss within some seconds, not after a single one', () => {
    const monitor = new LossMonitor();
    run(monitor, 5 * SECOND, 5 * SECOND, 1);
    expect(monitor.extraFrames).toBe(0);
    run(monitor, 3 * SECOND, 3 * SECOND, 1);
    expect(monitor.extraFrames).toBe(1);
  });

  it('keeps it through pauses of speech, in which Opus sends no copies, and through seconds without loss', () => {
    const monitor = new LossMonitor();
    run(monitor, 10 * SECOND, 50, 1);
    expect(monitor.extraFrames).toBe(1);
    run(monitor, 3 * SECOND, Number.POSITIVE_INFINITY, 0);
    expect(monitor.extraFrames).toBe(1);
  });

  it('gives it back when the loss has gone, and when the far end no longer sends copies', () => {
    const calm = new LossMonitor();
    run(calm, 10 * SECOND, 50, 1);
    run(calm, 40 * SECOND, Number.POSITIVE_INFINITY, 1);
    expect(calm.extraFrames).toBe(0);
    const bare = new LossMonitor();
    run(bare, 10 * SECOND, 50, 1);
    run(bare, 20 * SECOND, 50, 0);
    expect(bare.extraFrames).toBe(0);
  });

  it('asks for two where two copies come and many packets are lost', () => {
    const monitor = new LossMonitor();
    run(monitor, 10 * SECOND, 8, 2);
    expect(monitor.extraFrames).toBe(2);
  });
});
