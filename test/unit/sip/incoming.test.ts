import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { SipRequest } from '../../../electron/sip/parser';
import { type Phone, sdp, startPhone } from '../../support/sip/phone';
import { type Received, requestText, ScriptedPeer } from '../../support/sip/scripted-peer';

let server: ScriptedPeer;
let phone: Phone;
let register: Received<SipRequest>;
let serial = 0;

beforeEach(async () => {
  server = await ScriptedPeer.open();
  phone = startPhone('alice', server.address);
  const registered = phone.register();
  register = await server.acceptRegister();
  await registered;
});
afterEach(async () => {
  server.obliging = true;
  await phone.signalling.dispose();
  server.close();
});

const settle = (ms = 60): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** A call the server sends us; requests of its dialog follow. */
class Call {
  readonly callId = `call-${++serial}@test`;
  readonly branch = `z9hG4bK-${serial}-invite`;
  readonly contact = register.message.contacts[0]?.uri.text ?? '';
  toTag = '';
  cseq = 1;

  constructor(readonly peer: ScriptedPeer = server, readonly uri = this.contact) {}

  send(method: string, parts: { branch?: string; cseq?: number; headers?: string[]; body?: string; type?: string; from?: string; contact?: string | null } = {}): void {
    const { branch = `z9hG4bK-${++serial}`, cseq = this.cseq, headers = [], body, type, from = '"Bob \u202e" <sip:bob@example.com>', contact = `<sip:bob@${this.peer.address}>` } = parts;
    this.peer.send(requestText(method, this.uri, {
      via: `SIP/2.0/UDP ${this.peer.address};branch=${branch};rport`, from: `${from};tag=bob`, to: `<sip:alice@example.com>${this.toTag === '' ? '' : `;tag=${this.toTag}`}`,
      callId: this.callId, cseq, headers: [...(contact === null ? [] : [`Contact: ${contact}`]), ...headers], ...(body === undefined ? {} : { body }), ...(type === undefined ? {} : { type }),
    }), register.from);
  }

  invite(parts: Parameters<Call['send']>[1] = {}): void {
    this.send('INVITE', { branch: this.branch, body: sdp(), ...parts });
  }

  async established(): Promise<string> {
    this.invite();
    const { callId } = await phone.next('incoming');
    phone.signalling.accept(callId, sdp());
    const ok = await this.peer.response(200);
    this.toTag = ok.message.to.params.get('tag') ?? '';
    this.send('ACK');
    await phone.next('acknowledged');
    return callId;
  }
}

