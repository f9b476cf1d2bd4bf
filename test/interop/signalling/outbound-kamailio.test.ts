import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { CallId } from '../../../electron/contract/ids';
import { FastClock } from '../../support/fast-clock';
import { hasOpenssl, makeAuthority, type TestAuthority } from '../../support/sip/certificates';
import { type Edge, hasOutbound, OUTBOUND_DOMAIN, type OutboundDomain, startOutboundDomain } from '../../support/sip/outbound-domain';
import { type Phone, sdp, startPhone } from '../../support/sip/phone';

const TRANSPORTS = ['udp', 'tcp', 'tls', 'ws', 'wss'] as const;
type Transport = typeof TRANSPORTS[number];
/** Keep-alives, and what follows one that is not answered, in a fraction of their time. */
const SPEED = 8;

describe.skipIf(!hasOutbound || !hasOpenssl)('flows (RFC 5626) through two edge proxies of Kamailio', () => {
  let authority: TestAuthority;
  let domain: OutboundDomain;
  let caller: Phone;
  const phones: Phone[] = [];

  beforeAll(async () => {
    authority = makeAuthority();
    domain = await startOutboundDomain(['127.0.0.80', '127.0.0.81', '127.0.0.82'], authority.issue([`DNS:${OUTBOUND_DOMAIN}`]));
    caller = startPhone('theirs', domain.registrar);
    await caller.register();
  });
  afterEach(async () => {
    await Promise.all(phones.splice(0).map(({ signalling }) => signalling.dispose()));
    await Promise.all(domain.edges.map((edge) => edge.start()));
  });
  afterAll(async () => {
    await caller?.signalling.dispose();
    await domain?.stop();
    authority?.dispose();
  });

  function phoneBy(transport: Transport): Phone {
    const { plain, tls } = domain.ports;
    const isWebSocket = transport === 'ws' || transport === 'wss';
    const host = isWebSocket ? `${OUTBOUND_DOMAIN}:${transport === 'ws' ? plain : tls}` : OUTBOUND_DOMAIN;
    const phone = startPhone(`ours-${transport}`, host, {
      transport, connection: { webSocketPath: isWebSocket ? '/ws' : null, authorities: authority.cert, clientCertificate: null, pinnedCertificate: null },
    }, { dns: domain.dns, clock: new FastClock(SPEED) });
    phones.push(phone);
    return phone;
  }

  /** The edges that this phone's REGISTERs were last granted by, by their reg-id. */
  function flowsOf(phone: Phone): Record<string, string> {
    const flows: Record<string, string> = {};
    const { messages } = phone.signalling.trace.of({ kind: 'all' });
    for (const { text, direction, remote } of messages) {
      const regId = direction === 'sent' && text.startsWith('REGISTER ') ? /;reg-id=(\d)/.exec(text)?.[1] : undefined;
      const cseq = /^(Call-ID|CSeq): .*$/gm;
      if (regId === undefined) continue;
      const names = text.match(cseq)?.join() ?? '';
      if (messages.some((other) => other.direction === 'received' && other.text.startsWith('SIP/2.0 200') && (other.text.match(cseq)?.toSorted().join() ?? '') === names.split(',').toSorted().join())) {
        flows[regId] = remote.replace(/:\d+$/, '');
      }
    }
    return flows;
  }

  /** The flows of this phone in the list that the registrar sent last. */
  function listedOf(phone: Phone): string[] {
    const list = phone.signalling.trace.of({ kind: 'all' }).messages.findLast(({ text, direction }) => direction === 'received' && text.startsWith('SIP/2.0 200') && /^CSeq: \d+ REGISTER/m.test(text));
    return [...list?.text.matchAll(/;reg-id=(\d)/g) ?? []].map(([, regId]) => regId ?? '').toSorted();
  }

  /** Calls the phone; answers by which edge it came, and ends. */
  async function called(phone: Phone): Promise<Edge> {
    const outgoing = caller.call(phone.account.username);
    const { callId } = await phone.next('incoming');
    const edge = edgeOf(phone, callId);
    phone.signalling.reject(callId, 486);
    await caller.next('failed', 5_000, (event) => event.callId === outgoing);
    return edge;
  }

  function edgeOf(phone: Phone, callId: CallId): Edge {
    const invite = phone.signalling.trace.of({ kind: 'call', callId }).messages.find(({ text }) => text.startsWith('INVITE '));
    const edge = domain.edges.find(({ host }) => invite?.remote.startsWith(`${host}:`));
    if (edge === undefined) throw new Error(`by no edge: ${invite?.remote}`);
    return edge;
  }

  test.each(TRANSPORTS)('by %s: two flows; what one edge cannot bring any more comes by the other; both stand again when it is back', async (transport) => {
    const phone = phoneBy(transport);
    await phone.register();
    const [first, second] = domain.edges;
    await expect.poll(() => flowsOf(phone), { timeout: 5_000 }).toEqual({ 1: first.host, 2: second.host });

    await first.stop();
    expect((await called(phone)).host).toBe(second.host);

    // The first flow moves to the server that is left, the second asks for the lost one until it answers.
    await expect.poll(() => flowsOf(phone)[1], { timeout: 8_000 }).toBe(second.host);
    await first.start();
    await expect.poll(() => flowsOf(phone), { timeout: 8_000 }).toEqual({ 1: second.host, 2: first.host });
    await expect.poll(() => listedOf(phone), { timeout: 5_000 }).toEqual(['1', '2']);
    await second.stop();
    expect((await called(phone)).host).toBe(first.host);
  }, 30_000);

  test('a call by the second flow: its dialog goes by the flow token of that edge, both ways', async () => {
    const phone = phoneBy('tls');
    await phone.register();
    const [first, second] = domain.edges;
    await expect.poll(() => flowsOf(phone), { timeout: 5_000 }).toEqual({ 1: first.host, 2: second.host });
    await first.stop();
    const outgoing = caller.call(phone.account.username);
    const { callId } = await phone.next('incoming');
    phone.signalling.accept(callId, sdp());
    await phone.next('acknowledged');
    const invite = phone.signalling.trace.of({ kind: 'call', callId }).messages[0]?.text ?? '';
    expect(invite).toMatch(new RegExp(`^Record-Route: <sip:[\\w+/=-]{20,}@${second.host.replaceAll('.', '\\.')}[^>]*;lr`, 'm'));
    const offered = caller.signalling.reinvite(outgoing, sdp('sendonly'));
    await phone.next('remoteOffer');
    phone.signalling.answerOffer(callId, sdp('recvonly'));
    expect(await offered).toMatchObject({ ok: true });
    phone.signalling.hangUp(callId);
    await caller.next('ended', 5_000, (event) => event.callId === outgoing);
  }, 30_000);
});
