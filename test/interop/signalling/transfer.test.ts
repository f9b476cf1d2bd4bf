import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { CallSnapshot } from '../../../electron/contract';
import { HeadlessPhone } from '../../support/headless-phone';
import { type Baresip, hasBaresip, startBaresip } from '../../support/sip/baresip';
import { hasKamailio, type Kamailio, passwordOf, startKamailio } from '../../support/sip/kamailio';

const talks = (call: CallSnapshot): boolean => call.phase.kind === 'established' && !call.phase.localHold;
const rings = (call: CallSnapshot): boolean => call.phase.kind === 'incoming';
const passedOn = (call: CallSnapshot): boolean => call.phase.kind === 'ended' && call.phase.cause.code === 'transferred';

describe.skipIf(!hasKamailio)('calls passed on through Kamailio, every request challenged', () => {
  let kamailio: Kamailio;
  let baresip: Baresip | null = null;
  const phones: HeadlessPhone[] = [];
  const server = (): string => `127.0.0.1:${kamailio.port}`;
  const named = (user: string): HeadlessPhone => phones.find(({ account }) => account.username === user)!;

  beforeAll(async () => {
    kamailio = await startKamailio({ challengeByes: true });
    for (const user of ['ours-a', 'ours-b', 'ours-c']) phones.push(new HeadlessPhone({ user, password: passwordOf(user), domain: server(), account: { codecs: ['pcmu'] } }));
    await Promise.all(phones.map((phone) => phone.ready()));
    if (hasBaresip) baresip = await startBaresip('ours-bare', passwordOf('ours-bare'), server());
  }, 30_000);
  afterEach(async () => {
    baresip?.command('hangup');
    for (const phone of phones) for (const call of phone.snapshot) if (call.phase.kind !== 'ended') phone.calls.hangUp(call.id);
    await new Promise((resolve) => setTimeout(resolve, 300));
    for (const phone of phones) for (const call of phone.snapshot) phone.calls.dismiss(call.id);
  });
  afterAll(async () => {
    await Promise.all(phones.map((phone) => phone.dispose()));
    await baresip?.stop();
    await kamailio.stop();
  });

  /** One calls the other, who answers. */
  async function inCall(from: string, to: string): Promise<CallSnapshot> {
    const [caller, called] = [named(from), named(to)];
    const callId = caller.calls.dial(to, null);
    const { id } = await called.call('rings', rings);
    called.calls.answer(id);
    await called.call('talks', (call) => call.id === id && talks(call));
    return caller.call('talks', (call) => call.id === callId && talks(call));
  }

  test('at once: the other rings, is told who sent it, answers, and the one between has left', async () => {
    const [a, b, c] = [named('ours-a'), named('ours-b'), named('ours-c')];
    const call = await inCall('ours-a', 'ours-b');
    a.calls.transfers.outgoing.toAddress(call.id, 'ours-c');
    const ringing = await c.call('rings', rings);
    expect(ringing).toMatchObject({ referredBy: { number: expect.stringContaining('ours-a') }, remote: { displayName: 'The ours-b' } });
    await a.call('is told that it rings', ({ transfer }) => transfer?.progress.kind === 'ringing');
    c.calls.answer(ringing.id);
    await a.call('has left', passedOn);
    await c.call('talks', talks);
    await b.call('talks to the other', (each) => talks(each) && each.referredBy?.number.includes('ours-a') === true);
  }, 20_000);

  test('to somebody who declines: it is told why, and the call comes back', async () => {
    const [a, b, c] = [named('ours-a'), named('ours-b'), named('ours-c')];
    const call = await inCall('ours-a', 'ours-b');
    a.calls.transfers.outgoing.toAddress(call.id, 'ours-c');
    c.calls.decline((await c.call('rings', rings)).id, null);
    await a.call('is told', ({ transfer }) => transfer?.progress.kind === 'failed' && transfer.progress.why === 'declined');
    a.calls.transfers.outgoing.takeBack(call.id);
    await a.call('talks again', (each) => each.id === call.id && talks(each));
    await b.call('talks again', (each) => talks(each) && each.phase.kind === 'established' && !each.phase.remoteHold);
  }, 20_000);

  test('after a word with the other: their call is taken over, without a ring', async () => {
    const [a, b, c] = [named('ours-a'), named('ours-b'), named('ours-c')];
    const call = await inCall('ours-a', 'ours-b');
    const asked = a.calls.transfers.consultations.begin(call.id, 'ours-c');
    c.calls.answer((await c.call('rings', rings)).id);
    await a.call('talks to the other', (each) => each.id === asked && talks(each));
    a.calls.transfers.consultations.complete(asked);
    await a.call('has left', (each) => each.id === call.id && passedOn(each));
    await c.call('goes on with the first', (each) => talks(each) && each.remote.displayName === 'The ours-b' && each.referredBy?.number.includes('ours-a') === true);
    await b.call('goes on with the other', (each) => talks(each) && each.direction === 'outgoing');
    expect(c.snapshot.filter((each) => each.phase.kind !== 'ended')).toHaveLength(1);
  }, 20_000);

  test.skipIf(!hasBaresip)('baresip is passed on by us', async () => {
    const [a, c] = [named('ours-a'), named('ours-c')];
    const callId = a.calls.dial('ours-bare', null);
    await baresip!.next('CALL_INCOMING');
    baresip!.command('accept');
    await a.call('talks', (call) => call.id === callId && talks(call));
    a.calls.transfers.outgoing.toAddress(callId, 'ours-c');
    const ringing = await c.call('rings', rings);
    expect(ringing.remote.displayName).toBe('The ours-bare');
    c.calls.answer(ringing.id);
    await c.call('talks', talks);
    await a.call('has left', passedOn);
  }, 20_000);

  test.skipIf(!hasBaresip)('baresip passes us on', async () => {
    const [a, c] = [named('ours-a'), named('ours-c')];
    const established = (): number => baresip!.events.filter(({ type }) => type === 'CALL_ESTABLISHED').length;
    const before = established();
    baresip!.command('dial', `sip:ours-a@${server()}`);
    const call = await a.call('rings', rings);
    a.calls.answer(call.id);
    await a.call('talks', (each) => each.id === call.id && talks(each));
    // Our 200 may still be on its way to it: a REFER that it sends before that is outside of the call.
    await expect.poll(established, { timeout: 5_000 }).toBe(before + 1);
    baresip!.command('transfer', `sip:ours-c@${server()}`);
    const ringing = await c.call('rings', rings);
    expect(ringing.remote.displayName).toBe('The ours-a');
    c.calls.answer(ringing.id);
    await a.call('talks to the other', (each) => talks(each) && each.direction === 'outgoing' && each.referredBy?.number.includes('ours-bare') === true);
    await a.call('has left baresip', (each) => each.id !== call.id);
    await expect.poll(() => a.snapshot.filter((each) => each.phase.kind !== 'ended').length, { timeout: 5_000 }).toBe(1);
  }, 20_000);
});
