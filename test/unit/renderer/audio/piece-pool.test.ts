import { describe, expect, it } from 'vitest';
import { PiecePool } from '../../../../renderer/audio/capture/piece-pool';

describe('the pool of microphone pieces', () => {
  it('gives out again what came back, each once', () => {
    const pool = new PiecePool();
    const first = pool.take(128);
    expect(first).toHaveLength(128);
    pool.give(first);
    expect(pool.take(128)).toBe(first);
    expect(pool.take(128)).not.toBe(first);
  });

  it('keeps eight', () => {
    const pool = new PiecePool();
    const pieces = Array.from({ length: 20 }, () => pool.take(128));
    for (const piece of pieces) pool.give(piece);
    const again = Array.from({ length: 20 }, () => pool.take(128));
    expect(again.filter((piece) => pieces.includes(piece))).toHaveLength(8);
    expect(new Set(again).size).toBe(20);
  });

  it('never gives out a piece of the wrong size: of another device, resampled, or handed to somebody else meanwhile', () => {
    const pool = new PiecePool();
    const old = pool.take(128);
    pool.give(pool.take(128));
    expect(pool.take(480)).toHaveLength(480);
    pool.give(old);
    expect(pool.take(480)).toHaveLength(480);
    const gone = pool.take(480);
    structuredClone(gone, { transfer: [gone.buffer] });
    pool.give(gone);
    expect(pool.take(480)).toHaveLength(480);
  });
});
