import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { Desk, plainSound, RunningApp, weHearOurselves } from '../support/app';

let desk: Desk;
let app: RunningApp;
let page: Page;

describe('the first minutes on a new machine', () => {
  beforeAll(async () => {
    desk = await Desk.start();
    app = await RunningApp.start(desk);
    page = await app.phone();
  }, 60_000);
  afterAll(() => desk.dispose());

  test('show the welcome, and one click on the practice line leads to a line that is ready', async () => {
    await page.getByRole('heading', { name: 'Welcome to Sidetone' }).waitFor();
    await app.screenshot('welcome');
    await page.getByRole('button', { name: /Try the practice line/ }).click();
    await page.getByRole('heading', { name: 'Practice line is ready' }).waitFor();
    await app.ready();
    await app.screenshot('practice-ready');
    await page.getByRole('button', { name: 'Open the keypad' }).click();
    await page.getByRole('combobox', { name: 'Name or number' }).waitFor();
    await app.screenshot('keypad');
  });

  test('a number typed on the keyboard and Enter call the echo, which gives our own voice back', async () => {
    // A headset: an echo canceller would rightly take out a voice that comes back by itself.
    await app.invoke('settings:set', plainSound);
    await page.keyboard.type('3246');
    await page.keyboard.press('Enter');
    await page.getByRole('region', { name: /Call with/ }).waitFor();
    const call = await app.waitForCall('established');
    expect(call).toMatchObject({ direction: 'outgoing', remote: { number: '3246' } });
    await app.screenshot('in-call');
    await weHearOurselves(desk);
  });

  test('the keyboard hangs up, and the history holds the call with its figures', async () => {
    await page.keyboard.press('Control+Shift+H');
    await app.waitForCall('ended');
    await page.getByText('You hung up', { exact: true }).waitFor();
    await app.screenshot('call-ended');
    const [entry] = await app.history();
    expect(entry).toMatchObject({ direction: 'outgoing', numberAsDialled: '3246', missed: false, codec: 'opus', end: { code: 'hung-up', by: 'local' } });
    expect(entry?.answeredAtEpochMs).toBeGreaterThan(entry?.startedAtEpochMs ?? Infinity);
    expect(entry?.quality?.packetsReceived).toBeGreaterThan(100);
    await page.keyboard.press('Control+3');
    await page.getByRole('button', { name: /, Outgoing, / }).first().waitFor();
    await app.screenshot('history');
    expect(app.pageErrors).toEqual([]);
  });
});
