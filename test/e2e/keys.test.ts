import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { Desk, lineDraft, provisioningFile, RunningApp, until } from '../support/app';
import { KeyServer } from '../support/sip/key-server';

const KEYS = 500;
const LONGEST_FRAME_MS = 34;

describe('the Keys page', () => {
  let desk: Desk;
  let server: KeyServer;
  let app: RunningApp;
  let page: Page;

  beforeAll(async () => {
    [desk, server] = await Promise.all([Desk.start(), KeyServer.open()]);
    const { username, domain, password } = lineDraft('201', server.domain);
    const file = provisioningFile(await desk.folder('provisioning'), {
      version: 1, accounts: [{ username, domain, password }], settings: { onboarded: true },
      keys: Array.from({ length: KEYS }, (_, index) => ({ target: String(1_000 + index), label: `Person ${index}` })),
    });
    app = await RunningApp.start(desk, { args: ['--provision', file] });
    page = await app.phone();
    await app.ready();
    await until(`${KEYS} subscriptions`, () => server.subscribed.size === KEYS && server.notifiesAnswered >= KEYS, 20_000, () => `${server.subscribed.size} ${server.notifiesAnswered}`);
    await page.getByRole('button', { name: 'Keys', exact: true }).click();
    await page.getByRole('button', { name: 'Person 0, Free' }).waitFor();
  }, 60_000);
  afterAll(async () => {
    await desk.dispose();
    server.close();
  });

  test(`shows ${KEYS} keys that begin to ring in one burst, without a frame lost`, async () => {
    // A machine that others use stands still by itself now and then: the best of three counts, and each is told.
    const longest: number[] = [];
    for (let round = 0; round < 3 && !longest.some((ms) => ms < LONGEST_FRAME_MS); round++) {
      const frames = page.evaluate(() => new Promise<number>((resolve) => {
        let last = performance.now();
        const began = last;
        let longestMs = 0;
        const look = (now: number): void => {
          longestMs = Math.max(longestMs, now - last);
          last = now;
          if (now - began > 1_500) resolve(longestMs);
          else requestAnimationFrame(look);
        };
        requestAnimationFrame(look);
      }));
      await new Promise((resolve) => { setTimeout(resolve, 200); });
      server.burst('early');
      await page.getByRole('button', { name: 'Person 0, Ringing: Caller 1000' }).waitFor();
      longest.push(Math.round(await frames));
      const { states } = await app.invoke('keys:list', null);
      expect(states.filter(({ state }) => state === 'ringing')).toHaveLength(KEYS);
      server.burst('idle');
      await page.getByRole('button', { name: 'Person 0, Free' }).waitFor();
    }
    console.info('longest gap between frames, ms:', longest.join(', '));
    expect(Math.min(...longest)).toBeLessThan(LONGEST_FRAME_MS);
  });

  test('calls with one press, and takes the call that rings there from its caller', async () => {
    await page.getByRole('button', { name: 'Person 1, Free' }).click();
    await until('a call', () => server.invited.some(({ user }) => user === '1001'));
    await app.quiet();
    await page.keyboard.press('Escape');
    server.burst('early', ['1002']);
    await page.getByRole('button', { name: /^Person 2, Ringing/ }).click();
    const taken = await until('a call taken', () => server.invited.find(({ user }) => user === 'caller'));
    expect(taken.replaces).toBe('c;to-tag=r;from-tag=l;early-only');
    expect(app.pageErrors).toEqual([]);
  });
});
