import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Baresip, hasBaresip, startBaresip } from '../../support/sip/baresip';
import { hasKamailio, type Kamailio, passwordOf, startKamailio } from '../../support/sip/kamailio';
import { type Phone, sdp, startPhone } from '../../support/sip/phone';

describe.skipIf(!hasKamailio || !hasBaresip)('with baresip, both behind Kamailio', () => {
  let kamailio: Kamailio;
  let baresip: Baresip;
  let phone: Phone;
  /** What really started, so that a failed start leaves nothing running. */
  const ends: (() => Promise<void>)[] = [];
  const server = (): string => `127.0.0.1:${kamailio.port}`;

  beforeAll(async () => {
    kamailio = await startKamailio();
    ends.push(() => kamailio.stop());
    baresip = await startBaresip('ours-bare', passwordOf('ours-bare'), server());
    ends.push(() => baresip.stop());
    phone = startPhone('ours-a', server());
    ends.push(() => phone.signalling.dispose());
    await phone.register();
  }, 30_000);
  afterEach(async () => {
    baresip.command('hangup');
    await new Promise((resolve) => setTimeout(resolve, 300));
  });
  afterAll(async () => {
    for (const end of ends.reverse()) await end();
  });

  test('calls it, hears it ring, is answered, holds it, sends a digit and hangs up', async () => {
    const call = phone.call('ours-bare');
    await baresip.next('CALL_INCOMING');
    await phone.next('progress');
    baresip.command('accept');
    expect((await phone.next('accepted')).sdp).toContain('m=audio');
    await baresip.next('CALL_ESTABLISHED');
    expect(await phone.signalling.reinvite(call, sdp('sendonly'))).toMatchObject({ ok: true, sdp: expect.stringContaining('a=recvonly') });
    expect(await phone.signalling.reinvite(call, sdp('sendrecv'))).toMatchObject({ ok: true });
    expect(await phone.signalling.sendInfoDigit(call, '5', 160)).toBe(true);
    phone.signalling.hangUp(call);
    await baresip.next('CALL_CLOSED');
  }, 20_000);

  test('is called by it, rings, answers, is put on hold and resumed, and is hung up on', async () => {
    baresip.command('dial', `sip:ours-a@${server()}`);
    const { callId, remote } = await phone.next('incoming');
    expect(remote.displayName).toBe('The ours-bare');
    phone.signalling.ring(callId);
    await baresip.next('CALL_RINGING');
    phone.signalling.accept(callId, sdp());
    await baresip.next('CALL_ESTABLISHED');
    await phone.next('acknowledged');
    for (const [command, direction] of [['hold', 'sendonly'], ['resume', 'sendrecv']] as const) {
      baresip.command(command);
      expect((await phone.next('remoteOffer')).offer).toContain(`a=${direction}`);
      phone.signalling.answerOffer(callId, sdp(command === 'hold' ? 'recvonly' : 'sendrecv'));
      await phone.next('acknowledged');
    }
    baresip.command('hangup');
    await phone.next('ended');
    await baresip.next('CALL_CLOSED');
  }, 20_000);

  test('declines its call, and learns that it declined ours', async () => {
    baresip.command('dial', `sip:ours-a@${server()}`);
    phone.signalling.reject((await phone.next('incoming')).callId, 603);
    expect((await baresip.next('CALL_CLOSED')).param).toContain('603');
    phone.call('ours-bare');
    await baresip.next('CALL_INCOMING');
    baresip.command('hangup');
    expect((await phone.next('failed')).status).toBeGreaterThanOrEqual(480);
  }, 20_000);

  test('gives up while it rings, and is given up on', async () => {
    const call = phone.call('ours-bare');
    await phone.next('progress', 5_000, ({ callId }) => callId === call);
    phone.signalling.hangUp(call);
    expect(await phone.next('failed')).toMatchObject({ callId: call, status: 487 });
    baresip.command('dial', `sip:ours-a@${server()}`);
    phone.signalling.ring((await phone.next('incoming')).callId);
    await baresip.next('CALL_RINGING');
    baresip.command('hangup');
    await phone.next('cancelled');
  }, 20_000);
});
