import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { type Desk, hearEachOther, person, type RunningApp, startWithPeer, until } from '../support/app';
import { hasBaresip, type Baresip } from '../support/sip/baresip';
import { hasKamailio } from '../support/sip/kamailio';

/** The peer's user part is a phone number, so that it is found among the contacts however they write it. */
const PEER = '33144556677';

describe.skipIf(!hasKamailio || !hasBaresip)('calls with baresip through a proxy', () => {
  let desk: Desk;
  let app: RunningApp;
  let peer: Baresip;
  let page: Page;
  let server: string;

  beforeAll(async () => {
    ({ desk, app, page, peer, server } = await startWithPeer(PEER));
    await app.invoke('contacts:save', { contactId: null, fields: person('Marie', 'Renard', '+33 1 44 55 66 77', { company: 'Atelier Renard' }) });
  }, 100_000);
  afterEach(async () => {
    await app.hangUpAll();
    peer.command('hangup');
  });
  afterAll(() => desk.dispose());

  const ring = async (): Promise<void> => {
    peer.command('dial', `sip:ours@${server}`);
    await app.waitForCall('incoming');
  };

  test('we call, it answers, both hear each other, we hang up', async () => {
    await page.keyboard.press('Control+1');
    await page.keyboard.type(PEER);
    await page.keyboard.press('Enter');
    await peer.next('CALL_INCOMING');
    await app.waitForCall('ringing');
    peer.command('accept');
    await app.waitForCall('established');
    await page.getByRole('heading', { name: 'Marie Renard' }).waitFor();
    await app.screenshot('call-with-contact');
    await hearEachOther(desk);
    await page.getByRole('button', { name: 'Hang up' }).click();
    await peer.next('CALL_CLOSED');
    const [entry] = await app.history();
    expect(entry).toMatchObject({ direction: 'outgoing', contactName: 'Marie Renard', end: { code: 'hung-up', by: 'local' }, codec: 'opus', missed: false });
    expect(entry?.quality?.packetsReceived).toBeGreaterThan(100);
  }, 100_000);

  test('it calls while our window is closed: the ring window shows above all, a click answers, both hear each other, it hangs up', async () => {
    await app.closePhoneWindow();
    await ring();
    const facts = await until('the ring window is seen', async () => {
      const seen = await app.facts('ring');
      return seen?.visible ? seen : null;
    });
    expect(facts).toMatchObject({ alwaysOnTop: true, bounds: { width: 380, height: 148 } });
    expect((await app.facts('phone'))?.visible).toBe(false);
    const window = await app.window('ring');
    await window.getByRole('heading', { name: 'Marie Renard' }).waitFor();
    await app.screenshot('ring-window', 'ring');
    await window.getByRole('button', { name: 'Answer' }).click();
    await peer.next('CALL_ESTABLISHED');
    await app.waitForCall('established');
    await until('the ring window is gone', async () => (await app.facts('ring'))?.visible === false);
    await hearEachOther(desk);
    peer.command('hangup');
    await app.quiet();
    const [entry] = await app.history();
    expect(entry).toMatchObject({ direction: 'incoming', contactName: 'Marie Renard', end: { code: 'hung-up', by: 'remote' }, missed: false });
    await app.invoke('window:show', { page: 'history' });
  }, 100_000);

  test('it calls while we look: the banner answers from the keyboard', async () => {
    await ring();
    await page.getByRole('region', { name: /Incoming call from Marie Renard/ }).waitFor();
    await app.screenshot('incoming-banner');
    await page.keyboard.press('Control+Enter');
    await app.waitForCall('established');
    await peer.next('CALL_ESTABLISHED');
  });

  test('a call that nobody takes is missed, marked and counted until it was seen', async () => {
    await app.invoke('window:show', { page: 'keypad' });
    await ring();
    peer.command('hangup');
    await app.quiet();
    expect(await app.invoke('history:missedCount', null)).toBe(1);
    await page.getByRole('button', { name: 'History, 1 missed call' }).waitFor();
    await app.screenshot('missed');
    expect((await app.history())[0]).toMatchObject({ missed: true, seen: false, end: { code: 'missed', by: 'remote' } });
    await page.getByRole('button', { name: 'History, 1 missed call' }).click();
    await page.getByRole('button', { name: /Call Marie Renard, Incoming, Missed/ }).first().waitFor();
    await until('the count is gone', async () => (await app.invoke('history:missedCount', null)) === 0);
  });

  test('declined, it learns so; a number that does not exist is said in words', async () => {
    const before = peer.events.length;
    await ring();
    await page.getByRole('button', { name: 'Decline' }).click();
    const closed = await until('the peer is told', () => peer.events.slice(before).find((event) => event.type === 'CALL_CLOSED'));
    expect(closed.param).toMatch(/603|[Dd]ecline/);
    await app.hangUpAll();
    expect((await app.history())[0]).toMatchObject({ missed: false, end: { code: 'declined', by: 'local' } });
    await app.invoke('call:dial', { number: 'nobody-there', accountId: null });
    await page.getByText('This number does not exist').first().waitFor();
    await app.screenshot('call-failed');
  });
});
