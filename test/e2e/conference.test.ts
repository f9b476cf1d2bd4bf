import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { type Desk, hum, loudness, type RunningApp, sinks, startWithPeer, until } from '../support/app';
import { hasBaresip, type Baresip } from '../support/sip/baresip';
import { hasKamailio } from '../support/sip/kamailio';
import { readWav } from '../support/sound/wav';
import { tonesIn } from '../support/sound/tones';

const HUM_HZ = 500;
const LOUD = 0.05;

/** The merge button with a real far end and the practice line's echo, which gives back whatever it is given. */
describe.skipIf(!hasKamailio || !hasBaresip)('a conference in the window', () => {
  let desk: Desk;
  let app: RunningApp;
  let peer: Baresip;
  let page: Page;
  const folder = mkdtempSync(path.join(tmpdir(), 'recordings-'));

  beforeAll(async () => {
    ({ desk, app, page, peer } = await startWithPeer());
    await app.invoke('practice:start', null);
    await app.invoke('settings:set', { recordingFolder: folder, recordingFormat: 'wav-48k', recordingNotice: 'off' });
  }, 100_000);
  afterAll(async () => {
    await desk.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  test('is made by Merge, heard by everyone without howling, recorded, and ended for all', async () => {
    const lines = await app.invoke('accounts:list', null);
    const line = (practice: boolean) => lines.find(({ account }) => account.practice === practice)?.account.id ?? null;
    await app.invoke('call:dial', { number: 'bare', accountId: line(false) });
    await peer.next('CALL_INCOMING');
    peer.command('accept');
    await app.waitForCall('established');
    await app.invoke('call:dial', { number: '3246', accountId: line(true) });
    await app.call('the echo answers', ({ accountId, phase }) => accountId === line(true) && phase.kind === 'established');

    await page.getByRole('button', { name: 'Merge' }).click();
    await page.getByRole('heading', { name: 'Conference of 3' }).waitFor();
    await until('both are in it', async () => (await app.calls()).every(({ conference, heard, holdPending, phase }) => conference && heard && !holdPending && phase.kind === 'established' && !phase.localHold), 20_000);
    const members = page.getByRole('list', { name: 'Members' });
    expect(await members.getByRole('listitem').count()).toBe(2);

    await page.getByRole('button', { name: 'More', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Record', exact: true }).click();
    await page.getByText('Recording', { exact: true }).waitFor();
    // What baresip says reaches us, and comes back to it by the echo alone: the conference itself never gives it back, so it does not grow.
    const stop = hum(desk, sinks.farMouth, HUM_HZ, 12);
    await until('baresip is heard', async () => (await loudness(desk, sinks.speaker, HUM_HZ, 300)).tone > LOUD, 15_000);
    await app.screenshot('conference');
    const early = (await loudness(desk, sinks.farEar, HUM_HZ, 1_000)).tone;
    const late = (await loudness(desk, sinks.farEar, HUM_HZ, 1_000)).tone;
    expect(Math.max(early, late)).toBeGreaterThan(0.02);
    expect(late).toBeLessThan(0.6);
    await stop();
    // Once nobody speaks it dies away, which an echo fed to itself would not.
    await until('it is quiet again', async () => (await loudness(desk, sinks.farEar, HUM_HZ, 500)).tone < 0.01, 15_000);

    await page.getByRole('button', { name: 'Stop recording' }).click();
    await until('no longer recorded', async () => (await app.calls()).every(({ recording }) => recording === null));
    await page.getByRole('button', { name: 'Hold', exact: true }).click();
    await until('all are held', async () => (await app.calls()).every(({ phase }) => phase.kind === 'established' && phase.localHold), 15_000);
    await page.getByRole('button', { name: 'Resume', exact: true }).click();
    await until('all are back', async () => (await app.calls()).every(({ phase, heard }) => heard && phase.kind === 'established' && !phase.localHold), 15_000);
    await page.getByRole('button', { name: /^Options for / }).first().click();
    await page.getByRole('menuitem', { name: /^Speak to .* alone$/ }).click();
    await until('one alone', async () => (await app.calls()).filter(({ conference }) => conference).length === 0);
    await page.keyboard.press('Control+Shift+M');
    await page.getByRole('heading', { name: 'Conference of 3' }).waitFor();
    await page.getByRole('button', { name: 'End for all' }).click();
    await until('all ended', async () => (await app.calls()).every(({ phase }) => phase.kind === 'ended'), 10_000);

    const files = readdirSync(folder);
    expect(files).toEqual([expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d\.\d\d\.\d\d conference of 2\.wav$/)]);
    const right = path.join(folder, 'right.wav');
    execFileSync('sox', [path.join(folder, files[0] ?? ''), right, 'remix', '2']);
    const heard = await readWav(right);
    const pieces = Array.from({ length: Math.floor(heard.length / 24_000) }, (_, i) => heard.subarray(i * 24_000, (i + 1) * 24_000));
    expect(pieces.some((piece) => tonesIn(piece, [HUM_HZ], LOUD).length === 1)).toBe(true);

    const [entry] = await app.invoke('history:page', { query: '', only: 'all', before: null, limit: 1 });
    expect(entry?.recorded).toBe(true);
    await page.getByRole('button', { name: 'History' }).first().click();
    await page.getByRole('button', { name: 'Call details' }).first().click();
    await page.getByRole('heading', { name: 'Recordings' }).waitFor();
    await app.screenshot('history-recording');
    await page.getByRole('button', { name: 'Delete recording' }).click();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('button', { name: 'Delete recording' }).waitFor();
    expect(existsSync(path.join(folder, files[0] ?? ''))).toBe(true);
  }, 100_000);
});
