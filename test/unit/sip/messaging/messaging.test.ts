import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ReceivedMessage } from '../../../../electron/calls/ports';
import { headerValue } from '../../../../electron/sip/parser';
import { type Phone, startPhone } from '../../../support/sip/phone';
import { requestText, ScriptedPeer } from '../../../support/sip/scripted-peer';

let server: ScriptedPeer;
let phone: Phone;
let contact: string;
let phoneAddress: { address: string; port: number };
let kept: ReceivedMessage[];
let counter = 0;

async function start(change: Parameters<typeof startPhone>[2] = {}): Promise<void> {
  phone = startPhone('alice', server.address, change);
  const registered = phone.register();
  const register = await server.acceptRegister();
  await registered;
  contact = register.message.contacts[0]?.uri.text ?? '';
  phoneAddress = register.from;
  kept = [];
  phone.signalling.messaging.onMessage((message) => kept.push(message));
}

beforeEach(async () => {
  server = await ScriptedPeer.open();
});
afterEach(async () => {
  server.obliging = true;
  await phone.signalling.dispose();
  server.close();
});

function send(body: string, parts: { type?: string; callId?: string; cseq?: number; branch?: string; from?: string; headers?: readonly string[]; to?: string } = {}): void {
  counter++;
  server.send(requestText('MESSAGE', contact, {
    via: `SIP/2.0/UDP ${server.address};branch=z9hG4bK-${parts.branch ?? counter};rport`, from: parts.from ?? '"Bob" <sip:bob@example.com>;tag=b', to: parts.to ?? '<sip:alice@example.com>',
    callId: parts.callId ?? `call-${counter}`, cseq: parts.cseq ?? 1, type: parts.type ?? 'text/plain', body, ...(parts.headers && { headers: parts.headers }),
  }), phoneAddress);
}

describe('a MESSAGE that comes', () => {
  it('is kept before its 200 goes out', async () => {
    await start();
    let heldAt200 = -1;
    send('hello');
    await server.response(200);
    heldAt200 = kept.length;
    expect(heldAt200).toBe(1);
    expect(kept).toMatchObject([{ accountId: phone.account.id, direct: false, from: { number: 'bob@example.com', displayName: 'Bob' }, content: { kind: 'text', text: 'hello' } }]);
  });

  it('gets 500 and Retry-After where it cannot be kept', async () => {
    await start();
    phone.signalling.messaging.onMessage(() => { throw new Error('disk full'); });
    send('hello');
    expect(headerValue((await server.response(500)).message, 'retry-after')).toBe('5');
  });

  it('is handed over once, however often it is retransmitted; another CSeq is another message', async () => {
    await start();
    send('one', { branch: 'same', callId: 'c1' });
    await server.response(200);
    send('one', { branch: 'same', callId: 'c1' });
    await server.response(200);
    expect(kept).toHaveLength(1);
    send('two', { callId: 'c1', cseq: 2 });
    await server.response(200);
    expect(new Set(kept.map(({ copyKey }) => copyKey)).size).toBe(2);
  });

  it('is refused with 415 and our types where it is no text, and with 480 where nobody reads', async () => {
    await start();
    send('x', { type: 'image/png' });
    expect(headerValue((await server.response(415)).message, 'accept')).toContain('message/cpim');
    phone.signalling.messaging.onMessage(() => {})();
    send('x');
    await server.response(480);
  });

  it('in a flood is let through at the pace of a person, the rest may come again', async () => {
    await start();
    for (let i = 0; i < 400; i++) send(`m${i}`);
    await server.response(500);
    expect(kept.length).toBeGreaterThanOrEqual(60);
    expect(kept.length).toBeLessThan(400);
  });

  it('within a call is taken like any other', async () => {
    await start();
    const call = phone.call('bob');
    const invite = await server.request('INVITE');
    server.reply(invite, 200, { sdp: 'v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0\r\n', toTag: 'far' });
    await phone.next('accepted');
    await server.request('ACK');
    const { message } = invite;
    const from = headerValue(message, 'from') ?? '';
    const to = headerValue(message, 'to') ?? '';
    send('in the call', { callId: message.callId, from: `${to};tag=far`, to: from, cseq: 7 });
    await server.response(200);
    expect(kept).toMatchObject([{ content: { text: 'in the call' } }]);
    phone.signalling.hangUp(call);
  });
});

