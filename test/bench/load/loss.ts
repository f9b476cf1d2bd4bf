import { UdpRelay } from '../../support/relay';
import { type Kamailio, startKamailio } from '../../support/sip/kamailio';
import { type Phone, sdp, startPhone } from '../../support/sip/phone';
import { type Report, sleep } from '../lib/report';

const PHONES = 60;
const LOSS = 0.3;
/** 64*T1, when RFC 3261 gives a transaction up, and what a call needs of them: INVITE, then ACK or BYE. */
const TRANSACTION_MS = 32_000;
const SUBJECT = 'sidetone, signalling';

/** Each phone behind a bad link of its own to Kamailio; one of each pair calls the other, whose link is sound. */
export async function lossyLinks(report: Report, seed: number): Promise<void> {
  const name = `30 % of datagrams lost each way, seed ${seed}`;
  const kamailio: Kamailio = await startKamailio();
  const relays: UdpRelay[] = [];
  const phones: Phone[] = [];
  try {
    for (let index = 0; index < PHONES; index += 1) {
      const relay = await UdpRelay.open({
        target: { address: '127.0.0.1', port: kamailio.port }, seed: seed * 1_000 + index, localAddress: '127.0.0.1', toTarget: { loss: LOSS }, toClient: { loss: LOSS },
      });
      relays.push(relay);
      phones.push(startPhone(`ours-${index}`, `127.0.0.1:${kamailio.port}`, { outboundProxy: `127.0.0.1:${relay.port}` }));
    }
    const registeredMs: number[] = [];
    await Promise.all(phones.map(async (phone) => {
      const startedMs = performance.now();
      await phone.register(TRANSACTION_MS).then(() => registeredMs.push(performance.now() - startedMs), () => undefined);
    }));
    report.add(name, SUBJECT, 'phones registered', registeredMs.length, `of ${PHONES}`);
    report.times(`${name}: time to register`, SUBJECT, registeredMs);
    for (const [index, relay] of relays.entries()) if (index % 4 === 1 || index % 4 === 2) relay.toTarget.impairment = relay.toClient.impairment = {};
    const setUpMs: number[] = [];
    let ended = 0;
    await Promise.all(Array.from({ length: PHONES / 2 }, async (_, pair) => {
      const [a, b] = [phones[2 * pair], phones[2 * pair + 1]];
      if (a === undefined || b === undefined) return;
      try {
        const startedMs = performance.now();
        a.call(b.account.username);
        const { callId } = await b.next('incoming', TRANSACTION_MS);
        b.signalling.ring(callId);
        b.signalling.accept(callId, sdp());
        await Promise.all([a.next('accepted', TRANSACTION_MS), b.next('acknowledged', TRANSACTION_MS)]);
        setUpMs.push(performance.now() - startedMs);
        b.signalling.hangUp(callId);
        await a.next('ended', TRANSACTION_MS);
        ended += 1;
      } catch (error) {
        process.stderr.write(`pair ${pair}: ${String(error).slice(0, 300)}\n`);
      }
    }));
    report.add(name, SUBJECT, 'calls set up', setUpMs.length, `of ${PHONES / 2}`);
    report.add(name, SUBJECT, 'calls ended at both ends', ended, `of ${PHONES / 2}`);
    report.times(`${name}: dial to both ends standing`, SUBJECT, setUpMs);
    const lost = relays.reduce((sum, relay) => sum + relay.toTarget.counts.lost + relay.toClient.counts.lost, 0);
    report.add(name, SUBJECT, 'datagrams lost', lost, '');
  } finally {
    await Promise.all(phones.map((phone) => phone.signalling.dispose()));
    await sleep(100);
    for (const relay of relays) relay.dispose();
    await kamailio.stop();
  }
}
