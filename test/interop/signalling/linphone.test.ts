import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { randomUUID } from 'node:crypto';
import type { ReceivedMessage } from '../../../electron/calls/ports';
import type { CallSnapshot } from '../../../electron/contract';
import { HeadlessPhone } from '../../support/headless-phone';
import { hasKamailio, type Kamailio, passwordOf, startKamailio } from '../../support/sip/kamailio';
import { hasLinphone, Linphone } from '../../support/sip/linphone';

const talks = (call: CallSnapshot): boolean => call.phase.kind === 'established' && !call.phase.localHold;
const rings = (call: CallSnapshot): boolean => call.phase.kind === 'incoming';
/** Linphone calls from its GRUU, which Kamailio hands out without a port: so it listens on the usual one, at an address of its own. */
const SERVER = '127.0.0.73';
const passedOn = (call: CallSnapshot): boolean => call.phase.kind === 'ended' && call.phase.cause.code === 'transferred';

describe.skipIf(!hasKamailio || !hasLinphone)('with Linphone behind Kamailio', () => {
  let kamailio: Kamailio;
  let linphone: Linphone;
  let anna: HeadlessPhone;
  let carl: HeadlessPhone;
  const kept: ReceivedMessage[] = [];
  const address = (user: string): string => `sip:${user}@${SERVER}`;

  beforeAll(async () => {
    kamailio = await startKamailio({ host: SERVER, port: 5060, servesGruus: true });
    [anna, carl] = ['ours-a', 'ours-c'].map((user) => new HeadlessPhone({ user, password: passwordOf(user), domain: SERVER, account: { codecs: ['pcmu'] } })) as [HeadlessPhone, HeadlessPhone];
    anna.signalling.messaging.onMessage((message) => kept.push(message));
    [linphone] = await Promise.all([Linphone.start('ours-lin', passwordOf('ours-lin'), SERVER), anna.ready(), carl.ready()]);
  }, 30_000);
  afterEach(async () => {
    linphone.command('terminate all');
    await linphone.says(/No active call/, { ask: 'calls' });
    for (const phone of [anna, carl]) for (const call of phone.snapshot) if (call.phase.kind !== 'ended') phone.calls.hangUp(call.id);
    await expect.poll(() => [anna, carl].flatMap(({ snapshot }) => snapshot.filter(({ phase }) => phase.kind !== 'ended')), { timeout: 5_000 }).toEqual([]);
    for (const phone of [anna, carl]) for (const call of phone.snapshot) phone.calls.dismiss(call.id);
  });
  afterAll(async () => {
    await Promise.all([anna, carl].map((phone) => phone?.dispose()));
    await linphone?.stop();
    await kamailio?.stop();
  });

  test('texts go both ways', async () => {
    expect(await anna.signalling.messaging.send(anna.account.id, 'ours-lin', { kind: 'text', messageId: randomUUID(), text: 'grüß dich', askNotices: false })).toMatchObject({ kind: 'accepted' });
    await linphone.says(/grüß dich/);
    linphone.command(`chat ${address('ours-a')} bonjour, ça va ?`);
    await expect.poll(() => kept, { timeout: 5_000 }).toMatchObject([{ from: { number: expect.stringMatching(/^ours-lin@/) }, content: { kind: 'text', text: 'bonjour, ça va ?' } }]);
  });

  test('Linphone is passed on by us', async () => {
    const callId = anna.calls.dial('ours-lin', null);
    await linphone.says(/Receiving new incoming call/);
    linphone.command('answer');
    await anna.call('talks', (call) => call.id === callId && talks(call));
    anna.calls.transfers.outgoing.toAddress(callId, 'ours-c');
    const ringing = await carl.call('rings', rings);
    expect(ringing.remote.number).toContain('ours-lin');
    carl.calls.answer(ringing.id);
    await carl.call('talks', talks);
    await anna.call('has left', passedOn);
  }, 20_000);

  test('Linphone passes us on', async () => {
    linphone.command(`call ${address('ours-a')}`);
    const call = await anna.call('rings', rings);
    anna.calls.answer(call.id);
    await anna.call('talks', (each) => each.id === call.id && talks(each));
    await linphone.says(/Media streams established with sip:ours-a/);
    linphone.command(`transfer ${address('ours-c')}`);
    const ringing = await carl.call('rings', rings);
    carl.calls.answer(ringing.id);
    await anna.call('talks to the other', (each) => talks(each) && each.direction === 'outgoing' && each.referredBy?.number.includes('ours-lin') === true);
  }, 20_000);
});
