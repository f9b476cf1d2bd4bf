import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { DnsResolver } from '../../../electron/sip/transport/dns';
import { freeUdpPort } from '../../support/sip/kamailio';
import { type Phone, sdp, startPhone } from '../../support/sip/phone';
import { requestText, ScriptedPeer } from '../../support/sip/scripted-peer';

const peers = new Set<ScriptedPeer>();
const open: { dispose(): void | Promise<void> }[] = [];
afterEach(async () => {
  for (const item of open.splice(0)) await item.dispose();
  peers.clear();
});

async function peer(host?: string): Promise<ScriptedPeer> {
  const made = await ScriptedPeer.open(host);
  open.push({ dispose: () => made.close() });
  peers.add(made);
  return made;
}

function phoneAt(domain: string, ...rest: [Parameters<typeof startPhone>[2]?, Parameters<typeof startPhone>[3]?]): Phone {
  const phone = startPhone('alice', domain, ...rest);
  open.unshift({ dispose: () => phone.signalling.dispose() });
  for (const item of peers) open.unshift({ dispose: () => { item.obliging = true; } });
  return phone;
}

/** A domain with two servers by SRV. */
function twoServers(first: ScriptedPeer | { host: string; port: number }, second: ScriptedPeer): DnsResolver {
  return {
    naptr: async () => [],
    srv: async () => [{ name: 'a.test', port: first.port, priority: 1, weight: 0 }, { name: 'b.test', port: second.port, priority: 2, weight: 0 }],
    addresses: async (host) => (host === 'a.test' ? [first.host] : [second.host]),
  };
}

describe('servers that fail', () => {
  test('nothing listens: unreachable within 2 s, not after timer F', async () => {
    const phone = phoneAt(`127.0.0.1:${await freeUdpPort()}`);
    phone.signalling.applyAccount(phone.account, 'x');
    const { state } = await phone.next('registration', 2_000, (event) => event.state.kind === 'failed');
    expect(state).toMatchObject({ error: { code: 'unreachable' }, nextTryAtEpochMs: expect.any(Number) });
  });

  test('the second server of the domain takes over registration and calls', async () => {
    const second = await peer('127.0.0.6');
    const phone = phoneAt('pbx.example.com', {}, { dns: twoServers({ host: '127.0.0.5', port: await freeUdpPort('127.0.0.5') }, second) });
    const registered = phone.register();
    await second.acceptRegister();
    await registered;
    expect(phone.signalling.registration(phone.account.id)).toMatchObject({ server: second.address });
    phone.call('bob');
    expect((await second.request('INVITE')).message.uri.text).toBe('sip:bob@pbx.example.com');
  });

  test('a call that gets 503 is tried at the next server before the user hears of it', async () => {
    const [first, second] = [await peer('127.0.0.5'), await peer('127.0.0.6')];
    const phone = phoneAt('pbx.example.com', {}, { dns: twoServers(first, second) });
    const registered = phone.register();
    await first.acceptRegister();
    await registered;
    phone.call('bob');
    first.reply(await first.request('INVITE'), 503);
    second.reply(await second.request('INVITE'), 486, { reason: 'Busy Here' });
    expect(await phone.next('failed')).toMatchObject({ status: 486 });
    expect(phone.events.filter(({ kind }) => kind === 'failed')).toHaveLength(1);
  });

  test('a name that does not resolve is said as such, for the line and in the account test', async () => {
    const dns: DnsResolver = { naptr: async () => [], srv: async () => [], addresses: async () => [] };
    const phone = phoneAt('nowhere.example.com', {}, { dns });
    phone.signalling.applyAccount(phone.account, 'x');
    const { state } = await phone.next('registration', 1_000, (event) => event.state.kind === 'failed');
    expect(state).toMatchObject({ error: { code: 'not-resolved' } });
    expect(await phone.signalling.testAccount(phone.account, 'x', () => {})).toMatchObject({ ok: false, failedStep: { step: 'resolve' } });
    expect(await phone.signalling.discover('nowhere.example.com', 'udp')).toEqual({ host: 'nowhere.example.com', port: 5060, how: 'none' });
  });

  test('a call to a server that died is lost with a reason, not failed by anyone', async () => {
    const server = await ScriptedPeer.open();
    const phone = phoneAt(server.address);
    const registered = phone.register();
    await server.acceptRegister();
    await registered;
    server.close();
    phone.call('bob');
    expect(await phone.next('lost', 3_000)).toMatchObject({ detail: 'the server cannot be reached' });
  });
});