describe('an INVITE to us', () => {
  test.each([['203', /^sip:203@/], ['anna@other.example', /^sip:anna@other\.example$/]])('is sent on to %s with 302, also while it rings', async (target, contact) => {
    new Call().invite();
    const { callId } = await phone.next('incoming');
    phone.signalling.ring(callId);
    phone.signalling.redirect(callId, target);
    const moved = await server.response(302);
    expect(moved.message.contacts.map(({ uri }) => uri.text)).toEqual([expect.stringMatching(contact)]);
  });

  test('is refused with 480 where it is to be sent on to what is no address', async () => {
    new Call().invite();
    const { callId } = await phone.next('incoming');
    phone.signalling.redirect(callId, 'sip:@@');
    await server.response(480);
  });

  test('gets 100 at once, tells who calls without bidi characters, then 180 and 200 with Contact and rport', async () => {
    const call = new Call();
    call.invite();
    const trying = await server.response(100);
    expect(trying.message.vias[0]?.params.get('rport')).toBe(String(server.port));
    const { callId, remote, offer, direct } = await phone.next('incoming');
    expect({ remote, offer, direct }).toEqual({ remote: { number: 'bob@example.com', uri: 'sip:bob@example.com', displayName: 'Bob' }, offer: sdp(), direct: false });
    phone.signalling.ring(callId);
    const ringing = await server.response(180);
    expect(ringing.message.contacts[0]?.uri.text).toBe(call.contact);
    phone.signalling.accept(callId, sdp('sendrecv', 43_000));
    const ok = await server.response(200);
    expect(ok.message.body.toString()).toContain('43000');
    expect(ok.message.to.params.get('tag')).toBe(ringing.message.to.params.get('tag'));
    expect(ok.message.headers.find(({ name }) => name === 'allow')?.value).not.toContain('REGISTER');
    call.toTag = ok.message.to.params.get('tag') ?? '';
    call.send('ACK');
    await phone.next('acknowledged');
  });

  test('repeated, is one call and gets the last answer again', async () => {
    const call = new Call();
    call.invite();
    phone.signalling.ring((await phone.next('incoming')).callId);
    await server.response(180);
    call.invite();
    await server.response(180);
    expect(phone.events.filter(({ kind }) => kind === 'incoming')).toHaveLength(1);
  });

  test('arriving by two ways is answered 482 on the second (RFC 3261 8.2.2.2)', async () => {
    const call = new Call();
    call.invite();
    await phone.next('incoming');
    call.invite({ branch: 'z9hG4bK-other-way' });
    await server.response(482);
  });

  test('repeats the 200 until the ACK', async () => {
    const call = new Call();
    call.invite();
    phone.signalling.accept((await phone.next('incoming')).callId, sdp());
    const first = await server.response(200);
    const second = await server.response(200);
    expect(second.atMs - first.atMs).toBeGreaterThan(450);
    call.toTag = second.message.to.params.get('tag') ?? '';
    call.send('ACK');
    await phone.next('acknowledged');
    await settle(1_300);
    expect(server.received.filter(({ message }) => message.kind === 'response' && message.status === 200)).toHaveLength(2);
  });

  test('repeats a refusal until the ACK (timer G)', async () => {
    const call = new Call();
    call.invite();
    phone.signalling.reject((await phone.next('incoming')).callId, 486);
    const first = await server.response(486);
    await server.response(486);
    call.toTag = first.message.to.params.get('tag') ?? '';
    call.send('ACK', { branch: call.branch });
    await settle(1_300);
    expect(server.received.filter(({ message }) => message.kind === 'response' && message.status === 486)).toHaveLength(2);
  });

  test('CANCEL: 200 to it, 487 to the INVITE, and why', async () => {
    const call = new Call();
    call.invite();
    phone.signalling.ring((await phone.next('incoming')).callId);
    call.send('CANCEL', { branch: call.branch, headers: ['Reason: SIP;cause=200;text="Call completed elsewhere"'] });
    await server.response(200);
    await server.response(487);
    expect(await phone.next('cancelled')).toMatchObject({ answeredElsewhere: true });
  });

  test('an offerless one is answered with our offer, the ACK brings the answer', async () => {
    const call = new Call();
    call.send('INVITE', { branch: call.branch });
    const { callId, offer } = await phone.next('incoming');
    expect(offer).toBeNull();
    phone.signalling.accept(callId, sdp());
    call.toTag = (await server.response(200)).message.to.params.get('tag') ?? '';
    call.send('ACK', { body: sdp('sendrecv', 44_000) });
    expect((await phone.next('acknowledged')).sdp).toContain('44000');
  });

  test('finds the description inside a multipart body', async () => {
    const call = new Call();
    call.invite({ type: 'multipart/mixed;boundary=zz', body: `--zz\r\nContent-Type: application/isup\r\n\r\nxyz\r\n--zz\r\nContent-Type: application/sdp\r\n\r\n${sdp()}\r\n--zz--\r\n` });
    expect((await phone.next('incoming')).offer).toContain('m=audio 40000');
  });

  test('one that requires 100rel rings reliably until PRACK', async () => {
    const call = new Call();
    call.invite({ headers: ['Require: 100rel'] });
    const { callId } = await phone.next('incoming');
    phone.signalling.ring(callId);
    const first = await server.response(180);
    const again = await server.response(180);
    const rseq = (item: typeof first): string | undefined => item.message.headers.find(({ name }) => name === 'rseq')?.value;
    expect(rseq(first)).toMatch(/^\d+$/);
    expect(rseq(again)).toBe(rseq(first));
    call.toTag = first.message.to.params.get('tag') ?? '';
    call.send('PRACK', { cseq: 2, headers: [`RAck: ${rseq(first)} 1 INVITE`] });
    await server.response(200);
    await settle(1_300);
    expect(server.received.filter(({ message }) => message.kind === 'response' && message.status === 180)).toHaveLength(2);
  });

  test('P-Asserted-Identity of the line\'s server counts more than From', async () => {
    const call = new Call();
    call.invite({ from: '"Anonymous" <sip:anonymous@anonymous.invalid>', headers: ['P-Asserted-Identity: "Real Name" <sip:+4930123@example.com>, <tel:+4930123>'] });
    expect((await phone.next('incoming')).remote).toMatchObject({ number: '+4930123', displayName: 'Real Name' });
  });
});

