import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { hasOpenssl, makeAuthority, type TestAuthority } from '../../support/sip/certificates';
import { type Phone, sdp, startPhone } from '../../support/sip/phone';
import { requestText } from '../../support/sip/scripted-peer';
import { StreamPeer } from '../../support/sip/stream-peer';
import { WebSocketPeer, type WebSocketPeerOptions, type WebSocketReceived } from '../../support/sip/web-socket-peer';

const open: { dispose(): void | Promise<void> }[] = [];
afterEach(async () => {
  for (const item of open.splice(0)) await item.dispose();
});

async function peer(options?: WebSocketPeerOptions): Promise<WebSocketPeer> {
  const made = await WebSocketPeer.open(options);
  open.push({ dispose: () => made.close() });
  return made;
}

function phoneAt(domain: string, ...rest: [Parameters<typeof startPhone>[2]?, Parameters<typeof startPhone>[3]?]): Phone {
  const phone = startPhone('alice', domain, ...rest);
  open.unshift({ dispose: () => phone.signalling.dispose() });
  return phone;
}

async function registered(server: WebSocketPeer, ...rest: [Parameters<typeof startPhone>[2]?, Parameters<typeof startPhone>[3]?]): Promise<{ phone: Phone; register: WebSocketReceived }> {
  const phone = phoneAt(server.address, ...(rest.length > 0 ? rest : [{ transport: 'ws' as const }] as typeof rest));
  const done = phone.register();
  const register = await server.acceptRegister();
  await done;
  return { phone, register };
}

const withPath = (webSocketPath: string) => ({ webSocketPath, authorities: null, clientCertificate: null, pinnedCertificate: null });
const contactOf = ({ message }: WebSocketReceived): string => message.contacts[0]?.uri.text ?? '';
const inviteText = (to: string): string => requestText('INVITE', to, {
  via: 'SIP/2.0/WS 192.0.2.1;branch=z9hG4bKw1', from: '<sip:b@h>;tag=1', to: '<sip:a@h>', callId: 'w1', headers: ['Contact: <sip:b@1.invalid;transport=ws>'], body: sdp(),
});

