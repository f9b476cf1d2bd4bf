import { afterEach, describe, expect, test } from 'vitest';
import type { DnsResolver } from '../../../electron/sip/transport/dns';
import { type Phone, sdp, startPhone } from '../../support/sip/phone';
import { type Received, requestText, ScriptedPeer } from '../../support/sip/scripted-peer';
import type { SipRequest } from '../../../electron/sip/parser';

const closing: (() => void | Promise<void>)[] = [];
afterEach(async () => { for (const close of closing.splice(0)) await close(); });

async function servers(count: number): Promise<{ peers: ScriptedPeer[]; dns: DnsResolver }> {
  const peers = await Promise.all(Array.from({ length: count }, (_, index) => ScriptedPeer.open(`127.0.0.${41 + index}`)));
  for (const peer of peers) closing.push(() => peer.close());
  const dns: DnsResolver = {
    naptr: async () => [],
    srv: async () => peers.map(({ port }, index) => ({ name: `p${index}.test`, port, priority: index, weight: 0 })),
    addresses: async (host) => [peers[Number(/\d+/.exec(host)?.[0])]?.host ?? ''],
  };
  return { peers, dns };
}

function phoneWith(dns: DnsResolver, peers: readonly ScriptedPeer[]): Phone {
  const phone = startPhone('alice', 'pbx.example.com', {}, { dns });
  closing.unshift(() => { for (const peer of peers) peer.obliging = true; return phone.signalling.dispose(); });
  return phone;
}

const contactOf = ({ message }: Received<SipRequest>): string => message.contacts[0]?.text ?? '';
const regIdOf = ({ message }: Received<SipRequest>): string | null | undefined => message.contacts[0]?.params.get('reg-id');
/** `beside`: the other flow, which the list holds as well. */
function grant(peer: ScriptedPeer, register: Received<SipRequest>, headers: readonly string[], beside: readonly Received<SipRequest>[] = []): void {
  peer.reply(register, 200, { contact: [...beside, register].map((one) => contactOf(one).replace(/;expires=\d+/, ';expires=300')).join(', '), headers });
}

describe('flows (RFC 5626)', () => {
  test('instance, reg-id and what is supported stand in every REGISTER that binds', async () => {
    const { peers, dns } = await servers(1);
    const [first] = peers as [ScriptedPeer];
    const phone = phoneWith(dns, peers);
    const registered = phone.register();
    const register = await first.request('REGISTER');
    expect(contactOf(register)).toMatch(/;\+sip\.instance="<urn:uuid:[0-9a-f-]{36}>";reg-id=1;expires=300$/);
    expect(register.message.headers.find(({ name }) => name === 'supported')?.value.split(/,\s*/).toSorted()).toEqual(['gruu', 'outbound', 'path']);
    grant(first, register, []);
    await registered;
  });

  test('a server that requires outbound gets a second flow through the other server of the domain, and calls come in by it', async () => {
    const { peers, dns } = await servers(2);
    const [first, second] = peers as [ScriptedPeer, ScriptedPeer];
    const phone = phoneWith(dns, peers);
    const registered = phone.register();
    const one = await first.request('REGISTER');
    grant(first, one, ['Require: outbound', 'Flow-Timer: 120']);
    await registered;
    const two = await second.request('REGISTER');
    expect([regIdOf(one), regIdOf(two)]).toEqual(['1', '2']);
    expect(two.message.contacts[0]?.params.get('+sip.instance')).toBe(one.message.contacts[0]?.params.get('+sip.instance'));
    expect(two.message.callId).not.toBe(one.message.callId);
    grant(second, two, ['Require: outbound'], [one]);
    const uri = two.message.contacts[0]?.uri.text ?? '';
    second.send(requestText('INVITE', uri, {
      via: `SIP/2.0/UDP ${second.address};branch=z9hG4bKflow2`, from: '<sip:bob@example.com>;tag=b', to: '<sip:alice@pbx.example.com>', callId: 'by-flow-2',
      headers: [`Contact: <sip:bob@${second.address}>`], body: sdp(),
    }), two.from);
    const { callId } = await phone.next('incoming');
    phone.signalling.reject(callId, 486);
    expect((await second.response(486)).message.callId).toBe('by-flow-2');
    // Contacts of calls say that flows stand behind them.
    phone.call('carol');
    expect(contactOf(await first.request('INVITE'))).toContain(';ob>');
  });

  test('the line goes with both its flows', async () => {
    const { peers, dns } = await servers(2);
    const [first, second] = peers as [ScriptedPeer, ScriptedPeer];
    const phone = phoneWith(dns, peers);
    const registered = phone.register();
    const one = await first.request('REGISTER');
    grant(first, one, ['Require: outbound']);
    await registered;
    grant(second, await second.request('REGISTER'), ['Require: outbound'], [one]);
    // The second 200 has to arrive: what is not known to be registered is not taken back.
    await new Promise((resolve) => setTimeout(resolve, 100));
    await phone.signalling.removeAccount(phone.account.id);
    const gone = phone.signalling.trace.of({ kind: 'all' }).messages.filter(({ text, direction }) => direction === 'sent' && text.startsWith('REGISTER ') && /^Expires: 0\r?$/m.test(text));
    expect(gone.map(({ remote }) => remote).toSorted()).toEqual([first.address, second.address].toSorted());
  });

  test('a flow that the list of the other lacks is formed anew, once', async () => {
    const { peers, dns } = await servers(2);
    const [first, second] = peers as [ScriptedPeer, ScriptedPeer];
    const phone = phoneWith(dns, peers);
    const registered = phone.register();
    grant(first, await first.request('REGISTER'), ['Require: outbound']);
    await registered;
    // Its list holds the second flow alone.
    grant(second, await second.request('REGISTER'), ['Require: outbound']);
    const again = await first.newRequest('REGISTER', 2_000);
    expect(regIdOf(again)).toBe('1');
    grant(first, again, ['Require: outbound']);
    const secondAgain = await second.newRequest('REGISTER', 2_000);
    expect(regIdOf(secondAgain)).toBe('2');
    grant(second, secondAgain, ['Require: outbound']);
    await expect(first.newRequest('REGISTER', 300)).rejects.toThrow('no REGISTER');
  });

  test('without outbound in the 200 there is one flow, though the domain has two servers', async () => {
    const { peers, dns } = await servers(2);
    const [first, second] = peers as [ScriptedPeer, ScriptedPeer];
    const phone = phoneWith(dns, peers);
    const registered = phone.register();
    grant(first, await first.request('REGISTER'), ['Supported: outbound']);
    await registered;
    await expect(second.request('REGISTER', 300)).rejects.toThrow('no REGISTER');
  });

  test('430 to a request of ours means that the way back is lost: registered again in a moment', async () => {
    const { peers, dns } = await servers(1);
    const [first] = peers as [ScriptedPeer];
    const phone = phoneWith(dns, peers);
    const registered = phone.register();
    grant(first, await first.request('REGISTER'), []);
    await registered;
    phone.call('bob');
    first.reply(await first.request('INVITE'), 430, { reason: 'Flow Failed' });
    const again = await first.newRequest('REGISTER', 2_000);
    expect(regIdOf(again)).toBe('1');
    grant(first, again, []);
    await phone.next('registration', 2_000, ({ state }) => state.kind === 'ready');
  });
});
