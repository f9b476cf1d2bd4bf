import { expect, test } from 'vitest';
import { KeepAlive } from '../../../../electron/sip/lines/keep-alive';
import { FakeClock } from '../../../support/fake-clock';

function pingsIn(seconds: number, flowTimerSeconds: number | null, random: number): number {
  const clock = new FakeClock();
  let pings = 0;
  const keepAlive = new KeepAlive(clock, () => random, () => { pings += 1; });
  keepAlive.use(flowTimerSeconds);
  keepAlive.start();
  clock.advance(seconds * 1000);
  keepAlive.stop();
  expect(clock.pending).toBe(0);
  return pings;
}

test('goes out every 20 to 25 s', () => {
  expect([pingsIn(100, null, 0), pingsIn(100, null, 1)]).toEqual([5, 4]);
});

test('goes out at 80 to 100 % of a shorter Flow-Timer, and no more seldom for a longer one', () => {
  expect([pingsIn(100, 10, 0), pingsIn(100, 10, 1), pingsIn(100, 600, 1)]).toEqual([12, 10, 4]);
});

test('goes out at once where that is asked for, and then in its time', () => {
  const clock = new FakeClock();
  let pings = 0;
  const keepAlive = new KeepAlive(clock, () => 1, () => { pings += 1; });
  keepAlive.start(true);
  expect(pings).toBe(1);
  clock.advance(24_999);
  expect(pings).toBe(1);
  clock.advance(1);
  expect(pings).toBe(2);
  keepAlive.stop();
});
