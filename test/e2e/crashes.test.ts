import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { addLine, Desk, hum, loudness, pause, person, practise, RunningApp, sinks, startAgain, startPractising, until } from '../support/app';
import { hasKamailio, passwordOf, startKamailio, type Kamailio } from '../support/sip/kamailio';
import { longestGap } from '../support/sound/gap';

const HUM_HZ = 500;
const LOUD = 0.1;
const GAP_THRESHOLD = 0.02;

/** In a call with the echo a hum goes round; how long is it gone when `harm` is done, ms? */
async function gapAfter(desk: Desk, harm: () => Promise<void> | void): Promise<number> {
  const stop = hum(desk, sinks.mouth, HUM_HZ, 60);
  const heard = (what: string): Promise<unknown> => until(what, async () => (await loudness(desk, sinks.speaker, HUM_HZ, 300)).tone > LOUD, 20_000);
  await heard('the hum comes back from the echo');
  const recorder = await desk.listen();
  await pause(400);
  await harm();
  // Long enough for what is still on its way to run out.
  await pause(1_200);
  await heard('the hum is back after the harm');
  await pause(600);
  await stop();
  const gap = longestGap(await recorder.stop(), GAP_THRESHOLD);
  return gap.ms;
}

describe('when a part dies in the middle of a call', () => {
  let desk: Desk;
  let app: RunningApp;

  beforeAll(async () => {
    ({ desk, app } = await startPractising());
  }, 100_000);
  afterEach(() => app.hangUpAll());
  afterAll(() => desk.dispose());

  const callEcho = async (): Promise<string> => {
    const { callId } = await app.invoke('call:dial', { number: '3246', accountId: null });
    await app.waitForCall('established');
    return callId;
  };
  const stillTalks = (callId: string): Promise<unknown> => app.call('the same call still talks', ({ id, phase }) => id === callId && phase.kind === 'established' && !phase.localHold);

  test('the media process: another takes over and the sound is back within 2 s', async () => {
    const callId = await callEcho();
    const before = app.mediaPid();
    const gapMs = await gapAfter(desk, () => app.killMedia());
    console.info(`media process killed: ${gapMs} ms without sound`);
    expect(gapMs).toBeLessThan(2_000);
    expect(app.mediaPid()).not.toBe(before);
    await stillTalks(callId);
    await app.notice('media-restarted');
  }, 100_000);

  test('a fault while the phone window draws: the page is loaded anew and comes back to the call', async () => {
    const callId = await callEcho();
    const page = await app.phone();
    await page.getByRole('region', { name: /Call with/ }).waitFor();
    await page.evaluate(() => { Object.assign(window, { beforeTheFault: true }); });
    await app.electron.evaluate(({ BrowserWindow }) => {
      // What no release of main would send: a call without its parts.
      for (const window of BrowserWindow.getAllWindows()) if (window.webContents.getURL().endsWith('phone.html')) window.webContents.send('sidetone:event', 'calls:changed', [{ id: 'x', phase: { kind: 'established' } }]);
    });
    await until('the page is a new one', () => page.evaluate(() => !('beforeTheFault' in window)));
    await page.getByRole('region', { name: /Call with/ }).waitFor();
    await stillTalks(callId);
  }, 30_000);

  // The driver gives up a page that crashed once, so from here on the page is asked by way of main.
  test('the page of the phone window: the call is not touched, and the screen comes back to it', async () => {
    const callId = await callEcho();
    const gapMs = await gapAfter(desk, () => app.killPage('phone'));
    console.info(`phone page killed: ${gapMs} ms without sound`);
    expect(gapMs).toBeLessThan(400);
    await until('the screen shows the call again', () => app.run('phone', `document.querySelector('[aria-label^="Call with"]') !== null`), 15_000);
    await stillTalks(callId);
    await app.run('phone', `[...document.querySelectorAll('button')].find((button) => button.textContent === 'Hang up').click()`);
    await app.quiet();
  }, 100_000);

  test('a reload of the phone window does not touch it either', async () => {
    const callId = await callEcho();
    await app.run('phone', 'void location.reload()');
    await until('the screen shows the call again', () => app.run('phone', `document.querySelector('[aria-label^="Call with"]') !== null`), 15_000);
    await stillTalks(callId);
  }, 30_000);

  test('the audio window: it is made again and the sound comes back', async () => {
    const callId = await callEcho();
    const gapMs = await gapAfter(desk, () => app.killPage('audio'));
    console.info(`audio window killed: ${gapMs} ms without sound`);
    expect(gapMs).toBeLessThan(4_000);
    await stillTalks(callId);
  }, 100_000);
});

