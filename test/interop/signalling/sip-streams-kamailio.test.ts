import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { hasOpenssl, makeAuthority, type TestAuthority } from '../../support/sip/certificates';
import { hasKamailio, type Kamailio, startKamailio } from '../../support/sip/kamailio';
import { type Phone, startPhone } from '../../support/sip/phone';
import { wholeCall } from '../../support/sip/whole-call';

describe.skipIf(!hasKamailio || !hasOpenssl).each(['tcp', 'tls'] as const)('through Kamailio over %s', (transport) => {
  let authority: TestAuthority;
  let kamailio: Kamailio;
  const phones: Phone[] = [];
  let certificate: ReturnType<TestAuthority['issue']>;

  beforeAll(async () => {
    authority = makeAuthority();
    certificate = authority.issue(['IP:127.0.0.1', 'DNS:pbx.test']);
    kamailio = await startKamailio({ tcp: true, tls: { certificate }, challengeByes: true });
  });
  afterAll(async () => {
    await kamailio.stop();
    authority.dispose();
  });
  afterEach(async () => {
    await Promise.all(phones.splice(0).map((phone) => phone.signalling.dispose()));
  });

  const server = (by: 'udp' | 'tcp' | 'tls'): string => `127.0.0.1:${by === 'tls' ? kamailio.tlsPort : kamailio.port}`;

  async function registered(user: string, by: 'udp' | 'tcp' | 'tls' = transport): Promise<Phone> {
    const phone = startPhone(user, server(by), { transport: by }, { authorities: [authority.cert] });
    phones.push(phone);
    await phone.register();
    return phone;
  }

  test('registers, calls both ways and hangs up from either side', async () => {
    const [a, b] = [await registered('ours-a'), await registered('ours-b')];
    await wholeCall(a, b, 'ours-b', 'caller');
    await wholeCall(b, a, 'ours-a', 'called');
  }, 20_000);

  test('calls a phone that came by UDP and is called by it', async () => {
    const [a, b] = [await registered('ours-a'), await registered('ours-b', 'udp')];
    await wholeCall(a, b, 'ours-b', 'called');
    await wholeCall(b, a, 'ours-a', 'caller');
  }, 20_000);

  test('says of each call whether the way to the server is encrypted', async () => {
    const [a, b] = [await registered('ours-a'), await registered('ours-b', 'udp')];
    const callA = a.call('ours-b');
    const { callId: callB } = await b.next('incoming');
    expect([a.signalling.isSecure(callA), b.signalling.isSecure(callB)]).toEqual([transport === 'tls', false]);
    b.signalling.reject(callB, 486);
    expect(await a.next('failed')).toMatchObject({ status: 486 });
  });

  test('busy, CANCEL and a wrong password are what they are over UDP', async () => {
    const [a, b] = [await registered('ours-a'), await registered('ours-b')];
    a.call('ours-b');
    b.signalling.reject((await b.next('incoming')).callId, 486);
    expect(await a.next('failed')).toMatchObject({ status: 486 });
    const call = a.call('ours-b');
    b.signalling.ring((await b.next('incoming')).callId);
    await a.next('progress');
    a.signalling.hangUp(call);
    await b.next('cancelled');
    expect(await a.next('failed')).toMatchObject({ status: 487 });
    expect(await a.signalling.testAccount(a.account, 'no', () => {})).toMatchObject({ ok: false, failedStep: { step: 'register' } });
  });

  test('after a restart of the server both phones are registered again within 5 s, and ring', async () => {
    const [a, b] = [await registered('ours-a'), await registered('ours-b')];
    const { port, tlsPort } = kamailio;
    await kamailio.stop();
    await a.next('registration', 2_000, ({ state }) => state.kind !== 'ready');
    kamailio = await startKamailio({ port, tcp: true, tls: { certificate, ...(tlsPort !== null && { port: tlsPort }) }, challengeByes: true });
    await Promise.all([a, b].map((phone) => phone.next('registration', 5_000, ({ state }) => state.kind === 'ready' && state.sinceEpochMs > Date.now() - 5_000)));
    await wholeCall(a, b, 'ours-b', 'caller');
  }, 30_000);
});