describe('in an established call', () => {
  test('BYE ends it with its reason; a second one finds nothing', async () => {
    const call = new Call();
    await call.established();
    call.send('BYE', { cseq: 2, headers: ['Reason: Q.850;cause=16;text="Normal call clearing"'] });
    expect(await phone.next('ended')).toMatchObject({ reason: 'Normal call clearing' });
    call.send('BYE', { cseq: 3 });
    await server.response(481);
  });

  test('a re-INVITE without Contact or body is still answered', async () => {
    const call = new Call();
    const callId = await call.established();
    call.send('INVITE', { cseq: 2, contact: null });
    expect((await phone.next('remoteOffer')).offer).toBeNull();
    phone.signalling.answerOffer(callId as never, sdp('sendrecv', 45_000));
    expect((await server.response(200)).message.body.toString()).toContain('45000');
    call.send('ACK', { cseq: 2, body: sdp('inactive') });
    expect((await phone.next('acknowledged')).sdp).toContain('inactive');
  });

  test('glare: theirs gets 491, ours is told with the time to wait for a new offer', async () => {
    const call = new Call();
    const callId = await call.established();
    const result = phone.signalling.reinvite(callId as never, sdp('sendonly'));
    const ours = await server.request('INVITE');
    call.send('INVITE', { cseq: 2, body: sdp() });
    await server.response(491);
    server.reply(ours, 491, { reason: 'Request Pending' });
    await server.request('ACK');
    const refused = await result;
    if (refused.ok) throw new Error('accepted');
    expect(refused).toMatchObject({ status: 491, reason: 'Request Pending' });
    // Theirs is the Call-ID, so we wait up to 2 s (RFC 3261 14.1).
    expect(refused.retryAfterMs).toBeGreaterThanOrEqual(0);
    expect(refused.retryAfterMs).toBeLessThanOrEqual(2_000);
    await settle(100);
    expect(server.countRequests('INVITE')).toBe(1);
    const again = phone.signalling.reinvite(callId as never, sdp('sendonly', 45_000));
    const second = await server.request('INVITE');
    expect(second.message.body.toString()).toContain('45000');
    server.reply(second, 200, { sdp: sdp('recvonly') });
    expect(await again).toMatchObject({ ok: true });
    await server.request('ACK');
  });

  test('a far end that never takes our offer is asked six times, no more', async () => {
    const call = new Call();
    const callId = await call.established();
    const waits: unknown[] = [];
    for (let attempt = 0; attempt < 6; attempt += 1) {
      const result = phone.signalling.reinvite(callId as never, sdp('sendonly'));
      server.reply(await server.request('INVITE'), 491);
      await server.request('ACK');
      const refused = await result;
      waits.push(refused.ok ? 'accepted' : refused.retryAfterMs);
    }
    expect(waits.slice(0, 5)).toEqual(Array.from({ length: 5 }, () => expect.any(Number)));
    expect(waits[5]).toBeNull();
  });

  test.each([['3', 3_000], ['3 (busy);duration=9', 3_000], ['60', undefined], [null, undefined]] as const)(
    'a re-INVITE answered 500 with Retry-After %s asks for another try in %s ms', async (after, retryAfterMs) => {
      const call = new Call();
      const callId = await call.established();
      const result = phone.signalling.reinvite(callId as never, sdp('sendonly'));
      server.reply(await server.request('INVITE'), 500, { headers: after === null ? [] : [`Retry-After: ${after}`] });
      const refused = await result;
      expect(refused).toMatchObject({ ok: false, status: 500 });
      expect(refused.ok || refused.retryAfterMs).toBe(retryAfterMs);
    });

  test('a re-INVITE answered 481 means that the call is gone', async () => {
    const call = new Call();
    const callId = await call.established();
    const result = phone.signalling.reinvite(callId as never, sdp('sendonly'));
    server.reply(await server.request('INVITE'), 481);
    expect(await result).toMatchObject({ ok: false, status: 481 });
    await phone.next('lost');
    server.reply(await server.request('BYE'), 481);
  });

  test('our own hold asked for before the ACK waits for it', async () => {
    const call = new Call();
    call.invite();
    const { callId } = await phone.next('incoming');
    phone.signalling.accept(callId, sdp());
    call.toTag = (await server.response(200)).message.to.params.get('tag') ?? '';
    const result = phone.signalling.reinvite(callId, sdp('sendonly'));
    await settle(150);
    expect(server.countRequests('INVITE')).toBe(0);
    call.send('ACK');
    server.reply(await server.request('INVITE'), 200, { sdp: sdp('recvonly') });
    expect(await result).toMatchObject({ ok: true });
  });

  test('INFO: digits in both forms, empty ones and others', async () => {
    const call = new Call();
    await call.established();
    call.send('INFO', { cseq: 2, type: 'application/dtmf-relay', body: 'Signal= 11\r\nDuration= 250\r\n' });
    await server.response(200);
    call.send('INFO', { cseq: 3, type: 'application/dtmf', body: '*' });
    call.send('INFO', { cseq: 4 });
    call.send('INFO', { cseq: 5, type: 'application/media_control+xml', body: '<x/>' });
    await server.response(415);
    expect(phone.events.filter(({ kind }) => kind === 'digit')).toMatchObject([{ digit: '#', durationMs: 250 }, { digit: '*' }]);
  });

  test('a request out of order gets 500, an unknown dialog 481', async () => {
    const call = new Call();
    await call.established();
    call.send('INFO', { cseq: 1 });
    await server.response(500);
    const stranger = new Call();
    stranger.toTag = 'nothing';
    stranger.send('INFO', { cseq: 9 });
    await server.response(481);
  });
});