describe('lines', () => {
  test('without a password a line is locked, switched off it is disabled, and neither sends anything', async () => {
    const server = await peer();
    const phone = phoneAt(server.address);
    phone.signalling.applyAccount(phone.account, null);
    expect(phone.signalling.registration(phone.account.id)).toEqual({ kind: 'locked' });
    phone.signalling.applyAccount({ ...phone.account, enabled: false }, 'x');
    expect(phone.signalling.registration(phone.account.id)).toEqual({ kind: 'disabled' });
    expect(() => phone.call('bob')).toThrow(expect.objectContaining({ code: 'NO_ACCOUNT' }));
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(server.received).toEqual([]);
  });

  test('two lines on one phone are told apart by their Contact', async () => {
    const server = await peer();
    const phone = phoneAt(server.address);
    const other = { ...phone.account, id: 'other-line' as never, username: 'second' };
    phone.signalling.applyAccount(phone.account, 'x');
    const first = await server.acceptRegister();
    phone.signalling.applyAccount(other, 'x');
    const second = await server.acceptRegister();
    const uri = second.message.contacts[0]?.uri.text ?? '';
    expect(uri).not.toBe(first.message.contacts[0]?.uri.text);
    server.send(requestText('INVITE', uri, { via: `SIP/2.0/UDP ${server.address};branch=z9hG4bKa;rport`, from: '<sip:b@h>;tag=1', to: '<sip:a@h>', callId: 'c', headers: [`Contact: <sip:b@${server.address}>`], body: sdp() }), second.from);
    expect(await phone.next('incoming')).toMatchObject({ accountId: 'other-line' });
  });

  test('reconnect registers again at once', async () => {
    const server = await peer();
    const phone = phoneAt(server.address);
    const registered = phone.register();
    await server.acceptRegister();
    await registered;
    phone.signalling.reconnect(phone.account.id);
    await server.acceptRegister();
    await phone.next('registration', 2_000, ({ state }) => state.kind === 'ready');
  });

  test('a 200 that lists other bindings, or rewrites ours, still counts', async () => {
    const server = await peer();
    const phone = phoneAt(server.address);
    const registered = phone.register();
    const register = await server.request('REGISTER');
    const user = /sip:([^@]+)@/.exec(register.message.contacts[0]?.uri.text ?? '')?.[1];
    server.reply(register, 200, { contact: `<sip:desk@192.0.2.5>;expires=30, <sip:${user}@203.0.113.1:9999;ob>;expires=120` });
    await registered;
    const state = phone.signalling.registration(phone.account.id);
    expect(state.kind === 'ready' && Math.round((state.expiresAtEpochMs - Date.now()) / 1000)).toBe(120);
  });

  test('a 200 without any Contact counts too', async () => {
    const server = await peer();
    const phone = phoneAt(server.address);
    const registered = phone.register();
    server.reply(await server.request('REGISTER'), 200, { contact: null });
    await registered;
  });

  test('keeps a NAT open by STUN, and by a double CRLF once the server has not answered that', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const sizes: number[] = [];
      const { createSocket } = await import('node:dgram');
      const socket = createSocket('udp4');
      await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
      open.push({ dispose: () => { socket.close(); } });
      socket.on('message', (bytes, from) => {
        sizes.push(bytes.length);
        const text = bytes.toString();
        if (!text.startsWith('REGISTER')) return;
        const header = (name: string): string => new RegExp(`^${name}: .*$`, 'mi').exec(text)?.[0].trim() ?? '';
        socket.send([`SIP/2.0 200 OK`, header('Via'), header('From'), `${header('To')};tag=s`, header('Call-ID'), header('CSeq'), header('Contact'), 'Content-Length: 0', '', ''].join('\r\n'), from.port, from.address);
      });
      const phone = phoneAt(`127.0.0.1:${socket.address().port}`);
      phone.signalling.applyAccount(phone.account, 'x');
      await vi.waitUntil(() => phone.events.some((event) => event.kind === 'registration' && event.state.kind === 'ready'), { interval: 1 });
      await vi.advanceTimersByTimeAsync(26_000);
      await vi.waitUntil(() => sizes.includes(20), { interval: 1 });
      expect(sizes).not.toContain(4);
      await vi.advanceTimersByTimeAsync(26_000);
      await vi.waitUntil(() => sizes.includes(4), { interval: 1 });
    } finally {
      vi.useRealTimers();
    }
  });
});

