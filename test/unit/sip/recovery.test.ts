import { afterEach, describe, expect, test } from 'vitest';
import type { SipRequest } from '../../../electron/sip/parser';
import { accountFor, type Phone, sdp, startPhone } from '../../support/sip/phone';
import { StreamPeer } from '../../support/sip/stream-peer';
import { ScriptedPeer } from '../../support/sip/scripted-peer';

const closing: (() => void | Promise<void>)[] = [];
afterEach(async () => { for (const close of closing.splice(0)) await close(); });

async function phoneAt(server: { readonly address: string; acceptRegister(): Promise<unknown> }, transport: 'udp' | 'tcp', options: Parameters<typeof startPhone>[3] = {}): Promise<Phone> {
  const phone = startPhone('alice', server.address, { transport }, options);
  closing.unshift(() => phone.signalling.dispose());
  const registered = phone.register();
  await server.acceptRegister();
  await registered;
  return phone;
}

describe('a call', () => {
  test('whose connection dies is told of once its line is registered again, and its new offer names the new connection', async () => {
    const server = await StreamPeer.open();
    closing.push(() => server.close());
    const phone = await phoneAt(server, 'tcp');
    const callId = phone.call('bob');
    const invite = await server.request('INVITE');
    server.reply(invite, 200, { sdp: sdp() });
    await phone.next('accepted');
    await server.request('ACK');
    server.hangUp();
    await server.acceptRegister();
    expect(await phone.next('networkChanged', 3_000)).toEqual({ kind: 'networkChanged', callId });
    const refreshed = phone.signalling.reinvite(callId, sdp());
    const again = await server.request('INVITE');
    expect(again.message.callId).toBe(invite.message.callId);
    expect(again.message.contacts[0]?.uri.text).not.toBe(invite.message.contacts[0]?.uri.text);
    expect(again.message.contacts[0]?.uri.text).toContain(`:${again.from.port};`);
    server.reply(again, 200, { sdp: sdp() });
    expect(await refreshed).toMatchObject({ ok: true });
    phone.signalling.hangUp(callId);
    server.reply(await server.request('BYE'), 200);
  });

  test('that is gone by the time the machine wakes (481) is lost, and nothing is left of it', async () => {
    const server = await ScriptedPeer.open();
    closing.push(() => server.close());
    const phone = await phoneAt(server, 'udp');
    const callId = phone.call('bob');
    server.reply(await server.request('INVITE'), 200, { sdp: sdp() });
    await phone.next('accepted');
    await server.request('ACK');
    phone.signalling.reach.networkChanged({ slept: true, gone: [] });
    const register = await server.newRequest('REGISTER');
    server.reply(register, 200, { contact: `<${register.message.contacts[0]?.uri.text ?? ''}>;expires=300` });
    await phone.next('networkChanged');
    const refreshed = phone.signalling.reinvite(callId, sdp());
    server.reply(await server.newRequest('INVITE'), 481);
    expect(await refreshed).toMatchObject({ ok: false, status: 481 });
    expect(await phone.next('lost')).toMatchObject({ callId });
    server.obliging = true;
  });
});

describe('a line', () => {
  test('whose own address was away registers anew, from the address it has now', async () => {
    const server = await ScriptedPeer.open();
    closing.push(() => server.close());
    let address = '127.0.0.21';
    const phone = await phoneAt(server, 'udp', { localAddressFor: async () => address });
    // The address that the server sees is adopted at once.
    await server.acceptRegister();
    expect(phone.signalling.localAddress(phone.account.id)).toBe('127.0.0.21');
    address = '127.0.0.22';
    const from = performance.now();
    phone.signalling.reach.networkChanged({ slept: false, gone: ['127.0.0.21'] });
    const register = await server.newRequest('REGISTER');
    expect(performance.now() - from).toBeLessThan(1_000);
    expect(register.message.vias[0]?.host).toBe('127.0.0.22');
    expect(phone.signalling.localAddress(phone.account.id)).toBe('127.0.0.22');
    server.obliging = true;
  });

  test('is not kept from that by another line of the same server that found the new address before', async () => {
    const server = await ScriptedPeer.open();
    closing.push(() => server.close());
    let address = '127.0.0.21';
    const phone = await phoneAt(server, 'udp', { localAddressFor: async () => address });
    await server.acceptRegister();
    const other = accountFor('bob', server.address);
    phone.signalling.applyAccount(other, 'pw');
    await server.acceptRegister();
    await server.acceptRegister();
    const registersOfAlice = (): number => server.received.filter(({ message }) => message.kind === 'request' && message.method === 'REGISTER' && userOf(message) === 'alice').length;
    const asked = registersOfAlice();
    address = '127.0.0.22';
    phone.signalling.reconnect(other.id);
    expect(userOf((await server.newRequest('REGISTER')).message)).toBe('bob');
    phone.signalling.reach.networkChanged({ slept: false, gone: ['127.0.0.21'] });
    await expect.poll(registersOfAlice, { timeout: 2_000 }).toBeGreaterThan(asked);
    server.obliging = true;
  });
});

function userOf(message: SipRequest): string | null {
  return message.to.uri.kind === 'sip' ? message.to.uri.user : null;
}