describe.runIf(process.platform === 'linux')('when the sound server is restarted', () => {
  let desk: Desk;
  let app: RunningApp;
  beforeAll(async () => { ({ desk, app } = await startPractising()); }, 60_000);
  afterAll(() => desk.dispose());

  test('in a call the phone says so and goes on; after it, it starts anew by itself and is heard again', async () => {
    await app.invoke('settings:set', { onboarded: true, dialLinksWithoutAsking: true });
    await app.invoke('call:dial', { number: '3246', accountId: null });
    await app.waitForCall('established');
    await desk.pulse.restart();
    await desk.pulse.addMicrophone('microphone', sinks.mouth);
    await app.notice('sound-server-restarted');
    await (await app.phone()).getByRole('button', { name: 'Restart Sidetone' }).waitFor();
    await app.screenshot('sound-server-restarted');
    await app.waitForCall('established');
    desk.onDispose(() => startAgain(app, ['--quit']));
    await app.closePhoneWindow();
    await app.hangUpAll().catch(() => undefined);
    await until('it has ended', () => !app.running, 20_000, () => app.logTail());

    // Another one stands there now: it takes the order, and its sound comes out.
    await until('the practice line is ready again', () => app.log().filter(({ msg }) => msg === 'line-ready').length > 1, 20_000, () => app.logTail());
    expect((await startAgain(app, ['--dial', '3246'])).code).toBe(0);
    await until('it plays', async () => (await desk.pulse.streams('sink-inputs')).some(({ device }) => device === sinks.speaker), 20_000);
  }, 100_000);
});

describe('after kill -9 of the whole app in the middle of a call', () => {
  let desk: Desk;
  let kamailio: Kamailio | null = null;
  beforeAll(async () => { [desk, kamailio] = await Promise.all([Desk.start(), hasKamailio ? startKamailio() : null]); }, 30_000);
  afterAll(async () => {
    await desk.dispose();
    await kamailio?.stop();
  });

  test('the next start has the call in its history as interrupted, and contacts, settings and lines as they were', async () => {
    const first = await RunningApp.start(desk);
    await first.phone();
    await practise(first);
    if (kamailio) await addLine(first, 'ours', `127.0.0.1:${kamailio.port}`);
    await first.invoke('contacts:save', { contactId: null, fields: person('Ada', 'Echo', '3246') });
    await first.invoke('settings:set', { ringtone: 'marimba', theme: 'dark' });
    const practice = (await first.invoke('accounts:list', null)).find(({ account }) => account.practice);
    const { callId } = await first.invoke('call:dial', { number: '3246', accountId: practice?.account.id ?? null });
    await first.waitForCall('established');
    await pause(300);
    await first.killAll();

    const second = await RunningApp.start(desk, { profile: first.profile });
    const page = await second.phone();
    await second.notice('interrupted-calls');
    const [entry] = await second.history();
    expect(entry).toMatchObject({ id: callId, contactName: 'Ada Echo', missed: false, end: { code: 'interrupted' } });
    expect(entry?.answeredAtEpochMs).not.toBeNull();
    expect(entry?.endedAtEpochMs).not.toBeNull();
    expect((await second.invoke('contacts:page', { query: '', only: 'all', offset: 0, limit: 10 })).contacts.map(({ name }) => name)).toEqual(['Ada Echo']);
    expect(await second.invoke('settings:get', null)).toMatchObject({ ringtone: 'marimba', theme: 'dark', onboarded: true });
    await second.ready();
    if (kamailio) {
      // No keychain here, so the password was never written and is asked for: then the line registers as before.
      await page.getByRole('dialog').getByLabel('Password', { exact: true }).fill(passwordOf('ours'));
      await second.screenshot('unlock');
      await page.getByRole('dialog').getByRole('button', { name: 'Connect' }).click();
      await until('both lines are ready', async () => (await second.invoke('accounts:list', null)).every(({ registration }) => registration.kind === 'ready'), 15_000);
      expect(second.filesHolding(passwordOf('ours'))).toEqual([]);
    }
    await second.invoke('call:dial', { number: '3246', accountId: practice?.account.id ?? null });
    await second.waitForCall('established');
  }, 90_000);
});
