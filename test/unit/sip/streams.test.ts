import { createServer, type AddressInfo, type Server } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import type { DnsResolver } from '../../../electron/sip/transport/dns';
import { hasOpenssl, makeAuthority, type TestAuthority } from '../../support/sip/certificates';
import { type Phone, sdp, startPhone } from '../../support/sip/phone';
import { requestText, ScriptedPeer } from '../../support/sip/scripted-peer';
import { StreamPeer, type StreamReceived } from '../../support/sip/stream-peer';

const open: { dispose(): void | Promise<void> }[] = [];
afterEach(async () => {
  vi.useRealTimers();
  for (const item of open.splice(0)) await item.dispose();
});

async function peer(...options: Parameters<typeof StreamPeer.open>): Promise<StreamPeer> {
  const made = await StreamPeer.open(...options);
  open.push({ dispose: () => made.close() });
  return made;
}

function phoneAt(domain: string, ...rest: [Parameters<typeof startPhone>[2]?, Parameters<typeof startPhone>[3]?]): Phone {
  const phone = startPhone('alice', domain, ...rest);
  open.unshift({ dispose: () => phone.signalling.dispose() });
  return phone;
}

async function registered(server: StreamPeer, ...rest: Parameters<typeof phoneAt> extends [string, ...infer Rest] ? Rest : never): Promise<{ phone: Phone; register: StreamReceived }> {
  const phone = phoneAt(server.address, ...(rest.length > 0 ? rest : [{ transport: 'tcp' as const }] as typeof rest));
  const done = phone.register();
  const register = await server.acceptRegister();
  await done;
  return { phone, register };
}

