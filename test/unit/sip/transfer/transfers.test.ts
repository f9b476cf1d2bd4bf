import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { TransferEvent } from '../../../../electron/calls/ports';
import { CallId } from '../../../../electron/contract/ids';
import { headerValue, type SipRequest } from '../../../../electron/sip/parser';
import { type Phone, sdp, startPhone } from '../../../support/sip/phone';
import { type Received, requestText, ScriptedPeer } from '../../../support/sip/scripted-peer';

let server: ScriptedPeer;
let phone: Phone;
let register: Received<SipRequest>;
let told: TransferEvent[];
let serial = 0;

beforeEach(async () => {
  server = await ScriptedPeer.open();
  phone = startPhone('alice', server.address);
  told = [];
  phone.signalling.transfer.onEvent((event) => told.push(event));
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
const value = ({ message }: Pick<Received, 'message'>, name: string): string => headerValue(message, name) ?? '';
async function until<T>(find: () => T | undefined): Promise<T> {
  for (let tries = 0; tries < 200; tries++) {
    const found = find();
    if (found !== undefined) return found;
    await settle(10);
  }
  throw new Error(`not told; but ${JSON.stringify(told)}`);
}

/** A call we made, as the server sees its dialog. */
class Dialog {
  private constructor(readonly id: CallId, readonly invite: Received<SipRequest>, readonly tag: string) {}
  cseq = 10;

  static async open(target = 'bob', tag = `peer${++serial}`): Promise<Dialog> {
    const id = phone.call(target);
    const invite = await server.newRequest('INVITE');
    server.reply(invite, 200, { sdp: sdp(), toTag: tag });
    await phone.next('accepted', 5_000, ({ callId }) => callId === id);
    await server.newRequest('ACK');
    return new Dialog(id, invite, tag);
  }

  /** A request of the far end within the dialog. */
  send(method: string, headers: string[] = [], body = '', type = 'message/sipfrag;version=2.0'): void {
    const { message } = this.invite;
    server.send(requestText(method, message.contacts[0]?.uri.text ?? '', {
      via: `SIP/2.0/UDP ${server.address};branch=z9hG4bKt${++serial};rport`, from: `${value(this.invite, 'to')};tag=${this.tag}`, to: value(this.invite, 'from'),
      callId: message.callId, cseq: ++this.cseq, headers: [`Contact: <sip:bob@${server.address}>`, ...headers], body, type,
    }), this.invite.from);
  }

  notify(status: string | null, state: string, event = 'refer'): void {
    this.send('NOTIFY', [`Event: ${event}`, `Subscription-State: ${state}`], status === null ? '' : `SIP/2.0 ${status}\r\n`);
  }

  /** Replaces or Join value that names it, as somebody says it to us. */
  named(more = ''): string {
    return `${this.invite.message.callId};to-tag=${this.invite.message.from.params.get('tag')};from-tag=${this.tag}${more}`;
  }
}

/** An INVITE outside any dialog, by way of the server. */
function comesIn(...headers: string[]): void {
  server.send(requestText('INVITE', register.message.contacts[0]?.uri.text ?? '', {
    via: `SIP/2.0/UDP ${server.address};branch=z9hG4bKi${++serial};rport`, from: '<sip:anna@example.com>;tag=anna', to: '<sip:alice@example.com>', callId: `new${serial}`,
    headers: [`Contact: <sip:anna@${server.address}>`, ...headers], body: sdp(),
  }), register.from);
}

describe('as the one who passes on', () => {
  test('REFER names the target, and who asks; progress is told until it is final', async () => {
    const dialog = await Dialog.open();
    const answer = phone.signalling.transfer.refer(dialog.id, { kind: 'address', target: '203' });
    const refer = await server.request('REFER');
    expect(value(refer, 'refer-to')).toBe(`<sip:203@${server.address}>`);
    expect(value(refer, 'referred-by')).toBe(`<sip:alice@${server.address}>`);
    expect(value(refer, 'supported')).toContain('norefersub');
    expect(refer.message.contacts).toHaveLength(1);
    // NOTIFY may overtake the 202.
    dialog.notify('100 Trying', 'active;expires=60');
    await server.response(200);
    server.reply(refer, 202);
    expect(await answer).toEqual({ ok: true, tells: true });
    dialog.notify('180 Ringing', 'active;expires=60');
    dialog.notify('200 OK', 'terminated;reason=noresource');
    await until(() => told[2]);
    expect(told).toEqual([
      { kind: 'referProgress', callId: dialog.id, status: 100, reason: 'Trying', final: false },
      { kind: 'referProgress', callId: dialog.id, status: 180, reason: 'Ringing', final: false },
      { kind: 'referProgress', callId: dialog.id, status: 200, reason: 'OK', final: true },
    ]);
    dialog.notify('486 Busy Here', 'terminated');
    await server.response(481);
    expect(told).toHaveLength(3);
  });

  test('attended: Refer-To holds the other call as its far end sees it, at its address of record', async () => {
    const [first, second] = [await Dialog.open('bob'), await Dialog.open('anna')];
    void phone.signalling.transfer.refer(first.id, { kind: 'call', callId: second.id });
    const refer = await server.request('REFER');
    const named = encodeURIComponent(`${second.invite.message.callId};to-tag=${second.tag};from-tag=${second.invite.message.from.params.get('tag')}`);
    expect(value(refer, 'refer-to')).toBe(`<sip:anna@${server.address}?Replaces=${named}>`);
    expect(refer.message.callId).toBe(first.invite.message.callId);
    server.reply(refer, 202);
  });

  test.each([405, 501, 603])('an answer of %i is told, and the call goes on', async (status) => {
    const dialog = await Dialog.open();
    const answer = phone.signalling.transfer.refer(dialog.id, { kind: 'address', target: '203' });
    server.reply(await server.request('REFER'), status, { reason: 'No' });
    expect(await answer).toEqual({ ok: false, status, reason: 'No' });
    const again = phone.signalling.reinvite(dialog.id, sdp('sendonly'));
    server.reply(await server.newRequest('INVITE'), 200, { sdp: sdp() });
    expect(await again).toMatchObject({ ok: true });
  });

  test('attended, at the Contact: for a target that is not found by its address', async () => {
    const [first, second] = [await Dialog.open('bob'), await Dialog.open('anna')];
    void phone.signalling.transfer.refer(first.id, { kind: 'call', callId: second.id, at: 'contact' });
    const refer = await server.request('REFER');
    expect(value(refer, 'refer-to')).toMatch(/^<sip:peer@127\.0\.0\.1:\d+\?Replaces=/);
    server.reply(refer, 202);
  });

  test('whether a far end takes REFER is known by its Allow, the newest that it sent', async () => {
    const dialog = await Dialog.open();
    expect(phone.signalling.transfer.takesRefer(dialog.id)).toBeNull();
    dialog.send('UPDATE', ['Allow: INVITE, ACK, BYE, UPDATE']);
    await server.response(200);
    expect(phone.signalling.transfer.takesRefer(dialog.id)).toBe(false);
    dialog.send('UPDATE', ['Allow: INVITE, ACK, BYE, UPDATE, REFER']);
    await server.response(200);
    expect(phone.signalling.transfer.takesRefer(dialog.id)).toBe(true);
    expect(phone.signalling.transfer.takesRefer(CallId.parse('nobody'))).toBeNull();
  });

  test('a far end that tells nothing says so', async () => {
    const dialog = await Dialog.open();
    const answer = phone.signalling.transfer.refer(dialog.id, { kind: 'address', target: '203' });
    server.reply(await server.request('REFER'), 200, { headers: ['Refer-Sub: false'] });
    expect(await answer).toEqual({ ok: true, tells: false });
  });

  test('a NOTIFY of another event, and one without a REFER, are refused; one without a body ends the waiting', async () => {
    const dialog = await Dialog.open();
    dialog.notify('200 OK', 'terminated');
    await server.response(481);
    dialog.notify('200 OK', 'active', 'dialog');
    await server.response(489);
    void phone.signalling.transfer.refer(dialog.id, { kind: 'address', target: '203' });
    server.reply(await server.request('REFER'), 202);
    dialog.notify(null, 'terminated;reason=timeout');
    await until(() => told[0]);
    expect(told[0]).toMatchObject({ status: null, final: true });
  });

  test('what cannot be referred is told without sending anything', async () => {
    const dialog = await Dialog.open();
    expect(await phone.signalling.transfer.refer(CallId.parse('nobody'), { kind: 'address', target: '203' })).toMatchObject({ ok: false, status: 0 });
    expect(await phone.signalling.transfer.refer(dialog.id, { kind: 'address', target: 'http://x/' })).toMatchObject({ ok: false, status: 0 });
    expect(await phone.signalling.transfer.refer(dialog.id, { kind: 'call', callId: CallId.parse('nobody') })).toMatchObject({ ok: false, status: 0 });
    expect(server.countRequests('REFER')).toBe(0);
  });
});

describe('as the one who is passed on', () => {
  test('a REFER is told, taken with 202, and every step of it told in order', async () => {
    const dialog = await Dialog.open();
    dialog.send('REFER', ['Refer-To: "Anna" <sip:anna@example.com?Replaces=c%3Bto-tag%3D1%3Bfrom-tag%3D2>', 'Referred-By: <sip:bob@example.com>']);
    const event = await until(() => told[0]);
    if (event.kind !== 'referred') throw new Error(event.kind);
    expect(event).toMatchObject({ callId: dialog.id, target: 'sip:anna@example.com', party: { displayName: 'Anna', number: 'anna@example.com' }, options: { replaces: 'c;to-tag=1;from-tag=2', referredBy: '<sip:bob@example.com>' } });
    phone.signalling.transfer.acceptReferral(event.referralId);
    const accepted = await server.response(202);
    expect(accepted.message.contacts).toHaveLength(1);
    const trying = await server.newRequest('NOTIFY');
    expect([value(trying, 'event'), value(trying, 'subscription-state'), trying.message.body.toString()]).toEqual(['refer', 'active;expires=180', 'SIP/2.0 100 Trying\r\n']);
    expect(value(trying, 'content-type')).toBe('message/sipfrag;version=2.0');
    phone.signalling.transfer.tellReferral(event.referralId, 180, 'Ringing');
    phone.signalling.transfer.tellReferral(event.referralId, 200, 'OK');
    await settle();
    expect(server.countRequests('NOTIFY')).toBe(1);
    server.reply(trying, 200);
    const ringing = await server.newRequest('NOTIFY');
    server.reply(ringing, 200);
    const done = await server.newRequest('NOTIFY');
    server.reply(done, 200);
    expect([ringing.message.body.toString(), done.message.body.toString(), value(done, 'subscription-state')]).toEqual(['SIP/2.0 180 Ringing\r\n', 'SIP/2.0 200 OK\r\n', 'terminated;reason=noresource']);
    phone.signalling.transfer.tellReferral(event.referralId, 200, 'OK');
    await settle();
    expect(server.countRequests('NOTIFY')).toBe(3);
  });

  test('who wants no news gets 200 with Refer-Sub: false and none', async () => {
    const dialog = await Dialog.open();
    dialog.send('REFER', ['Refer-To: <sip:anna@example.com>', 'Refer-Sub: false', 'Require: norefersub']);
    const event = await until(() => told[0]);
    if (event.kind !== 'referred') throw new Error(event.kind);
    phone.signalling.transfer.acceptReferral(event.referralId);
    expect(value(await server.response(200), 'refer-sub')).toBe('false');
    phone.signalling.transfer.tellReferral(event.referralId, 200, 'OK');
    await settle();
    expect(server.countRequests('NOTIFY')).toBe(0);
  });

  test('a second REFER of the dialog names itself in its NOTIFYs', async () => {
    const dialog = await Dialog.open();
    dialog.send('REFER', ['Refer-To: <sip:anna@example.com>']);
    const first = await until(() => told[0]);
    if (first.kind !== 'referred') throw new Error(first.kind);
    phone.signalling.transfer.refuseReferral(first.referralId, 603);
    await server.response(603);
    dialog.send('REFER', ['Refer-To: <sip:anna@example.com>']);
    const second = await until(() => told[1]);
    if (second.kind !== 'referred') throw new Error(second.kind);
    phone.signalling.transfer.acceptReferral(second.referralId);
    expect(value(await server.newRequest('NOTIFY'), 'event')).toBe(`refer;id=${dialog.cseq}`);
  });

  test('the news outlive the call that was passed on', async () => {
    const dialog = await Dialog.open();
    dialog.send('REFER', ['Refer-To: <sip:anna@example.com>']);
    const event = await until(() => told[0]);
    if (event.kind !== 'referred') throw new Error(event.kind);
    phone.signalling.transfer.acceptReferral(event.referralId);
    server.reply(await server.newRequest('NOTIFY'), 200);
    dialog.send('BYE');
    await phone.next('ended');
    phone.signalling.transfer.tellReferral(event.referralId, 200, 'OK');
    const last = await server.newRequest('NOTIFY');
    expect(last.message.body.toString()).toBe('SIP/2.0 200 OK\r\n');
    server.reply(last, 481);
  });

  test.each([[[], 400], [['Refer-To: <https://example.com/>'], 416], [['Refer-To: <sip:a@b.c;method=BYE>'], 603]])('REFER with %j is refused with %i, and not told', async (headers, status) => {
    const dialog = await Dialog.open();
    dialog.send('REFER', headers);
    await server.response(status);
    expect(told).toEqual([]);
  });

  test('a REFER outside any call is declined', async () => {
    server.send(requestText('REFER', register.message.contacts[0]?.uri.text ?? '', {
      via: `SIP/2.0/UDP ${server.address};branch=z9hG4bKx${++serial};rport`, from: '<sip:anna@example.com>;tag=anna', to: '<sip:alice@example.com>', callId: `stray${serial}`,
      headers: [`Contact: <sip:anna@${server.address}>`, 'Refer-To: <sip:premium@example.com>'],
    }), register.from);
    await server.response(603);
    expect(told).toEqual([]);
  });

  test('the INVITE that follows carries what the REFER said', async () => {
    phone.signalling.invite(CallId.parse('followed'), phone.account.id, 'anna', sdp(), { replaces: 'c;to-tag=1;from-tag=2', referredBy: '<sip:bob@example.com>' });
    const invite = await server.request('INVITE');
    expect([value(invite, 'replaces'), value(invite, 'referred-by')]).toEqual(['c;to-tag=1;from-tag=2', '<sip:bob@example.com>']);
    expect(value(invite, 'supported')).toContain('replaces');
    expect(value(invite, 'allow')).toContain('REFER');
  });
});

describe('as the one who is called', () => {
  test('Replaces names the call that is taken over, and Referred-By who arranged it', async () => {
    const dialog = await Dialog.open();
    comesIn(`Replaces: ${dialog.named()}`, 'Referred-By: "Bob" <sip:bob@example.com>');
    expect(await phone.next('incoming')).toMatchObject({ replaces: dialog.id, referredBy: { number: 'bob@example.com' } });
  });

  test('an early dialog of ours may be taken over, before and as early-only', async () => {
    const id = phone.call('bob');
    const invite = await server.newRequest('INVITE');
    server.reply(invite, 180, { toTag: 'early' });
    await phone.next('progress');
    comesIn(`Replaces: ${invite.message.callId};to-tag=${invite.message.from.params.get('tag')};from-tag=early;early-only`);
    expect(await phone.next('incoming')).toMatchObject({ replaces: id });
  });

  test('early-only finds an answered call busy', async () => {
    const dialog = await Dialog.open();
    comesIn(`Replaces: ${dialog.named(';early-only')}`);
    await server.response(486);
  });

  test('a dialog that nobody knows is 481, one that is over 603', async () => {
    const dialog = await Dialog.open();
    comesIn('Replaces: nothing;to-tag=1;from-tag=2');
    await server.response(481);
    dialog.send('BYE');
    await phone.next('ended');
    comesIn(`Replaces: ${dialog.named()}`);
    await server.response(603);
    expect(phone.events.some(({ kind }) => kind === 'incoming')).toBe(false);
  });

  test('a call that rings here cannot be taken over by its name: only who made it may', async () => {
    comesIn();
    const { callId } = await phone.next('incoming');
    phone.signalling.ring(callId);
    const ringing = await server.response(180);
    comesIn(`Replaces: ${ringing.message.callId};to-tag=${ringing.message.to.params.get('tag')};from-tag=anna`);
    await server.response(481);
  });

  test('broken or doubled, or together with Join, is 400', async () => {
    const dialog = await Dialog.open();
    for (const headers of [['Replaces: x'], [`Replaces: ${dialog.named()}`, `Replaces: ${dialog.named()}`], [`Replaces: ${dialog.named()}`, `Join: ${dialog.named()}`]]) {
      comesIn(...headers);
      await server.response(400);
    }
  });

  test('Join names the call to be joined; one that is not answered cannot be, one that is unknown is 481', async () => {
    const dialog = await Dialog.open();
    comesIn(`Join: ${dialog.named()}`);
    expect(await phone.next('incoming')).toMatchObject({ joins: dialog.id });
    comesIn('Join: nothing;to-tag=1;from-tag=2');
    await server.response(481);
  });

  test('a conference says so in its Contact', async () => {
    const id = phone.call('8000');
    const invite = await server.newRequest('INVITE');
    server.reply(invite, 200, { sdp: sdp(), contact: `<sip:8000@${server.address}>;isfocus` });
    expect(await phone.next('accepted', 5_000, ({ callId }) => callId === id)).toMatchObject({ focus: `sip:8000@${server.address}` });
  });
});
