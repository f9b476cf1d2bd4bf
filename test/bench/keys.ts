/**
 * Frames of the Keys page while every one of its keys changes at once: the longest gap between two frames, for the first
 * burst after the start and for the second, and how long the main process was busy at a stretch.
 * npm run bench:keys [-- --json FILE] [--rounds N]; needs a build
 */
import type { Page } from 'playwright-core';
import { Desk, lineDraft, provisioningFile, RunningApp, until } from '../support/app';
import { KeyServer } from '../support/sip/key-server';
import { calm } from './lib/calm';
import { argument, Report, sleep } from './lib/report';

const KEYS = 500;
const ROUNDS = Number(argument('rounds') ?? 5);
const LOOK_MS = 1_500;

/** The longest time between two frames from now on. As text: a function with a name inside would carry the compiler's helper along. */
const longestGapMs = (page: Page): Promise<number> => page.evaluate<number>(`new Promise((resolve) => {
  const began = performance.now();
  let last = began;
  let longest = 0;
  requestAnimationFrame(function look(now) {
    longest = Math.max(longest, now - last);
    last = now;
    if (now - began > ${LOOK_MS}) resolve(longest);
    else requestAnimationFrame(look);
  });
})`);

/** The longest time that main did nothing else from now on, told when that time is over. */
const longestTurnMs = (app: RunningApp): Promise<number> => app.electron.evaluate(async (_, lookMs) => {
  let longest = 0;
  let last = performance.now();
  for (const untilMs = last + lookMs; last < untilMs;) {
    await new Promise((resolve) => { setTimeout(resolve, 1); });
    const now = performance.now();
    longest = Math.max(longest, now - last - 1);
    last = now;
  }
  return longest;
}, LOOK_MS);

async function oneStart(): Promise<{ gapsMs: number[]; turnsMs: number[]; restMs: number }> {
  const [desk, server] = await Promise.all([Desk.start(), KeyServer.open()]);
  try {
    const { username, domain, password } = lineDraft('201', server.domain);
    const file = provisioningFile(await desk.folder('provisioning'), {
      version: 1, accounts: [{ username, domain, password }], settings: { onboarded: true },
      keys: Array.from({ length: KEYS }, (_, index) => ({ target: String(1_000 + index), label: `Person ${index}` })),
    });
    const app = await RunningApp.start(desk, { args: ['--provision', file] });
    const page = await app.phone();
    await page.getByRole('button', { name: 'Keys', exact: true }).click();
    await until('all keys watched', () => server.subscribed.size === KEYS && server.notifiesAnswered >= KEYS, 20_000);
    await page.getByRole('button', { name: 'Person 0, Free' }).waitFor();
    await calm();
    const restMs = await longestGapMs(page);
    const gapsMs: number[] = [];
    const turnsMs: number[] = [];
    for (const state of ['early', 'confirmed'] as const) {
      const measured = Promise.all([longestGapMs(page), longestTurnMs(app)]);
      await sleep(200);
      server.burst(state);
      const [gapMs, turnMs] = await measured;
      gapsMs.push(gapMs);
      turnsMs.push(turnMs);
    }
    await page.getByRole('button', { name: 'Person 0, On a call: Caller 1000' }).waitFor();
    return { gapsMs, turnsMs, restMs };
  } finally {
    await desk.dispose();
    server.close();
  }
}

const report = new Report('keys');
const starts = [];
for (let round = 0; round < ROUNDS; round++) starts.push(await oneStart());
report.times('nothing happens', 'longest gap between frames', starts.map(({ restMs }) => restMs));
for (const [at, name] of ['first burst after the start', 'second burst'].entries()) {
  report.times(`${name}, ${KEYS} keys`, 'longest gap between frames', starts.map(({ gapsMs }) => gapsMs[at] ?? Number.NaN));
  report.times(`${name}, ${KEYS} keys`, 'main busy at a stretch', starts.map(({ turnsMs }) => turnsMs[at] ?? Number.NaN));
}
report.finish();
