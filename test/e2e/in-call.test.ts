import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { type Desk, hum, loudness, type RunningApp, sinks, startWithPeer, until, weHearPeer } from '../support/app';
import { hasBaresip, type Baresip } from '../support/sip/baresip';
import { rms } from '../support/sound/signal';
import { hasKamailio } from '../support/sip/kamailio';

const HUM_HZ = 500;
/** A hum of 0.3 arrives with about that amplitude; what is muted or on hold, with nothing. */
const LOUD = 0.1;
const SILENT = 0.01;

describe.skipIf(!hasKamailio || !hasBaresip)('in a call', () => {
  let desk: Desk;
  let app: RunningApp;
  let peer: Baresip;
  let page: Page;
  let server: string;

  beforeAll(async () => {
    ({ desk, app, page, peer, server } = await startWithPeer());
    await app.invoke('practice:start', null);
  }, 100_000);
  afterEach(async () => {
    await app.hangUpAll();
  });
  afterAll(() => desk.dispose());

  const lineOf = async (practice: boolean) => {
    const line = (await app.invoke('accounts:list', null)).find(({ account }) => account.practice === practice);
    if (!line) throw new Error('no such line');
    return line.account.id;
  };
  const callPeer = async (): Promise<void> => {
    await app.invoke('call:dial', { number: 'bare', accountId: await lineOf(false) });
    await peer.next('CALL_INCOMING');
    peer.command('accept');
    await app.waitForCall('established');
    await page.getByRole('button', { name: 'Hang up' }).waitFor();
  };
  /** As loud as `fits` at the sink, as soon as it is. */
  const level = async (what: string, sink: string, fits: (tone: number) => boolean): Promise<void> => {
    let last = 0;
    await until(what, async () => {
      last = (await loudness(desk, sink, HUM_HZ, 300)).tone;
      return fits(last);
    }, 15_000, () => `at ${sink} the hum has ${last.toFixed(3)}`).catch(async (cause: unknown) => {
      const seen = { streams: await desk.pulse.streams('sink-inputs'), devices: await app.invoke('audio:devices', null), problem: await app.invoke('audio:problem', null), calls: (await app.calls()).map(({ phase }) => phase) };
      throw new Error(`${String(cause)}\n${JSON.stringify(seen)}`, { cause });
    });
  };

  test('mute silences us at the far end, and only until it is taken off', async () => {
    await callPeer();
    const stop = hum(desk, sinks.mouth, HUM_HZ);
    await level('the hum arrives', sinks.farEar, (tone) => tone > LOUD);
    await page.keyboard.press('Space');
    await page.getByRole('button', { name: 'Muted' }).waitFor();
    await app.screenshot('muted');
    await level('silence arrives', sinks.farEar, (tone) => tone < SILENT);
    const muted = await loudness(desk, sinks.farEar, HUM_HZ, 1_000);
    expect(muted.tone).toBeLessThan(SILENT);
    await page.keyboard.press('Space');
    await level('the hum arrives again', sinks.farEar, (tone) => tone > LOUD);
    await stop();
  }, 100_000);

  test('digits from the keyboard arrive as RFC 4733 events, in order', async () => {
    await callPeer();
    await page.keyboard.type('159#', { delay: 30 });
    const digits = (): string => peer.events.filter((event) => event.type === 'CALL_DTMF_START').map((event) => event.param).join('');
    await until('four digits', () => digits().length >= 4, 8_000);
    expect(digits()).toBe('159#');
    expect((await app.calls())[0]?.digitsSent).toBe('159#');
    await page.getByRole('button', { name: 'Keypad' }).first().click();
    await app.screenshot('in-call-keypad');
  }, 30_000);

  test('on hold neither side hears the other; resumed, both do', async () => {
    await callPeer();
    const stops = [hum(desk, sinks.mouth, HUM_HZ), hum(desk, sinks.farMouth, HUM_HZ)];
    await level('our hum arrives', sinks.farEar, (tone) => tone > LOUD);
    await level('its hum arrives', sinks.speaker, (tone) => tone > LOUD);
    await page.getByRole('button', { name: 'Hold' }).click();
    await app.call('held', ({ phase }) => phase.kind === 'established' && phase.localHold);
    await level('our hum ends', sinks.farEar, (tone) => tone < SILENT);
    await level('its hum ends', sinks.speaker, (tone) => tone < SILENT);
    await page.getByRole('button', { name: 'Resume' }).click();
    await level('our hum is back', sinks.farEar, (tone) => tone > LOUD);
    await level('its hum is back', sinks.speaker, (tone) => tone > LOUD);
    for (const stop of stops) await stop();
  }, 100_000);

  test('a second call waits, is taken with the first on hold, and a swap brings the first back', async () => {
    await callPeer();
    const first = (await app.calls())[0];
    await app.invoke('call:dial', { number: '7464', accountId: await lineOf(true) });
    await app.call('the line rings back', ({ direction, phase }) => direction === 'incoming' && phase.kind === 'incoming', 20_000);
    await page.getByRole('button', { name: 'Hold and answer' }).waitFor();
    await app.screenshot('second-call-waits');
    await page.getByRole('button', { name: 'Hold and answer' }).click();
    await app.call('the second talks', ({ direction, phase }) => direction === 'incoming' && phase.kind === 'established');
    await app.call('the first holds', ({ id, phase }) => id === first?.id && phase.kind === 'established' && phase.localHold);
    await app.screenshot('two-calls');
    await page.getByRole('button', { name: /^Swap to / }).click();
    await app.call('the first talks', ({ id, phase }) => id === first?.id && phase.kind === 'established' && !phase.localHold);
    await app.call('the second holds', ({ direction, phase }) => direction === 'incoming' && phase.kind === 'established' && phase.localHold);
    await weHearPeer(desk);
  }, 100_000);

  test('the sound follows when it is moved, when another device is chosen, and when that device is unplugged', async () => {
    const headset = await desk.pulse.addSink('headset', 'Test headset');
    await callPeer();
    const stop = hum(desk, sinks.farMouth, HUM_HZ, 60);
    await level('the peer is heard', sinks.speaker, (tone) => tone > LOUD);
    expect(await desk.pulse.moveStreams(sinks.speaker, sinks.ringer)).toBeGreaterThan(0);
    await level('heard where it was moved to', sinks.ringer, (tone) => tone > LOUD);
    await desk.pulse.moveStreams(sinks.ringer, sinks.speaker);
    await level('heard where it was before', sinks.speaker, (tone) => tone > LOUD);
    const device = await until('the headset is listed', async () => (await app.invoke('audio:devices', null)).speakers.find(({ name }) => name.includes('Test headset')));
    await page.getByRole('button', { name: 'Audio' }).click();
    await app.screenshot('device-menu');
    await page.keyboard.press('Escape');
    await app.invoke('settings:set', { speaker: device });
    await level('heard in the headset', 'headset', (tone) => tone > LOUD);
    await headset.unplug();
    await level('heard in the default again', sinks.speaker, (tone) => tone > LOUD);
    expect((await app.calls())[0]?.phase).toMatchObject({ kind: 'established' });
    await app.invoke('settings:set', { speaker: null });
    await stop();
  }, 100_000);

  test('the ringer is another device than the speaker, where it is chosen', async () => {
    const { speakers } = await app.invoke('audio:devices', null);
    const ringer = speakers.find(({ name }) => name.includes(sinks.ringer));
    expect(ringer).toBeDefined();
    await app.invoke('settings:set', { ringer: ringer ?? null, ringVolume: 1 });
    peer.command('dial', `sip:ours@${server}`);
    await app.waitForCall('incoming');
    const ear = await desk.listen();
    // A ring is a second or two of sound and several of silence.
    await until('it rings there', async () => (await loudness(desk, sinks.ringer, HUM_HZ, 500)).rms > 0.01, 12_000);
    expect(rms(await ear.stop())).toBeLessThan(0.001);
    await app.invoke('settings:set', { ringer: null });
  }, 30_000);
});
