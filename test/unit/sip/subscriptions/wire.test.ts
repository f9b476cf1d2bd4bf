import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SubscriptionEvent, UnsolicitedSummary } from '../../../../electron/calls/ports';
import { headerValue, type SipRequest } from '../../../../electron/sip/parser';
import { type Phone, startPhone } from '../../../support/sip/phone';
import { type Received, requestText, ScriptedPeer } from '../../../support/sip/scripted-peer';

let server: ScriptedPeer;
let phone: Phone;
let contact = '';

beforeEach(async () => {
  server = await ScriptedPeer.open();
  phone = startPhone('201', server.address);
  const ready = phone.register();
  contact = (await server.acceptRegister()).message.contacts[0]?.uri.text ?? '';
  await ready;
});
afterEach(async () => {
  server.obliging = true;
  await phone.signalling.dispose();
  server.close();
});

const SUMMARY = 'Messages-Waiting: yes\r\nVoice-Message: 2/1 (0/0)\r\n';
let branch = 0;

/** A NOTIFY as the server writes it: in the dialog of this SUBSCRIBE, or in none. */
function notify(subscribe: Received<SipRequest> | null, parts: { event?: string; state?: string; body?: string; type?: string; tag?: string; cseq?: number; uri?: string; from?: ScriptedPeer } = {}): void {
  const { event = 'message-summary', state = 'active;expires=600', body = SUMMARY, type = 'application/simple-message-summary', tag = 'far', cseq = 1, from = server } = parts;
  const value = (name: string): string => (subscribe === null ? '' : headerValue(subscribe.message, name) ?? '');
  from.send(requestText('NOTIFY', subscribe?.message.contacts[0]?.uri.text ?? parts.uri ?? contact, {
    via: `SIP/2.0/UDP ${from.address};branch=z9hG4bKn${++branch}`, from: subscribe === null ? `<sip:vm@pbx>;tag=${tag}` : `${value('to')};tag=${tag}`,
    to: subscribe === null ? '<sip:201@pbx>' : value('from'), callId: subscribe?.message.callId ?? `u${branch}`, cseq,
    headers: [`Contact: <sip:notifier@${from.address}>`, ...(event === '' ? [] : [`Event: ${event}`]), `Subscription-State: ${state}`], body, type,
  }), subscribe?.from ?? { address: '127.0.0.1', port: portOf(contact) });
}
const portOf = (uri: string): number => Number(/:(\d+)/.exec(uri.slice(4))?.[1]);

describe('SUBSCRIBE on the wire', () => {
  it('carries Event, Expires, Accept and Contact, answers a challenge, and takes NOTIFYs before the 200', async () => {
    const events: SubscriptionEvent[] = [];
    const stop = phone.signalling.subscriptions.watch(phone.account.id, 'message-summary', null, (event) => events.push(event));
    const first = await server.request('SUBSCRIBE');
    server.reply(first, 401, { headers: ['WWW-Authenticate: Digest realm="pbx", nonce="n1", qop="auth"'] });
    const second = await server.newRequest('SUBSCRIBE');
    expect(headerValue(second.message, 'authorization')).toContain('username="201"');
    expect(second.message.cseq.sequence).toBe(first.message.cseq.sequence + 1);
    expect([headerValue(second.message, 'event'), headerValue(second.message, 'expires'), headerValue(second.message, 'accept')]).toEqual(['message-summary', '3600', 'application/simple-message-summary']);
    expect(second.message.uri.text).toBe(`sip:201@${server.address}`);
    notify(second);
    await server.response(200);
    expect(events.at(-1)).toEqual({ kind: 'status', status: { kind: 'active' } });
    expect(events).toContainEqual(expect.objectContaining({ kind: 'facts', facts: { package: 'message-summary', summary: expect.objectContaining({ newVoice: 2 }) } }));
    server.reply(second, 200, { toTag: 'far', contact: `<sip:notifier@${server.address}>`, headers: ['Expires: 600'] });
    await new Promise((resolve) => { setTimeout(resolve, 30); });
    stop();
    const bye = await server.newRequest('SUBSCRIBE');
    expect([headerValue(bye.message, 'expires'), bye.message.uri.text, bye.message.to.params.get('tag'), bye.message.cseq.sequence]).toEqual(['0', `sip:notifier@${server.address}`, 'far', 3]);
    server.reply(bye, 200, { headers: ['Expires: 0'] });
    notify(bye, { state: 'terminated;reason=timeout', cseq: 2, body: '' });
    await server.response(200);
  });

  it('unsubscribes at exit, before it is gone', async () => {
    phone.signalling.subscriptions.watch(phone.account.id, 'dialog', '202', () => {});
    const subscribe = await server.request('SUBSCRIBE');
    expect(subscribe.message.uri.text).toBe(`sip:202@${server.address}`);
    server.reply(subscribe, 200, { toTag: 'far', headers: ['Expires: 600'] });
    notify(subscribe, { event: 'dialog', body: '<dialog-info xmlns="urn:ietf:params:xml:ns:dialog-info" version="0" state="full" entity="sip:202@pbx"/>', type: 'application/dialog-info+xml' });
    await server.response(200);
    const gone = phone.signalling.dispose();
    const last = await server.newRequest('SUBSCRIBE');
    expect(headerValue(last.message, 'expires')).toBe('0');
    server.obliging = true;
    server.reply(last, 200);
    await gone;
  });

  it('lets two watch the same with one SUBSCRIBE, and tells the second what is known', async () => {
    phone.signalling.subscriptions.watch(phone.account.id, 'message-summary', null, () => {});
    const subscribe = await server.request('SUBSCRIBE');
    server.reply(subscribe, 200, { toTag: 'far', headers: ['Expires: 600'] });
    notify(subscribe);
    await server.response(200);
    const events: SubscriptionEvent[] = [];
    phone.signalling.subscriptions.watch(phone.account.id, 'message-summary', null, (event) => events.push(event));
    expect(events.map(({ kind }) => kind)).toEqual(['status', 'facts']);
    expect(server.countRequests('SUBSCRIBE')).toBe(1);
  });

  it('meets a NOTIFY of an event it did not ask for with 481, and of none with 489', async () => {
    phone.signalling.subscriptions.watch(phone.account.id, 'message-summary', null, () => {});
    const subscribe = await server.request('SUBSCRIBE');
    server.reply(subscribe, 200, { toTag: 'far', headers: ['Expires: 600'] });
    notify(subscribe, { event: 'presence' });
    await server.response(481);
    notify(subscribe, { event: '' });
    await server.response(489);
  });
});

