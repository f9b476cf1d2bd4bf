import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { hasKamailio, type Kamailio, startKamailio } from '../../support/sip/kamailio';
import { type Phone, sdp, startPhone } from '../../support/sip/phone';
import { hasSipp, runSipp } from '../../support/sip/sipp';

describe.skipIf(!hasKamailio || !hasSipp)('with SIPp behind Kamailio', () => {
  let kamailio: Kamailio;
  let phone: Phone;
  const server = (): string => `127.0.0.1:${kamailio.port}`;

  beforeAll(async () => { kamailio = await startKamailio(); });
  afterAll(async () => { await kamailio.stop(); });
  afterEach(async () => { await phone.signalling.dispose(); });


  async function ready(): Promise<void> {
    phone = startPhone('ours-a', server());
    await phone.register();
  }

  test('takes a call without an offer, its DTMF by INFO, its hold and resume, takes an UPDATE', async () => {
    await ready();
    phone.signalling.onEvent((event) => {
      if (event.kind === 'remoteOffer') phone.signalling.answerOffer(event.callId, sdp(event.offer?.includes('a=sendonly') ? 'recvonly' : 'sendrecv'));
    });
    const { finished } = await runSipp('uac-offerless-hold-info', server(), 'ours-a');
    const { callId, offer } = await phone.next('incoming');
    expect(offer).toBeNull();
    phone.signalling.ring(callId);
    phone.signalling.accept(callId, sdp());
    expect((await phone.next('acknowledged')).sdp).toContain('m=audio 40002');
    await finished;
    expect(phone.events.filter(({ kind }) => kind === 'digit')).toMatchObject([{ digit: '7', durationMs: 250 }, { digit: '#' }]);
    expect(phone.events.filter(({ kind }) => kind === 'remoteOffer')).toHaveLength(3);
    await phone.next('ended');
  }, 30_000);

  test('a cancelled call says that another phone answered', async () => {
    await ready();
    const { finished } = await runSipp('uac-cancel', server(), 'ours-a');
    phone.signalling.ring((await phone.next('incoming')).callId);
    await finished;
    expect(await phone.next('cancelled')).toMatchObject({ answeredElsewhere: true, reason: 'Call completed elsewhere' });
  }, 30_000);

  test('waits for a late ACK before the BYE that was asked for meanwhile', async () => {
    await ready();
    const { finished } = await runSipp('uac-late-ack', server(), 'ours-a');
    const { callId } = await phone.next('incoming');
    phone.signalling.accept(callId, sdp());
    // RFC 3261 15: BYE must wait for the ACK.
    phone.signalling.hangUp(callId);
    await finished;
  }, 30_000);

  test('refuses what it does not know in the right words', async () => {
    await ready();
    const { finished } = await runSipp('uac-unusual', server(), 'ours-a');
    await finished;
    expect(phone.events.filter(({ kind }) => kind === 'incoming')).toEqual([]);
  }, 30_000);

  test('hears early media, is held and resumed by the far end, hangs up', async () => {
    await ready();
    const { port, finished } = await runSipp('uas-early-media-hold', server(), 'ours-a');
    const call = phone.call(`sipp-${port}`);
    expect((await phone.next('progress')).sdp).toContain('m=audio 40002');
    expect(await phone.next('progress')).toMatchObject({ status: 180, sdp: null });
    await phone.next('accepted');
    for (const direction of ['sendonly', 'sendrecv']) {
      expect((await phone.next('remoteOffer')).offer).toContain(`a=${direction}`);
      phone.signalling.answerOffer(call, sdp());
      await phone.next('acknowledged');
    }
    phone.signalling.hangUp(call);
    await finished;
  }, 30_000);

  test('busy arrives with its Retry-After', async () => {
    await ready();
    const { port, finished } = await runSipp('uas-busy', server(), 'ours-a');
    phone.call(`sipp-${port}`);
    expect(await phone.next('failed')).toMatchObject({ status: 486, reason: 'Busy Here', retryAfterSeconds: 30 });
    await finished;
  }, 30_000);
});