describe('a MESSAGE that goes out', () => {
  it('asks for notices in CPIM only where it is told to, with one and the same identifier', async () => {
    await start({ transport: 'automatic' });
    const sent = phone.signalling.messaging.send(phone.account.id, 'bob', { kind: 'text', messageId: 'id-7', text: 'hé', askNotices: true });
    const request = await server.request('MESSAGE');
    const body = request.message.body.toString('utf8');
    expect([request.message.callId, headerValue(request.message, 'content-type')]).toEqual(['id-7', 'message/cpim']);
    expect(body).toMatch(/imdn\.Message-ID: id-7\r\nimdn\.Disposition-Notification: positive-delivery, negative-delivery, display\r\n\r\nContent-Type: text\/plain;charset=UTF-8\r\nContent-Length: 3\r\n\r\nhé$/);
    server.reply(request, 202);
    expect(await sent).toEqual({ kind: 'accepted', status: 202 });
  });

  it('tells a refusal with its Retry-After, and an address that is none', async () => {
    await start();
    const sent = phone.signalling.messaging.send(phone.account.id, 'bob', { kind: 'text', messageId: 'id-8', text: 'hi', askNotices: false });
    server.reply(await server.request('MESSAGE'), 503, { headers: ['Retry-After: 7 (busy)'], reason: 'Service Unavailable' });
    expect(await sent).toEqual({ kind: 'refused', status: 503, reason: 'Service Unavailable', retryAfterSeconds: 7 });
    expect(await phone.signalling.messaging.send(phone.account.id, 'sips:bob@x', { kind: 'text', messageId: 'id-9', text: 'hi', askNotices: false })).toMatchObject({ kind: 'refused', status: 404 });
  });

  it('on a line that only speaks UDP stays below 1,300 bytes, credentials and all', async () => {
    await start({ username: 'a-rather-long-user-name', displayName: 'Somebody With A Rather Long Display Name' });
    const largest = phone.signalling.messaging.largestTextBytes(phone.account.id) ?? 0;
    for (const [text, type] of [['x'.repeat(largest), 'text/plain;charset=UTF-8'], ['y'.repeat(110), 'message/cpim']] as const) {
      const sent = phone.signalling.messaging.send(phone.account.id, 'bob-with-a-name', { kind: 'text', messageId: crypto.randomUUID(), text, askNotices: true });
      const first = await server.newRequest('MESSAGE');
      expect(headerValue(first.message, 'content-type')).toBe(type);
      server.reply(first, 401, { headers: ['WWW-Authenticate: Digest realm="asterisk.example.com", nonce="1a2b3c4d5e6f7a8b9c0d1e2f3a4b5c6d", algorithm=SHA-256, qop="auth"'] });
      const again = await server.newRequest('MESSAGE');
      const size = again.message.headers.reduce((bytes, { name, value }) => bytes + name.length + value.length + 4, 60) + again.message.body.length;
      expect(size).toBeLessThanOrEqual(1_300);
      server.reply(again, 200);
      expect(await sent).toMatchObject({ kind: 'accepted' });
    }
  });

  it('carries is-composing and notices in their own types', async () => {
    await start();
    const composing = phone.signalling.messaging.send(phone.account.id, 'bob', { kind: 'composing', active: true, refreshSeconds: 90 });
    const first = await server.newRequest('MESSAGE');
    server.reply(first, 200);
    await composing;
    expect([headerValue(first.message, 'content-type'), first.message.body.toString()]).toEqual(['application/im-iscomposing+xml', expect.stringContaining('<state>active</state>')]);
    const notice = phone.signalling.messaging.send(phone.account.id, 'bob', { kind: 'notice', messageId: 'theirs', outcome: 'displayed', atEpochMs: 0 });
    const second = await server.newRequest('MESSAGE');
    server.reply(second, 200);
    await notice;
    expect(second.message.body.toString()).toMatch(/Content-Type: message\/imdn\+xml\r\nContent-Disposition: notification[\s\S]*<message-id>theirs<\/message-id>.*<displayed\/>/);
    expect(second.message.body.toString()).not.toContain('Disposition-Notification');
  });

  it('is preceded by the question what the far end takes, where that is asked', async () => {
    await start();
    const asked = phone.signalling.messaging.capabilities(phone.account.id, 'bob');
    server.reply(await server.request('OPTIONS'), 200, { headers: ['Accept: application/sdp, message/CPIM;x=1'] });
    expect(await asked).toEqual({ notices: true, composing: false });
    const none = phone.signalling.messaging.capabilities(phone.account.id, 'bob');
    server.reply(await server.newRequest('OPTIONS'), 404);
    expect(await none).toBeNull();
  });
});