describe('hostile datagrams from our own server', () => {
  const folder = path.resolve(import.meta.dirname, '../../../../shared/vectors/rfc4475');

  async function registeredPhone(): Promise<{ server: ScriptedPeer; phone: Phone; to: { address: string; port: number }; uri: string }> {
    const server = await peer();
    const phone = phoneAt(server.address);
    const registered = phone.register();
    const { from, message } = await server.acceptRegister();
    await registered;
    return { server, phone, to: from, uri: message.contacts[0]?.uri.text ?? '' };
  }

  async function stillRings({ server, phone, to, uri }: Awaited<ReturnType<typeof registeredPhone>>): Promise<void> {
    server.send(requestText('INVITE', uri, { via: `SIP/2.0/UDP ${server.address};branch=z9hG4bKlast;rport`, from: '<sip:last@h>;tag=1', to: '<sip:a@h>', callId: 'last', headers: [`Contact: <sip:b@${server.address}>`], body: sdp() }), to);
    await phone.next('incoming', 15_000, ({ remote }) => remote.number === 'last@h');
  }

  test.skipIf(!existsSync(folder))('every RFC 4475 message, also addressed to us, leaves the phone working (reference vectors absent: skipped)', async () => {
    const world = await registeredPhone();
    for (const file of readdirSync(folder).filter((name) => name.endsWith('.dat'))) {
      const bytes = readFileSync(path.join(folder, file));
      world.server.send(bytes, world.to);
      const text = bytes.toString('latin1');
      world.server.send(Buffer.from(text.replace(/^(\S+) \S+ SIP/, `$1 ${world.uri} SIP`), 'latin1'), world.to);
    }
    await stillRings(world);
  });

  test('thousands of altered INVITEs, BYEs and answers leave it working', async () => {
    const world = await registeredPhone();
    world.phone.signalling.onEvent((event) => {
      if (event.kind === 'incoming') world.phone.signalling.reject(event.callId, 486);
    });
    const base = (method: string, n: number): Buffer => Buffer.from(requestText(method, world.uri, {
      via: `SIP/2.0/UDP ${world.server.address};branch=z9hG4bK${n};rport`, from: `"x" <sip:b@h>;tag=${n}`, to: '<sip:a@h>;tag=1', callId: String(n), headers: [`Contact: <sip:b@${world.server.address}>`, 'Require: 100rel', 'Content-Type: application/sdp'], body: sdp(),
    }));
    let n = 0;
    const samples = fc.sample(fc.tuple(fc.constantFrom('INVITE', 'BYE', 'INFO', 'ACK', 'CANCEL', 'OPTIONS', 'MESSAGE'), fc.array(fc.tuple(fc.nat(600), fc.nat(255)), { minLength: 1, maxLength: 6 })), 1_500);
    for (const [method, edits] of samples) {
      const bytes = base(method, ++n);
      for (const [at, value] of edits) if (at < bytes.length) bytes[at] = value;
      world.server.send(bytes, world.to);
      if (n % 100 === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await stillRings(world);
  }, 20_000);
});

test('taking a line away ends its calls first, and repeats a BYE that got lost', async () => {
  const server = await peer();
  const phone = phoneAt(server.address);
  const registered = phone.register();
  await server.acceptRegister();
  await registered;
  phone.call('bob');
  server.reply(await server.request('INVITE'), 200, { sdp: sdp() });
  await phone.next('accepted');
  const removed = phone.signalling.removeAccount(phone.account.id);
  await server.request('BYE');
  server.reply(await server.request('BYE'), 200);
  await removed;
  expect(phone.signalling.registration(phone.account.id)).toEqual({ kind: 'disabled' });
});

test('an account edited during a call: its name changes nothing, a new password registers anew, the call goes on', async () => {
  const server = await peer();
  const phone = phoneAt(server.address);
  const registered = phone.register();
  await server.acceptRegister();
  await registered;
  const call = phone.call('bob');
  server.reply(await server.request('INVITE'), 200, { sdp: sdp() });
  await phone.next('accepted');
  phone.signalling.applyAccount({ ...phone.account, label: 'Front desk' }, 'pw-alice');
  expect(phone.signalling.registration(phone.account.id).kind).toBe('ready');
  expect(server.countRequests('REGISTER')).toBe(1);
  phone.signalling.applyAccount(phone.account, 'another');
  await server.acceptRegister();
  await phone.next('registration', 2_000, ({ state }) => state.kind === 'ready');
  expect(server.countRequests('BYE')).toBe(0);
  const held = phone.signalling.reinvite(call, sdp('sendonly'));
  server.reply(await server.request('INVITE'), 200, { sdp: sdp('recvonly') });
  expect(await held).toMatchObject({ ok: true });
  phone.signalling.hangUp(call);
  server.reply(await server.request('BYE'), 200);
});

test('server discovery names the server, not its address', async () => {
  const [first, second] = [await peer('127.0.0.5'), await peer('127.0.0.6')];
  const phone = phoneAt('pbx.example.com', {}, { dns: twoServers(first, second) });
  expect(await phone.signalling.discover('pbx.example.com', 'udp')).toEqual({ host: 'a.test', port: first.port, how: 'srv' });
  expect(await phone.signalling.discover('192.0.2.7', 'tls')).toEqual({ host: '192.0.2.7', port: 5061, how: 'address' });
  expect(await phone.signalling.discover('192.0.2.7:5070', 'tcp')).toEqual({ host: '192.0.2.7', port: 5070, how: 'address' });
});

test('everything works over IPv6', async () => {
  const server = await peer('::1');
  const phone = phoneAt(server.address);
  const registered = phone.register();
  const register = await server.acceptRegister();
  await registered;
  expect(register.message.contacts[0]?.uri).toMatchObject({ host: '::1', port: register.from.port });
  const call = phone.call('bob');
  server.reply(await server.request('INVITE'), 200, { sdp: sdp() });
  await phone.next('accepted');
  await server.request('ACK');
  phone.signalling.hangUp(call);
  server.reply(await server.request('BYE'), 200);
  server.send(requestText('OPTIONS', register.message.contacts[0]?.uri.text ?? '', { via: `SIP/2.0/UDP ${server.address};branch=z9hG4bKo;rport`, from: '<sip:b@h>;tag=1', to: '<sip:a@h>', callId: 'o' }), register.from);
  await server.response(200);
});

test('200 calls leave nothing behind, and dispose leaves no timer or socket', async () => {
  const server = await ScriptedPeer.open();
  const phone = startPhone('alice', server.address);
  const registered = phone.register();
  await server.acceptRegister();
  await registered;
  for (let i = 0; i < 200; i++) {
    const call = phone.call('bob');
    const invite = await server.newRequest('INVITE');
    server.reply(invite, 200, { sdp: sdp(), toTag: `t${i}` });
    await phone.next('accepted', 15_000);
    phone.signalling.hangUp(call);
    server.reply(await server.newRequest('BYE'), 200);
  }
  const inside = phone.signalling as unknown as { calls: Map<unknown, unknown>; lines: Map<unknown, { core: { core: { dialogs: Map<unknown, unknown> } } }> };
  expect(inside.calls.size).toBe(0);
  expect([...inside.lines.values()][0]?.core.core.dialogs.size).toBe(0);
  await phone.signalling.dispose();
  server.close();
  await new Promise((resolve) => setTimeout(resolve, 50));
  const left = process.getActiveResourcesInfo().filter((name) => name === 'UDPWrap' || name === 'UDPWRAP');
  expect(left).toEqual([]);
}, 60_000);
