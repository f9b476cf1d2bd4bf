import { expect, test } from 'vitest';
import { refreshDelayMs } from '../../../../electron/sip/registration/policy';

/** What a timer of node can wait for; one set for longer fires at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

test.each([60, 3_600, 86_400 * 7, 86_400 * 30, 2 ** 31, 2 ** 32])('a registration granted for %i s is refreshed in time, and never at once', (seconds) => {
  for (const random of [0, 0.5, 1]) {
    const delayMs = refreshDelayMs(seconds, () => random);
    expect(delayMs).toBeGreaterThanOrEqual(60_000 * 0.85);
    expect(delayMs).toBeLessThanOrEqual(Math.min(seconds * 900, LONGEST_TIMER_MS));
  }
});
