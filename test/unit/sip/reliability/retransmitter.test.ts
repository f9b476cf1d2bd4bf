import { beforeEach, describe, expect, test } from 'vitest';
import { Retransmitter } from '../../../../electron/sip/reliability/retransmitter';
import { FakeClock } from '../../../support/fake-clock';

let clock: FakeClock;
let retransmitter: Retransmitter;
let sentAtMs: number[];
const send = (): void => { sentAtMs.push(clock.monotonicMs()); };

beforeEach(() => {
  clock = new FakeClock();
  retransmitter = new Retransmitter(clock);
  sentAtMs = [];
});

describe('timers A, E and G', () => {
  test('retransmits INVITE at 500 ms, 1 s, 2 s on UDP, doubling until 64*T1', () => {
    retransmitter.start('b|INVITE', 'A', send);
    clock.advance(60_000);
    expect(sentAtMs).toEqual([500, 1_500, 3_500, 7_500, 15_500, 31_500]);
    expect([retransmitter.size, clock.pending]).toEqual([0, 0]);
  });

  test('retransmits other requests doubling to 4 s, until 64*T1', () => {
    retransmitter.start('b|BYE', 'E', send);
    clock.advance(60_000);
    expect(sentAtMs.slice(0, 6)).toEqual([500, 1_500, 3_500, 7_500, 11_500, 15_500]);
    expect(sentAtMs.at(-1)).toBeLessThan(32_000);
    expect(clock.pending).toBe(0);
  });

  test('a provisional answer ends A and slows E to 4 s', () => {
    retransmitter.start('a', 'A', send);
    retransmitter.provisional('a');
    clock.advance(10_000);
    expect(sentAtMs).toEqual([]);
    retransmitter.start('e', 'E', send);
    clock.advance(100);
    retransmitter.provisional('e');
    clock.advance(9_000);
    expect(sentAtMs).toEqual([14_100, 18_100]);
  });

  test('repeats a refusal of an INVITE until its ACK', () => {
    retransmitter.start('final', 'G', send);
    clock.advance(4_000);
    retransmitter.stop('final');
    clock.advance(60_000);
    expect(sentAtMs).toEqual([500, 1_500, 3_500]);
  });

  test('starting a transaction twice keeps the first, stopping an unknown one does nothing', () => {
    retransmitter.start('k', 'A', send);
    retransmitter.start('k', 'A', send);
    retransmitter.stop('other');
    clock.advance(500);
    expect(sentAtMs).toHaveLength(1);
  });

  test('dispose leaves no timer', () => {
    retransmitter.start('1', 'A', send);
    retransmitter.start('2', 'E', send);
    retransmitter.dispose();
    expect(clock.pending).toBe(0);
  });
});