describe('over WebSocket (RFC 7118)', () => {
  test('asks for the subprotocol sip; Via says WS with a made-up name, and so does Contact', async () => {
    const server = await peer();
    const { register } = await registered(server);
    expect(server.asked[0]?.headers['sec-websocket-protocol']).toBe('sip');
    expect(server.asked[0]?.headers.host).toBe(server.address);
    expect(register.message.vias[0]?.text).toMatch(/^SIP\/2\.0\/WS [0-9a-f]{12}\.invalid;/);
    expect(contactOf(register)).toMatch(/^sip:s[0-9a-f]+@[0-9a-f]{12}\.invalid;transport=ws$/);
  });

  test('calls both ways over the one connection, whatever Contact and Record-Route say', async () => {
    const server = await peer();
    const { phone, register } = await registered(server);
    const call = phone.call('bob');
    const invite = await server.request('INVITE');
    server.reply(invite, 200, { sdp: sdp(), contact: '<sip:bob@198.51.100.7:5062>', headers: ['Record-Route: <sip:192.0.2.9;transport=ws;lr>'] });
    await phone.next('accepted');
    expect((await server.request('ACK')).message.uri).toMatchObject({ host: '198.51.100.7' });
    phone.signalling.hangUp(call);
    server.reply(await server.request('BYE'), 200);
    register.webSocket.send(inviteText(contactOf(register)));
    phone.signalling.reject((await phone.next('incoming')).callId, 486);
    expect((await server.response(486)).webSocket).toBe(register.webSocket);
    expect(server.webSockets).toHaveLength(1);
  });

  test('a message in binary frames, or in several, is one message; a double CRLF is answered by one', async () => {
    const server = await peer();
    const { phone, register } = await registered(server);
    const bytes = Buffer.from(inviteText(contactOf(register)));
    register.webSocket.send(bytes.subarray(0, 100), { binary: true, fin: false });
    register.webSocket.send(bytes.subarray(100), { binary: true, fin: true });
    await phone.next('incoming');
    const pong = new Promise((resolve) => { register.webSocket.on('message', (data: Buffer) => { if (data.length === 2) resolve(data.toString()); }); });
    register.webSocket.send('\r\n\r\n');
    expect(await pong).toBe('\r\n');
  });

  test('asks for the path that the line names, or that the URL of the proxy does', async () => {
    const server = await peer({ path: '/ws' });
    await registered(server, { transport: 'ws', connection: withPath('/ws') });
    const byUrl = phoneAt('pbx.test', { transport: 'udp', outboundProxy: `ws://${server.address}/ws` });
    const done = byUrl.register();
    expect((await server.acceptRegister()).message.uri).toMatchObject({ host: 'pbx.test' });
    await done;
    expect(server.asked.map(({ url }) => url)).toEqual(['/ws', '/ws']);
  });

  test.each([['another path', { path: '/ws' }], ['no SIP on it', { speaksSip: false }]] as const)('a server with %s is told as one without SIP over WebSocket', async (_what, options) => {
    const server = await peer(options);
    const phone = phoneAt(server.address, { transport: 'ws' });
    phone.signalling.applyAccount(phone.account, 'x');
    const { state } = await phone.next('registration', 3_000, (event) => event.state.kind === 'failed');
    expect(state).toMatchObject({ error: { code: 'no-websocket' } });
    expect(await phone.signalling.testAccount(phone.account, 'x', () => {})).toMatchObject({ failedStep: { step: 'reach', problem: 'no-websocket' } });
  });

  test('a connection that dies is opened again at once, the old Contact taken back', async () => {
    const server = await peer();
    const { register } = await registered(server);
    server.hangUp();
    const again = await server.request('REGISTER');
    expect(again.message.contacts.map(({ uri }) => uri.text)).toContain(contactOf(register));
    expect(again.message.contacts[0]?.uri.text).not.toBe(contactOf(register));
    server.reply(again, 200, { contact: `<${again.message.contacts[0]?.uri.text ?? ''}>;expires=300` });
  });

  test('a message beyond 64 KB costs the server the connection', async () => {
    const server = await peer();
    const { register } = await registered(server);
    const closed = new Promise((resolve) => { register.webSocket.on('close', resolve); });
    register.webSocket.send(Buffer.alloc(70_000, 'x'));
    await closed;
    await server.acceptRegister();
  });

  test('on IPv6', async () => {
    const server = await peer({ host: '::1' });
    const { register } = await registered(server);
    expect(server.asked[0]?.headers.host).toBe(server.address);
    expect(register.message.vias[0]?.transport).toBe('WS');
  });
});

test('TCP on IPv6', async () => {
  const server = await StreamPeer.open(undefined, 0, { host: '::1' });
  open.push({ dispose: () => server.close() });
  const phone = phoneAt(server.address, { transport: 'tcp' });
  const done = phone.register();
  const register = await server.acceptRegister();
  await done;
  expect(register.message.vias[0]).toMatchObject({ transport: 'TCP', host: '::1' });
  expect(register.message.contacts[0]?.uri).toMatchObject({ host: '::1' });
});

describe.skipIf(!hasOpenssl)('over secure WebSocket', () => {
  let authority: TestAuthority;
  beforeAll(() => { authority = makeAuthority(); });
  afterAll(() => authority.dispose());

  test('Via says WSS, Contact ws, and the call is known to be secure', async () => {
    const server = await peer({ certificate: authority.issue(['IP:127.0.0.1']) });
    const { phone, register } = await registered(server, { transport: 'wss' }, { authorities: [authority.cert] });
    expect(register.message.vias[0]?.transport).toBe('WSS');
    expect(contactOf(register)).toContain('.invalid;transport=ws');
    const call = phone.call('bob');
    const invite = await server.request('INVITE');
    expect(phone.signalling.isSecure(call)).toBe(true);
    server.reply(invite, 486);
    await phone.next('failed');
  });

  test('a certificate that is not trusted is told, and nothing is said to that server', async () => {
    const server = await peer({ certificate: authority.issue(['IP:127.0.0.1']) });
    const phone = phoneAt(server.address, { transport: 'wss' }, { authorities: [] });
    phone.signalling.applyAccount(phone.account, 'x');
    const { state } = await phone.next('registration', 3_000, (event) => event.state.kind === 'failed');
    expect(state).toMatchObject({ error: { code: 'certificate-issuer' } });
    expect(server.asked).toEqual([]);
  });
});
