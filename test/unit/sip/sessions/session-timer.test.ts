import { beforeEach, describe, expect, test } from 'vitest';
import { SessionTimer } from '../../../../electron/sip/sessions/session-timer';
import { FakeClock } from '../../../support/fake-clock';

let clock: FakeClock;
let told: string[];
let timer: SessionTimer;

beforeEach(() => {
  clock = new FakeClock();
  told = [];
  timer = new SessionTimer(clock, {
    onDue: () => told.push(`due ${clock.monotonicMs() / 1_000}`),
    onExpired: () => told.push(`expired ${clock.monotonicMs() / 1_000}`),
  });
});

describe('a session timer', () => {
  test('we refresh after half the interval; without success it ends 32 s before the end (RFC 4028 10)', () => {
    timer.start({ intervalSeconds: 1_800, refresher: 'us' });
    clock.advance(1_800_000);
    expect(told).toEqual(['due 900', 'expired 1768']);
  });

  test('short intervals end a third before the end', () => {
    timer.start({ intervalSeconds: 90, refresher: 'them' });
    clock.advance(90_000);
    expect(told).toEqual(['expired 60']);
  });

  test('a refresh of theirs starts it anew', () => {
    timer.start({ intervalSeconds: 90, refresher: 'them' });
    clock.advance(59_000);
    timer.start({ intervalSeconds: 90, refresher: 'them' });
    clock.advance(59_000);
    expect(told).toEqual([]);
    clock.advance(2_000);
    expect(told).toEqual(['expired 119']);
  });

  test('a refused refresh is tried again halfway to the end, or when they say', () => {
    timer.start({ intervalSeconds: 1_800, refresher: 'us' });
    clock.advance(900_000);
    timer.again(null);
    clock.advance(434_000);
    expect(told).toEqual(['due 900', 'due 1334']);
    timer.again(3_000);
    clock.advance(3_000);
    expect(told.at(-1)).toBe('due 1337');
  });

  test('without terms nothing runs out, but the far end is looked for', () => {
    timer.start(null);
    clock.advance(7_200_000);
    expect(told).toEqual(['due 900']);
  });

  test('stopped, nothing waits', () => {
    timer.start({ intervalSeconds: 1_800, refresher: 'us' });
    timer.stop();
    expect(clock.pending).toBe(0);
  });
});
