import { afterEach, describe, expect, test } from 'vitest';
import { parseProxy } from '../../../electron/sip/identity/target';
import { answersOptions } from '../../../electron/sip/transport/options-probe';
import { type Phone, sdp, startPhone } from '../../support/sip/phone';
import { ScriptedPeer } from '../../support/sip/scripted-peer';
import { StreamPeer } from '../../support/sip/stream-peer';

const open: { dispose(): void | Promise<void> }[] = [];
afterEach(async () => {
  for (const item of open.splice(0)) await item.dispose();
});

async function udpPeer(host = '127.0.0.1'): Promise<ScriptedPeer> {
  const made = await ScriptedPeer.open(host);
  open.push({ dispose: () => made.close() });
  return made;
}
async function tcpPeer(): Promise<StreamPeer> {
  const made = await StreamPeer.open();
  open.push({ dispose: () => made.close() });
  return made;
}
function phoneAt(domain: string, change: Parameters<typeof startPhone>[2] = {}): Phone {
  const phone = startPhone('alice', domain, change);
  open.unshift({ dispose: () => phone.signalling.dispose() });
  return phone;
}

describe(';transport= (RFC 3263 4.1)', () => {
  test('in the Route of a line on UDP sends what follows by TCP', async () => {
    const [server, next] = [await udpPeer(), await tcpPeer()];
    const phone = phoneAt(server.address);
    const done = phone.register();
    await server.acceptRegister();
    await done;
    const call = phone.call('bob');
    const invite = await server.request('INVITE');
    server.reply(invite, 200, { sdp: sdp(), headers: [`Record-Route: <sip:${next.address};transport=tcp;lr>`] });
    await phone.next('accepted');
    const ack = await next.request('ACK');
    expect(ack.message.vias[0]).toMatchObject({ transport: 'TCP', port: ack.from.port });
    phone.signalling.hangUp(call);
    next.reply(await next.request('BYE'), 200);
    expect(server.countRequests('BYE')).toBe(0);
  });

  test('in the URI of the outbound proxy decides, and with ;lr it stands in a Route', async () => {
    const proxy = await tcpPeer();
    const phone = phoneAt('pbx.test', { outboundProxy: `sip:${proxy.address};transport=tcp;lr` });
    const done = phone.register();
    const register = await proxy.acceptRegister();
    await done;
    expect(register.message.headers.filter(({ name }) => name === 'route').map(({ value }) => value)).toEqual([`<sip:${proxy.address};transport=tcp;lr>`]);
    phone.call('bob');
    const invite = await proxy.request('INVITE');
    expect(invite.message.headers.filter(({ name }) => name === 'route')).toHaveLength(1);
    proxy.reply(invite, 486);
    expect((await proxy.request('ACK')).message.headers.filter(({ name }) => name === 'route')).toHaveLength(1);
  });

  test('of an outbound proxy never takes the encryption away that the line was set to', async () => {
    const proxy = await tcpPeer();
    const phone = phoneAt('pbx.test', { transport: 'tls', outboundProxy: `sip:${proxy.address};transport=tcp` });
    phone.signalling.applyAccount(phone.account, 'x');
    await phone.next('registration', 8_000, ({ state }) => state.kind === 'failed');
    expect(proxy.received).toEqual([]);
  });
});

test.each([
  ['pbx.test:5070', { host: 'pbx.test', port: 5070, transport: null, path: null, route: null }],
  ['sip:pbx.test;transport=TCP', { host: 'pbx.test', port: null, transport: 'tcp', path: null, route: null }],
  ['<sip:[2001:db8::1]:5080;lr>', { host: '2001:db8::1', port: 5080, transport: null, path: null, route: '<sip:[2001:db8::1]:5080;lr>' }],
  ['sips:pbx.test', { host: 'pbx.test', port: null, transport: 'tls', path: null, route: null }],
  ['sips:pbx.test;transport=ws', { host: 'pbx.test', port: null, transport: 'wss', path: null, route: null }],
  ['wss://pbx.test:8089/ws', { host: 'pbx.test', port: 8089, transport: 'wss', path: '/ws', route: null }],
  ['WS://[::1]', { host: '::1', port: null, transport: 'ws', path: null, route: null }],
  ['http://pbx.test', null], ['sip:', null], ['wss:///ws', null], ['wss://pbx.test/a b', null],
])('an outbound proxy typed as %s', (typed, proxy) => {
  expect(parseProxy(typed)).toEqual(proxy);
});

test('UDP on IPv6: registers and is called', async () => {
  const server = await udpPeer('::1');
  const phone = phoneAt(server.address);
  const done = phone.register();
  const register = await server.acceptRegister();
  await done;
  expect(register.message.vias[0]).toMatchObject({ transport: 'UDP', host: '::1' });
  expect(register.message.contacts[0]?.uri).toMatchObject({ host: '::1', port: register.from.port });
});

test('a server is there where it answers OPTIONS with anything but 503', async () => {
  const server = await udpPeer();
  const hop = { host: '127.0.0.1', port: server.port };
  for (const [status, isThere] of [[200, true], [404, true], [503, false]] as const) {
    const asked = answersOptions(hop);
    server.reply(await server.newRequest('OPTIONS'), status);
    expect(await asked).toBe(isThere);
  }
  server.close();
  open.pop();
  expect(await answersOptions(hop)).toBe(false);
});
