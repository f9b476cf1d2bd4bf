import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { UdpRelay } from '../../support/relay';
import { hasKamailio, type Kamailio, startKamailio } from '../../support/sip/kamailio';
import { type Phone, sdp, startPhone } from '../../support/sip/phone';

const PHONES = 16;
const LOSS = 0.2;

describe.skipIf(!hasKamailio)('20 % of datagrams lost in each direction of a link', () => {
  let kamailio: Kamailio;
  const relays: UdpRelay[] = [];
  const phones: Phone[] = [];

  beforeAll(async () => {
    kamailio = await startKamailio();
    for (let i = 0; i < PHONES; i++) {
      const relay = await UdpRelay.open({
        target: { address: '127.0.0.1', port: kamailio.port }, seed: 1_000 + i, localAddress: '127.0.0.1',
        toTarget: { loss: LOSS }, toClient: { loss: LOSS },
      });
      relays.push(relay);
      phones.push(startPhone(`ours-${i}`, `127.0.0.1:${kamailio.port}`, { outboundProxy: `127.0.0.1:${relay.port}` }));
    }
  });
  afterAll(async () => {
    await Promise.all(phones.map((phone) => phone.signalling.dispose()));
    for (const relay of relays) relay.dispose();
    await kamailio.stop();
  });

  test(`all ${PHONES} phones register`, async () => {
    await Promise.all(phones.map((phone) => phone.register(40_000)));
    expect(phones.every((phone) => phone.signalling.registration(phone.account.id).kind === 'ready')).toBe(true);
    const lost = relays.reduce((sum, relay) => sum + relay.toTarget.counts.lost + relay.toClient.counts.lost, 0);
    expect(lost).toBeGreaterThan(PHONES / 2);
  }, 60_000);

  test(`all ${PHONES / 2} calls are set up, held, and ended at both ends`, async () => {
    const calls = Array.from({ length: PHONES / 2 }, (_, i) => [phones[2 * i], phones[2 * i + 1]] as const);
    // One bad link a call, the caller's or the called side's in turn. With both bad, an ACK has four chances to get lost
    // each time, and RFC 3261's eleven tries fail for one call in 300: that would be a test of luck.
    for (const [i, relay] of relays.entries()) if (i % 4 === 1 || i % 4 === 2) relay.toTarget.impairment = relay.toClient.impairment = {};
    await Promise.all(calls.map(async ([a, b]) => {
      if (a === undefined || b === undefined) throw new Error('no pair');
      const callA = a.call(b.account.username);
      const { callId: callB } = await b.next('incoming', 35_000);
      b.signalling.ring(callB);
      b.signalling.accept(callB, sdp());
      await Promise.all([a.next('accepted', 35_000), b.next('acknowledged', 35_000)]);
      const held = a.signalling.reinvite(callA, sdp('sendonly'));
      await b.next('remoteOffer', 35_000);
      b.signalling.answerOffer(callB, sdp('recvonly'));
      expect(await held).toMatchObject({ ok: true });
      b.signalling.hangUp(callB);
      await a.next('ended', 35_000);
    }));
    expect(phones.flatMap(({ events }) => events.filter(({ kind }) => kind === 'failed' || kind === 'lost'))).toEqual([]);
  }, 150_000);
});