describe('who may speak to us', () => {
  test('a stranger gets no answer at all, not even to OPTIONS; with direct calls allowed it rings', async () => {
    const stranger = await ScriptedPeer.open('127.0.0.3');
    const call = new Call(stranger);
    call.invite();
    call.send('OPTIONS', { cseq: 2 });
    await settle(200);
    expect(stranger.received).toEqual([]);
    phone.signalling.setAllowDirectIpCalls(true);
    call.invite();
    expect(await phone.next('incoming')).toMatchObject({ direct: true });
    stranger.close();
  });

  test('our server asking for somebody else is not answered either, except OPTIONS', async () => {
    const call = new Call(server, `sip:nobody@127.0.0.1:${register.from.port}`);
    call.invite();
    await settle(150);
    expect(server.received.some(({ message }) => message.kind === 'response')).toBe(false);
    call.send('OPTIONS', { cseq: 2 });
    const ok = await server.response(200);
    expect(ok.message.headers.find(({ name }) => name === 'allow')?.value).toContain('INVITE');
  });

  test('a BYE may come straight from the far end, round the proxy', async () => {
    const call = new Call();
    await call.established();
    const direct = await ScriptedPeer.open('127.0.0.4');
    direct.send(requestText('BYE', call.uri, {
      via: `SIP/2.0/UDP ${direct.address};branch=z9hG4bK-direct;rport`, from: '<sip:bob@example.com>;tag=bob', to: `<sip:alice@example.com>;tag=${call.toTag}`, callId: call.callId, cseq: 2,
    }), register.from);
    await direct.response(200);
    await phone.next('ended');
    direct.close();
  });

  test.each([
    ['WIGGLE', {}, 501], ['SUBSCRIBE', {}, 405], ['UPDATE', { body: sdp() }, 481], ['INVITE', { headers: ['Require: wiggling'], body: sdp() }, 420],
    ['INVITE', { type: 'application/odd', body: 'x' }, 415], ['INVITE', { headers: ['Accept: text/odd'], body: sdp() }, 406], ['INVITE', { contact: null, body: sdp() }, 400], ['MESSAGE', { type: 'text/plain', body: 'hi' }, 480],
  ])('%s %j gets %i', async (method, parts, status) => {
    new Call().send(method, parts);
    await server.response(status);
  });

  test('what cannot be read is refused to our server with 400 or 505, and never more than dropped for others', async () => {
    const call = new Call();
    const text = requestText('OPTIONS', call.uri, { via: `SIP/2.0/UDP ${server.address};branch=z9hG4bKx;rport`, from: '<sip:a@h>;tag=1', to: '<sip:b@h>', callId: 'x' });
    server.send(text.replace('CSeq: 1 OPTIONS', 'CSeq: 1 INVITE'), register.from);
    await server.response(400);
    server.send(text.replace(' SIP/2.0\r\nVia', ' SIP/9.0\r\nVia'), register.from);
    await server.response(505);
    for (const rubbish of ['', '\r\n\r\n', '\0', 'INVITE', 'SIP/2.0 200', Buffer.alloc(65_000, 65), `${text.slice(0, 90)}`]) server.send(rubbish, register.from);
    await settle();
    call.invite();
    await phone.next('incoming');
  });
});