describe('a NOTIFY of no subscription', () => {
  it('tells of messages that wait where the line\'s own server sends it', async () => {
    const told: UnsolicitedSummary[] = [];
    phone.signalling.subscriptions.onUnsolicited((one) => told.push(one));
    notify(null, { state: 'terminated' });
    await server.response(200);
    expect(told).toEqual([{ accountId: phone.account.id, summary: expect.objectContaining({ waiting: true, newVoice: 2, oldVoice: 1 }) }]);
  });

  it('is refused with 489 for check-sync and everything else', async () => {
    const told: UnsolicitedSummary[] = [];
    phone.signalling.subscriptions.onUnsolicited((one) => told.push(one));
    notify(null, { event: 'check-sync', body: '' });
    const { message } = await server.response(489);
    expect(headerValue(message, 'allow-events')).toContain('message-summary');
    expect(told).toEqual([]);
  });

  it('tells nothing where a stranger sends it', async () => {
    const stranger = await ScriptedPeer.open('127.0.0.2');
    const told: UnsolicitedSummary[] = [];
    phone.signalling.subscriptions.onUnsolicited((one) => told.push(one));
    notify(null, { from: stranger });
    await expect(stranger.response(200, 300)).rejects.toThrow();
    expect(told).toEqual([]);
    stranger.close();
  });
});

describe('PUBLISH', () => {
  it('goes without a tag first, then with the one given, and is taken back at exit', async () => {
    phone.signalling.subscriptions.publish(phone.account.id, 'available');
    const first = await server.request('PUBLISH');
    expect([headerValue(first.message, 'event'), headerValue(first.message, 'sip-if-match'), headerValue(first.message, 'content-type')]).toEqual(['presence', null, 'application/pidf+xml']);
    server.reply(first, 200, { headers: ['SIP-ETag: e1', 'Expires: 1800'], contact: null });
    await new Promise((resolve) => { setTimeout(resolve, 30); });
    phone.signalling.subscriptions.publish(phone.account.id, 'on-the-phone');
    const second = await server.newRequest('PUBLISH');
    expect(headerValue(second.message, 'sip-if-match')).toBe('e1');
    expect(second.message.body.toString()).toContain('on-the-phone');
    server.reply(second, 412, { contact: null });
    const third = await server.newRequest('PUBLISH');
    expect([headerValue(third.message, 'sip-if-match'), third.message.body.length > 0]).toEqual([null, true]);
    server.reply(third, 200, { headers: ['SIP-ETag: e2', 'Expires: 1800'], contact: null });
    await new Promise((resolve) => { setTimeout(resolve, 30); });
    const gone = phone.signalling.dispose();
    const last = await server.newRequest('PUBLISH');
    expect([headerValue(last.message, 'expires'), headerValue(last.message, 'sip-if-match'), last.message.body.length]).toEqual(['0', 'e2', 0]);
    server.obliging = true;
    server.reply(last, 200, { contact: null });
    await gone;
  });
});
