import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { Desk, practise, provisioningFile, RunningApp, startAgain, startPractising, until } from '../support/app';

describe('links and the command line, handed to the app that runs', () => {
  let desk: Desk;
  let app: RunningApp;
  let page: Page;

  beforeAll(async () => {
    ({ desk, app, page } = await startPractising());
  }, 60_000);
  afterEach(async () => {
    if (!app.running) return;
    await app.hangUpAll();
    await page.keyboard.press('Escape');
  });
  afterAll(() => desk.dispose());

  /** A second start that must end by itself at once, having handed over what it was asked. */
  const handOver = async (...args: string[]): Promise<void> => {
    expect(await startAgain(app, args)).toMatchObject({ code: 0 });
  };

  test('--dial fills the dialer and asks; only a click dials', async () => {
    await handOver('--dial', '+33 1 44 55 66 77');
    await page.getByRole('dialog').getByText(/Call \+33 1 44 55 66 77\?|Call 01 44 55 66 77\?/).waitFor();
    await page.getByText('A command on this computer asked for this call.').waitFor();
    await app.screenshot('dial-question');
    expect(await app.calls()).toEqual([]);
    await page.getByRole('button', { name: 'Cancel' }).click();
    expect(await app.calls()).toEqual([]);
    await handOver('--dial', '3246');
    await page.getByRole('dialog').getByRole('button', { name: 'Call', exact: true }).click();
    await app.waitForCall('established');
  }, 30_000);

  test('a tel: link brings the hidden window forward and asks', async () => {
    await app.closePhoneWindow();
    await handOver('tel:+33144556677;phone-context=+33');
    await page.getByText('A link asked for this call.').waitFor();
    await until('the window is before the user', async () => (await app.facts('phone'))?.visible);
    expect(await app.calls()).toEqual([]);
    await page.getByRole('button', { name: 'Cancel' }).click();
  });

  test('a hostile link is refused with a notice and dials nothing', async () => {
    for (const link of ['tel:%00%0d%0aINVITE', 'sip:bob@example.com?Replaces=abc%3Bto-tag%3D1', 'callto:javascript:alert(1)']) {
      const before = (await app.invoke('app:notices', null)).length;
      await handOver(link);
      const outcome = await until(`an outcome of ${link}`, async () => {
        if ((await app.invoke('app:notices', null)).length > before) return 'refused';
        return await page.getByRole('dialog').isVisible() ? 'asked' : null;
      });
      // A SIP address with headers may be asked about, but never with the headers in it.
      if (outcome === 'asked') {
        expect(link).toMatch(/^sip:/);
        expect(await page.getByRole('dialog').getByRole('heading').textContent()).not.toMatch(/[?;]\w+=/);
        await page.keyboard.press('Escape');
      }
      expect(await app.calls()).toEqual([]);
    }
    await page.getByText('A link could not be used, as it holds no number to call.').waitFor();
    await app.screenshot('bad-link');
  }, 30_000);

  test('with the setting on, a link dials at once; --hang-up ends it', async () => {
    await app.invoke('settings:set', { dialLinksWithoutAsking: true });
    await handOver('tel:3246');
    await app.waitForCall('established');
    await handOver('--hang-up');
    await app.quiet();
    await app.invoke('settings:set', { dialLinksWithoutAsking: false });
    expect((await app.history())[0]).toMatchObject({ numberAsDialled: '3246', end: { by: 'local' } });
  }, 30_000);

  test('--answer takes the call that rings', async () => {
    await app.invoke('call:dial', { number: '7464', accountId: null });
    await app.waitForCall('incoming', 20_000);
    await handOver('--answer');
    await app.call('answered', ({ direction, phase }) => direction === 'incoming' && phase.kind === 'established');
  }, 40_000);

  test('--provision sets a line up from a file with a relative path, and says so', async () => {
    const folder = await desk.folder('files');
    provisioningFile(folder, { version: 1, accounts: [{ label: 'Reception', username: '201', password: 'secret', domain: '127.0.0.1:9' }], settings: { theme: 'dark' } });
    expect(await startAgain(app, ['--provision', 'provision.json'], folder)).toMatchObject({ code: 0 });
    await app.notice('provisioned');
    await page.getByText('The set-up file was read and your line is set up.').waitFor();
    const lines = await app.invoke('accounts:list', null);
    expect(lines.map(({ account }) => account.label).sort()).toEqual(['Practice line', 'Reception']);
    expect((await app.invoke('settings:get', null)).theme).toBe('dark');
    await app.screenshot('provisioned-dark');
  }, 30_000);

  test('a broken provisioning file changes nothing and is told with its fault', async () => {
    const before = await app.invoke('accounts:list', null);
    const file = provisioningFile(await desk.folder('files'), '{ "version": 1, "accounts": [ { "username": "x" ');
    await handOver('--provision', file);
    expect((await app.notice('provisioning-failed')).detail).toContain('not valid JSON');
    await handOver('--provision', join(app.profile, 'nowhere.json'));
    await until('both faults', async () => (await app.invoke('app:notices', null)).filter(({ code }) => code === 'provisioning-failed').length === 2);
    expect((await app.invoke('accounts:list', null)).map(({ account }) => account)).toEqual(before.map(({ account }) => account));
  }, 30_000);

  test('a command line that makes no sense ends with 2 and says why', async () => {
    const { code, output } = await startAgain(app, ['--dial']);
    expect(code).toBe(2);
    expect(output).toContain('--dial needs a value');
  });

  test('a plain second start only brings the window forward, and --quit ends the app in order', async () => {
    await app.closePhoneWindow();
    await handOver();
    await until('the window is before the user', async () => (await app.facts('phone'))?.visible);
    const ended = new Promise((resolve) => app.electron.process().once('exit', resolve));
    await handOver('--quit');
    expect(await ended).toBe(0);
    expect(app.log().some((line) => line.msg === 'quit')).toBe(true);
  }, 30_000);
});

describe('a start with --hidden', () => {
  let desk: Desk;
  beforeAll(async () => { desk = await Desk.start(); }, 30_000);
  afterAll(() => desk.dispose());

  test('shows no window, and a call still rings', async () => {
    const app = await RunningApp.start(desk, { args: ['--hidden'] });
    await app.logged('tray');
    await practise(app);
    expect((await app.facts('phone'))?.visible).toBe(false);
    await app.invoke('call:dial', { number: '7464', accountId: null });
    await app.waitForCall('incoming', 20_000);
    await until('the ring window is seen', async () => (await app.facts('ring'))?.visible);
    expect((await app.facts('phone'))?.visible).toBe(false);
  }, 60_000);
});