/** Something that listens on TCP and answers as if it had been asked for a web page. */
async function webServer(): Promise<string> {
  const server: Server = createServer((socket) => {
    socket.on('error', () => {});
    socket.end('HTTP/1.1 400 Bad Request\r\n\r\n');
  });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  open.push({ dispose: () => { server.close(); } });
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const contactOf = ({ message }: StreamReceived): string => message.contacts[0]?.uri.text ?? '';
const inviteText = (server: StreamPeer, to: string, n = 1): string => requestText('INVITE', to, {
  via: `SIP/2.0/TCP ${server.address};branch=z9hG4bKs${n}`, from: `<sip:b@h>;tag=${n}`, to: '<sip:a@h>', callId: `c${n}`, headers: [`Contact: <sip:b@${server.address};transport=tcp>`], body: sdp(),
});

describe('over TCP', () => {
  test('registers on one connection, with Via and Contact of that connection', async () => {
    const server = await peer();
    const { register } = await registered(server);
    expect(register.message.vias[0]).toMatchObject({ transport: 'TCP', host: '127.0.0.1', port: register.from.port });
    expect(contactOf(register)).toMatch(new RegExp(`^sip:s[0-9a-f]+@127\\.0\\.0\\.1:${register.from.port};transport=tcp$`));
  });

  test('calls both ways use the connection that stands, answers go back on it', async () => {
    const server = await peer();
    const { phone, register } = await registered(server);
    const call = phone.call('bob');
    const invite = await server.request('INVITE');
    expect(invite.socket).toBe(register.socket);
    server.reply(invite, 200, { sdp: sdp() });
    await phone.next('accepted');
    expect((await server.request('ACK')).message.vias[0]?.transport).toBe('TCP');
    phone.signalling.hangUp(call);
    server.reply(await server.request('BYE'), 200);
    register.socket.write(inviteText(server, contactOf(register)));
    const { callId } = await phone.next('incoming');
    phone.signalling.reject(callId, 486);
    const busy = await server.response(486);
    expect(busy.socket).toBe(register.socket);
    expect(server.sockets).toHaveLength(1);
  });

  test('nothing is repeated: neither a request without an answer nor a refusal without an ACK', async () => {
    const server = await peer();
    const { phone, register } = await registered(server);
    phone.call('bob');
    register.socket.write(inviteText(server, contactOf(register)));
    phone.signalling.reject((await phone.next('incoming')).callId, 486);
    await server.response(486);
    await new Promise((resolve) => setTimeout(resolve, 1_200));
    expect(server.countRequests('INVITE')).toBe(1);
    expect(server.received.filter(({ message }) => message.kind === 'response' && message.status === 486)).toHaveLength(1);
  });

  test('messages in pieces, several at once and keep-alives between them all arrive; a ping is answered', async () => {
    const server = await peer();
    const { phone, register } = await registered(server);
    const two = Buffer.from(`\r\n\r\n${inviteText(server, contactOf(register), 1)}\r\n${inviteText(server, contactOf(register), 2)}`);
    for (let at = 0; at < two.length; at += 700) {
      register.socket.write(two.subarray(at, at + 700));
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await phone.next('incoming');
    await phone.next('incoming');
    expect(server.between).toBe('\r\n');
  });

  test('a lost connection is noticed: shown, opened again, registered anew, the dead Contact removed', async () => {
    const server = await peer();
    const { phone, register } = await registered(server);
    server.hangUp();
    await phone.next('registration', 1_000, ({ state }) => state.kind === 'registering');
    const again = await server.acceptRegister();
    await phone.next('registration', 2_000, ({ state }) => state.kind === 'ready');
    const contacts = again.message.contacts.map(({ uri, params }) => [uri.text, params.get('expires')]);
    expect(contacts).toEqual([[expect.stringContaining(`:${again.from.port};transport=tcp`), '300'], [contactOf(register), '0']]);
  });

  test('a server that hangs up after each registration is met ever later', async () => {
    const server = await peer();
    const { phone } = await registered(server);
    server.hangUp();
    await server.acceptRegister();
    await phone.next('registration', 2_000, ({ state }) => state.kind === 'ready');
    server.hangUp();
    await new Promise((resolve) => setTimeout(resolve, 1_200));
    expect(server.countRequests('REGISTER')).toBe(2);
  });

  test('a call waiting for an answer on a connection that dies is lost at once', async () => {
    const server = await peer();
    const { phone } = await registered(server);
    phone.call('bob');
    server.reply(await server.request('INVITE'), 180);
    await phone.next('progress');
    server.hangUp();
    expect(await phone.next('lost', 1_000)).toMatchObject({ detail: 'the server cannot be reached' });
  });

  test.each([['too much', 'x'.repeat(70_000)], ['a false length', 'OPTIONS sip:a SIP/2.0\r\nContent-Length: -5\r\n\r\n']])('%s from the server costs it the connection and us nothing', async (_what, bytes) => {
    const server = await peer();
    const { phone, register } = await registered(server);
    const closed = new Promise((resolve) => { register.socket.once('close', resolve); });
    register.socket.write(bytes);
    await closed;
    await server.acceptRegister();
    await phone.next('registration', 2_000, ({ state }) => state.kind === 'ready');
  });

  test('keeps the connection open by a double CRLF, and gives it up when an answer that used to come does not', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const server = await peer();
    const phone = phoneAt(server.address, { transport: 'tcp' });
    phone.signalling.applyAccount(phone.account, 'x');
    const register = await vi.waitUntil(() => server.received.find(({ message }) => message.kind === 'request'), { interval: 1 });
    server.reply(register as never, 200, { contact: `<${contactOf(register)}>;expires=300` });
    await vi.waitUntil(() => phone.events.some((event) => event.kind === 'registration' && event.state.kind === 'ready'), { interval: 1 });
    await vi.advanceTimersByTimeAsync(26_000);
    await vi.waitUntil(() => server.between === '\r\n\r\n', { interval: 1 });
    register.socket.write('\r\n');
    await new Promise((resolve) => { setImmediate(() => setImmediate(resolve)); });
    const closed = new Promise((resolve) => { register.socket.once('close', resolve); });
    await vi.advanceTimersByTimeAsync(40_000);
    await closed;
  });

  test('nothing listens: unreachable at once', async () => {
    const server = await StreamPeer.open();
    const { address } = server;
    server.close();
    const phone = phoneAt(address, { transport: 'tcp' });
    phone.signalling.applyAccount(phone.account, 'x');
    const { state } = await phone.next('registration', 2_000, (event) => event.state.kind === 'failed');
    expect(state).toMatchObject({ error: { code: 'unreachable' } });
  });

  test('when the network changed, the line opens another connection and takes the old Contact back', async () => {
    const server = await peer();
    const { phone, register } = await registered(server);
    phone.signalling.reconnect(phone.account.id);
    const again = await server.acceptRegister();
    await phone.next('registration', 2_000, ({ state }) => state.kind === 'ready');
    expect(again.socket).not.toBe(register.socket);
    expect(again.message.contacts.map(({ uri }) => uri.text)).toContain(contactOf(register));
  });

  test('lines of one server share a connection; it closes with the last of them', async () => {
    const server = await peer();
    const { phone, register } = await registered(server);
    const other = { ...phone.account, id: 'other' as never, username: 'other' };
    phone.signalling.applyAccount(other, 'x');
    expect((await server.acceptRegister()).socket).toBe(register.socket);
    let isOpen = true;
    register.socket.once('close', () => { isOpen = false; });
    await phone.signalling.removeAccount(other.id);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(isOpen).toBe(true);
    await phone.signalling.removeAccount(phone.account.id);
    await vi.waitFor(() => { expect(isOpen).toBe(false); });
  });

  test('the next server of the domain takes over where the first takes no connection', async () => {
    const [gone, second] = [await StreamPeer.open(), await peer()];
    const port = gone.port;
    gone.close();
    const dns: DnsResolver = {
      naptr: async () => [],
      srv: async (name) => (name === '_sip._tcp.pbx.test' ? [{ name: 'a.test', port, priority: 1, weight: 0 }, { name: 'b.test', port: second.port, priority: 2, weight: 0 }] : []),
      addresses: async () => ['127.0.0.1'],
    };
    const phone = phoneAt('pbx.test', { transport: 'tcp' }, { dns });
    const done = phone.register();
    await second.acceptRegister();
    await done;
  });

  test('dispose closes the connection', async () => {
    const server = await peer();
    const { phone, register } = await registered(server);
    const closed = new Promise((resolve) => { register.socket.once('close', resolve); });
    await phone.signalling.dispose();
    await closed;
  });
});

/** A name with records of its own; everything else is not found. */
function zone(records: { naptr?: [string, string][]; srv?: Record<string, number>; name?: string }): DnsResolver {
  return {
    naptr: async () => (records.naptr ?? []).map(([service, replacement], order) => ({ service, replacement, order, preference: 0 })),
    srv: async (name) => (records.srv?.[name] === undefined ? [] : [{ name: 'server.pbx.test', port: records.srv[name], priority: 0, weight: 0 }]),
    addresses: async (host) => (host === 'server.pbx.test' || host === (records.name ?? 'pbx.test') ? ['127.0.0.1'] : []),
  };
}

describe.skipIf(!hasOpenssl)('over TLS', () => {
  let authority: TestAuthority;
  beforeAll(() => { authority = makeAuthority(); });
  afterAll(() => authority.dispose());

  const secure = async (names: readonly string[], change?: Parameters<TestAuthority['issue']>[1]): Promise<StreamPeer> => peer(authority.issue(names, change));
  const tlsPhone = (server: StreamPeer, domain: string, authorities: readonly string[] = [authority.cert]): Phone => (
    phoneAt(domain, { transport: 'tls' }, { authorities, dns: zone({ srv: { '_sips._tcp.pbx.test': server.port } }) })
  );

  test('registers and calls with Via and Contact that say TLS, and knows that the call is secure', async () => {
    const server = await secure(['DNS:pbx.test']);
    const phone = tlsPhone(server, 'pbx.test');
    const done = phone.register();
    const register = await server.acceptRegister();
    await done;
    expect(register.message.vias[0]?.transport).toBe('TLS');
    expect(contactOf(register)).toContain(';transport=tls');
    const call = phone.call('bob');
    const invite = await server.request('INVITE');
    expect(phone.signalling.isSecure(call)).toBe(true);
    server.reply(invite, 486);
    await phone.next('failed');
    expect(phone.signalling.isSecure(call)).toBeNull();
  });

  test('the certificate is to be for the domain, not for the server that DNS named', async () => {
    const server = await secure(['DNS:server.pbx.test']);
    const phone = tlsPhone(server, 'pbx.test');
    phone.signalling.applyAccount(phone.account, 'x');
    const { state } = await phone.next('registration', 3_000, (event) => event.state.kind === 'failed');
    expect(state).toMatchObject({ error: { code: 'certificate-name', detail: 'the certificate is for server.pbx.test, not for pbx.test' }, nextTryAtEpochMs: expect.any(Number) });
    expect(server.received).toEqual([]);
  });

  test.each([
    ['one that has run out', ['DNS:pbx.test'], { days: -1 }, true, 'certificate-expired', 'expired'],
    ['one from an unknown issuer', ['DNS:pbx.test'], {}, false, 'certificate-issuer', 'issuer'],
    ['one for another name', ['DNS:other.test'], {}, true, 'certificate-name', 'name'],
  ] as const)('a certificate, %s, is told in the registration and in the test of the account', async (_what, names, change, isKnown, code, problem) => {
    const server = await secure(names, change);
    const phone = tlsPhone(server, 'pbx.test', isKnown ? [authority.cert] : []);
    phone.signalling.applyAccount(phone.account, 'x');
    const { state } = await phone.next('registration', 3_000, (event) => event.state.kind === 'failed');
    expect(state).toMatchObject({ error: { code } });
    expect(await phone.signalling.testAccount(phone.account, 'x', () => {})).toMatchObject({ ok: false, failedStep: { step: 'reach', problem } });
    expect(server.received).toEqual([]);
  });

  test('a server that speaks no TLS is told as such', async () => {
    const phone = phoneAt(await webServer(), { transport: 'tls' }, { authorities: [authority.cert] });
    phone.signalling.applyAccount(phone.account, 'x');
    const { state } = await phone.next('registration', 3_000, (event) => event.state.kind === 'failed');
    expect(state).toMatchObject({ error: { code: 'no-tls' } });
  });

  test('automatic takes TLS where the domain offers it, and does not go round a bad certificate', async () => {
    const [good, udp] = [await secure(['DNS:pbx.test']), await ScriptedPeer.open()];
    open.push({ dispose: () => udp.close() });
    const srv = (port: number): Record<string, number> => ({ '_sips._tcp.pbx.test': port, '_sip._udp.pbx.test': udp.port });
    const phone = phoneAt('pbx.test', { transport: 'automatic' }, { authorities: [authority.cert], dns: zone({ srv: srv(good.port) }) });
    const done = phone.register();
    await good.acceptRegister();
    await done;
    const bad = await secure(['DNS:other.test']);
    const other = phoneAt('pbx.test', { transport: 'automatic' }, { authorities: [authority.cert], dns: zone({ srv: srv(bad.port) }) });
    other.signalling.applyAccount(other.account, 'x');
    await other.next('registration', 3_000, (event) => event.state.kind === 'failed');
    expect(udp.received).toEqual([]);
  });

  test('a secure line hears nothing that comes by UDP from the same server', async () => {
    const [server, udp] = [await secure(['DNS:pbx.test']), await ScriptedPeer.open()];
    open.push({ dispose: () => udp.close() });
    const phone = tlsPhone(server, 'pbx.test');
    const done = phone.register();
    const register = await server.acceptRegister();
    await done;
    // A second line by UDP opens the socket that a forger would aim at.
    const plain = { ...phone.account, id: 'plain' as never, username: 'plain', domain: udp.address, transport: 'udp' as const };
    phone.signalling.applyAccount(plain, 'x');
    const { from } = await udp.acceptRegister();
    udp.send(requestText('INVITE', contactOf(register), { via: `SIP/2.0/UDP ${udp.address};branch=z9hG4bKf;rport`, from: '<sip:b@h>;tag=1', to: '<sip:a@h>', callId: 'f', headers: [`Contact: <sip:b@${udp.address}>`], body: sdp() }), from);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(phone.events.filter(({ kind }) => kind === 'incoming')).toEqual([]);
  });
});

describe('a request too large for one packet (RFC 3261 18.1.1)', () => {
  const large = `${sdp()}${'a=x-long:0123456789012345678901234567890123456789\r\n'.repeat(30)}`;

  test('goes by TCP where the way is left to us, its Contact stays where the server knows us', async () => {
    const tcp = await peer();
    const udp = await ScriptedPeer.open('127.0.0.1', tcp.port);
    open.push({ dispose: () => udp.close() });
    const phone = phoneAt(udp.address, { transport: 'automatic' });
    const done = phone.register();
    const { from } = await udp.acceptRegister();
    await done;
    phone.call('bob', large);
    const invite = await tcp.request('INVITE');
    expect(invite.message.vias[0]?.transport).toBe('TCP');
    expect(contactOf(invite)).toMatch(new RegExp(`@127\\.0\\.0\\.1:${from.port}$`));
    tcp.reply(invite, 486);
    expect(await phone.next('failed')).toMatchObject({ status: 486 });
    await tcp.request('ACK');
  });

  test('goes by UDP all the same where no TCP is taken, or UDP was chosen', async () => {
    for (const transport of ['automatic', 'udp'] as const) {
      const udp = await ScriptedPeer.open();
      open.push({ dispose: () => udp.close() });
      const phone = phoneAt(udp.address, { transport });
      const done = phone.register();
      await udp.acceptRegister();
      await done;
      phone.call('bob', large);
      udp.reply(await udp.request('INVITE'), 486);
      await phone.next('failed');
    }
  });
});
