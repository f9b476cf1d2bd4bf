import { createSocket } from 'node:dgram';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { bindingRequest, readBindingAnswer } from '../../../electron/sip/transport/stun';
import { hasOpenssl, makeAuthority, type TestAuthority } from '../../support/sip/certificates';
import { hasKamailio, type Kamailio, passwordOf, startKamailio } from '../../support/sip/kamailio';
import { type Phone, startPhone } from '../../support/sip/phone';
import { wholeCall } from '../../support/sip/whole-call';

const atPath = (webSocketPath: string | null) => ({ webSocketPath, authorities: null, clientCertificate: null, pinnedCertificate: null });

describe.skipIf(!hasKamailio || !hasOpenssl)('through Kamailio', () => {
  let authority: TestAuthority;
  let kamailio: Kamailio;
  const phones: Phone[] = [];

  beforeAll(async () => {
    authority = makeAuthority();
    kamailio = await startKamailio({ tcp: true, tls: { certificate: authority.issue(['IP:127.0.0.1']) }, webSocket: true, stun: true, challengeByes: true });
  });
  afterAll(async () => {
    await kamailio.stop();
    authority.dispose();
  });
  afterEach(async () => {
    await Promise.all(phones.splice(0).map((phone) => phone.signalling.dispose()));
  });

  async function registered(user: string, by: 'udp' | 'ws' | 'wss', path = '/ws'): Promise<Phone> {
    const port = by === 'wss' ? kamailio.tlsPort : kamailio.port;
    const phone = startPhone(user, `127.0.0.1:${port}`, { transport: by, ...(by !== 'udp' && { connection: atPath(path) }) }, { authorities: [authority.cert] });
    phones.push(phone);
    await phone.register();
    return phone;
  }

  test.each(['ws', 'wss'] as const)('two phones on %s call each other, hold and hang up from either side', async (by) => {
    const [a, b] = [await registered('ours-a', by), await registered('ours-b', by)];
    await wholeCall(a, b, 'ours-b', 'caller');
    await wholeCall(b, a, 'ours-a', 'called');
  }, 20_000);

  test('a phone on WSS calls one on UDP and is called by it', async () => {
    const [a, b] = [await registered('ours-a', 'wss'), await registered('ours-b', 'udp')];
    await wholeCall(a, b, 'ours-b', 'called');
    await wholeCall(b, a, 'ours-a', 'caller');
  }, 20_000);

  test('another path than the server wants is told as that', async () => {
    const phone = startPhone('ours-a', `127.0.0.1:${kamailio.port}`, { transport: 'ws', connection: atPath('/other') });
    phones.push(phone);
    expect(await phone.signalling.testAccount(phone.account, passwordOf('ours-a'), () => {})).toMatchObject({ failedStep: { step: 'reach', problem: 'no-websocket' } });
  });

  test('its STUN on the SIP port is read', async () => {
    const socket = createSocket('udp4');
    await new Promise<void>((resolve) => { socket.bind(0, '127.0.0.1', resolve); });
    const answer = new Promise<Buffer>((resolve) => { socket.once('message', resolve); });
    socket.send(bindingRequest(Buffer.alloc(12, 7)), kamailio.port, '127.0.0.1');
    expect(readBindingAnswer(await answer)?.mapped).toEqual({ host: '127.0.0.1', port: socket.address().port });
    socket.close();
  });
});

describe.skipIf(!hasKamailio || !hasOpenssl)('through a Kamailio that wants a certificate from its phones', () => {
  let authority: TestAuthority;
  let kamailio: Kamailio;
  const phones: Phone[] = [];

  beforeAll(async () => {
    authority = makeAuthority();
    kamailio = await startKamailio({ tls: { certificate: authority.issue(['IP:127.0.0.1']), clientAuthorityFile: authority.certFile } });
  });
  afterAll(async () => {
    await Promise.all(phones.map((phone) => phone.signalling.dispose()));
    await kamailio.stop();
    authority.dispose();
  });

  function phoneWith(clientCertificate: string | null): Phone {
    const connection = { webSocketPath: null, authorities: authority.cert, clientCertificate, pinnedCertificate: null };
    const phone = startPhone('ours-a', `127.0.0.1:${kamailio.tlsPort}`, { transport: 'tls', connection }, { authorities: [] });
    phones.push(phone);
    return phone;
  }

  test('the line with one registers', async () => {
    const own = authority.issue([], { commonName: 'ours-a' });
    const phone = phoneWith(own.cert);
    phone.signalling.applyAccount(phone.account, passwordOf('ours-a'), own.key);
    await phone.next('registration', 5_000, ({ state }) => state.kind === 'ready');
  });

  test('the line without one is told why it cannot', async () => {
    const phone = phoneWith(null);
    expect(await phone.signalling.testAccount(phone.account, passwordOf('ours-a'), () => {})).toMatchObject({ failedStep: { step: 'reach', problem: 'client' } });
  });
});
