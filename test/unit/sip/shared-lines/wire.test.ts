import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SeizeResult, SubscriptionEvent } from '../../../../electron/calls/ports';
import { CallId } from '../../../../electron/contract/ids';
import { headerValue, type SipRequest } from '../../../../electron/sip/parser';
import { parseDialogInfo } from '../../../../electron/sip/subscriptions/packages/dialog-info';
import { type Phone, sdp, startPhone } from '../../../support/sip/phone';
import { type Received, requestText, ScriptedPeer } from '../../../support/sip/scripted-peer';

let server: ScriptedPeer;
let phone: Phone;
let contact = '';
let serial = 0;

beforeEach(async () => {
  server = await ScriptedPeer.open();
  phone = startPhone('desk', server.address);
  const ready = phone.register();
  contact = (await server.acceptRegister()).message.contacts[0]?.uri.text ?? '';
  await ready;
});
afterEach(async () => {
  server.obliging = true;
  await phone.signalling.dispose();
  server.close();
});

const place = (index: number): string => `<sip:${server.address}>;appearance-index=${index}`;
const told = (message: SipRequest, name: string): string | null => headerValue(message, name);

/** A NOTIFY in the dialog of this SUBSCRIBE, with nothing but headers. */
function notify({ message, from }: Received<SipRequest>, event: string, state: string, headers: readonly string[], cseq = 1): void {
  server.send(requestText('NOTIFY', message.contacts[0]?.uri.text ?? contact, {
    via: `SIP/2.0/UDP ${server.address};branch=z9hG4bKn${++serial}`, from: `${told(message, 'to')};tag=far`, to: told(message, 'from') ?? '', callId: message.callId, cseq,
    headers: [`Contact: <sip:as@${server.address}>`, `Event: ${event}`, `Subscription-State: ${state}`, ...headers],
  }), from);
}

describe('a line shared by BroadSoft, on the wire', () => {
  it('is watched by SUBSCRIBE to its own address, without a body to accept, and told by headers alone', async () => {
    const events: SubscriptionEvent[] = [];
    phone.signalling.subscriptions.watch(phone.account.id, 'call-info', null, (event) => events.push(event));
    const subscribe = await server.request('SUBSCRIBE');
    expect([subscribe.message.uri.text, told(subscribe.message, 'event'), told(subscribe.message, 'accept'), told(subscribe.message, 'expires')]).toEqual([`sip:desk@${server.address}`, 'call-info', null, '3600']);
    server.reply(subscribe, 200, { toTag: 'far', headers: ['Expires: 600'] });
    notify(subscribe, 'call-info', 'active;expires=600', [`Call-Info: ${place(1)};appearance-state=held;appearance-uri="\\"Carol\\" <sip:carol@pbx>", ${place(2).replace('=2', '=*')};appearance-state=idle`]);
    await server.response(200);
    expect(events.at(-2)).toMatchObject({ kind: 'facts', facts: { package: 'call-info', line: { appearances: [{ index: 1, state: 'held', uri: 'sip:carol@pbx', displayName: 'Carol' }] } } });
  });

  it('has a place seized before the INVITE; INVITE, re-INVITE and BYE name it', async () => {
    const results: SeizeResult[] = [];
    const seizure = phone.signalling.sharedLines.seize(phone.account.id, 1, (result) => results.push(result), () => {});
    const subscribe = await server.request('SUBSCRIBE');
    expect([told(subscribe.message, 'event'), told(subscribe.message, 'expires'), told(subscribe.message, 'call-info')]).toEqual(['line-seize', '15', place(1)]);
    server.reply(subscribe, 200, { toTag: 'far', headers: ['Expires: 15'] });
    notify(subscribe, 'line-seize', 'active;expires=15', [`Call-Info: ${place(1)}`]);
    await server.response(200);
    expect(results).toEqual([{ kind: 'granted', index: 1 }]);
    seizure.used();

    const callId = CallId.parse(randomUUID());
    phone.signalling.sharedLines.occupy(callId, { index: 1, isPrivate: false });
    phone.signalling.invite(callId, phone.account.id, '205', sdp());
    const invite = await server.request('INVITE');
    expect(told(invite.message, 'call-info')).toBe(place(1));
    server.reply(invite, 200, { sdp: sdp() });
    await phone.next('accepted');
    notify(subscribe, 'line-seize', 'terminated;reason=noresource', [], 2);
    void phone.signalling.reinvite(callId, sdp('sendonly'));
    const hold = await server.newRequest('INVITE');
    expect(told(hold.message, 'call-info')).toBe(place(1));
    server.reply(hold, 200, { sdp: sdp('recvonly') });
    await server.newRequest('ACK');
    phone.signalling.hangUp(callId);
    const bye = await server.request('BYE');
    expect(told(bye.message, 'call-info')).toBe(place(1));
    server.reply(bye, 200);
  });

  it('takes the place of a call that comes in from the INVITE, and names it in the 200', async () => {
    server.send(requestText('INVITE', contact, {
      via: `SIP/2.0/UDP ${server.address};branch=z9hG4bKi${++serial}`, from: '<sip:carol@pbx>;tag=c', to: `<sip:desk@${server.address}>`, callId: 'in-1',
      headers: [`Contact: <sip:carol@${server.address}>`, `Call-Info: ${place(2)}`], body: sdp(),
    }), { address: '127.0.0.1', port: Number(/:(\d+)/.exec(contact.slice(4))?.[1]) });
    const { callId, appearance } = await phone.next('incoming');
    expect(appearance).toBe(2);
    phone.signalling.sharedLines.occupy(callId, { index: 2, isPrivate: false });
    phone.signalling.accept(callId, sdp());
    expect(headerValue((await server.response(200)).message, 'call-info')).toBe(place(2));
    phone.signalling.hangUp(callId);
  });

  it('says nothing of a place in a call of any other line', async () => {
    phone.call('205');
    expect(told((await server.request('INVITE')).message, 'call-info')).toBeNull();
  });
});

describe('a line shared by RFC 7463, on the wire', () => {
  it('is watched with the parameter shared, and its NOTIFYs of either spelling are taken', async () => {
    const events: SubscriptionEvent[] = [];
    phone.signalling.subscriptions.watch(phone.account.id, 'dialog', null, (event) => events.push(event), { shared: true });
    const subscribe = await server.request('SUBSCRIBE');
    expect([told(subscribe.message, 'event'), told(subscribe.message, 'accept')]).toEqual(['dialog;shared', 'application/dialog-info+xml']);
    server.reply(subscribe, 200, { toTag: 'far', headers: ['Expires: 600'] });
    const body = `<dialog-info xmlns="urn:ietf:params:xml:ns:dialog-info" xmlns:sa="urn:ietf:params:xml:ns:sa-dialog-info" version="0" state="full" entity="sip:desk@pbx"><dialog id="1"><sa:appearance>2</sa:appearance><state>trying</state></dialog></dialog-info>`;
    server.send(requestText('NOTIFY', subscribe.message.contacts[0]?.uri.text ?? contact, {
      via: `SIP/2.0/UDP ${server.address};branch=z9hG4bKn${++serial}`, from: `${told(subscribe.message, 'to')};tag=far`, to: told(subscribe.message, 'from') ?? '', callId: subscribe.message.callId,
      headers: [`Contact: <sip:as@${server.address}>`, 'Event: dialog;shared', 'Subscription-State: active;expires=600'], body, type: 'application/dialog-info+xml',
    }), subscribe.from);
    await server.response(200);
    expect(events).toContainEqual(expect.objectContaining({ kind: 'facts', facts: expect.objectContaining({ dialog: expect.objectContaining({ dialogs: [expect.objectContaining({ appearance: 2, state: 'trying' })] }) }) }));
  });

  it('has its dialogs published with their place, where they can be reached and by which tags', async () => {
    const results: SeizeResult[] = [];
    const publication = phone.signalling.sharedLines.publication(phone.account.id);
    const dialog = { state: 'trying', direction: 'initiator', appearance: 1, exclusive: false, held: false, callId: null, remote: null } as const;
    publication.set(dialog, (result) => results.push(result));
    const first = await server.request('PUBLISH');
    expect([first.message.uri.text, told(first.message, 'event'), told(first.message, 'content-type')]).toEqual([`sip:desk@${server.address}`, 'dialog;shared', 'application/dialog-info+xml']);
    server.reply(first, 200, { headers: ['SIP-ETag: e1', 'Expires: 600'] });
    await expect.poll(() => results).toEqual([{ kind: 'granted', index: 1 }]);
    const callId = phone.call('205');
    const invite = await server.request('INVITE');
    server.reply(invite, 200, { sdp: sdp() });
    await phone.next('accepted');
    publication.set({ ...dialog, state: 'confirmed', callId, remote: { uri: 'sip:205@pbx', displayName: null } });
    const second = await server.newRequest('PUBLISH');
    expect(told(second.message, 'sip-if-match')).toBe('e1');
    expect(parseDialogInfo(second.message.body.toString())?.dialogs).toMatchObject([{ state: 'confirmed', appearance: 1, callId: invite.message.callId, localTag: invite.message.from.params.get('tag'), remoteTag: 'peer', localTarget: contact }]);
    expect(phone.signalling.sharedLines.callOf({ id: 'x', state: 'confirmed', direction: null, callId: invite.message.callId, localTag: null, remoteTag: null, local: null, remote: null })).toBe(callId);
    server.reply(second, 200, { headers: ['SIP-ETag: e2'] });
    phone.signalling.hangUp(callId);
  });

  it('joins a call by Join', async () => {
    const callId = CallId.parse(randomUUID());
    phone.signalling.invite(callId, phone.account.id, `sip:s1@${server.address}`, sdp(), { join: 'c1;to-tag=a;from-tag=b' });
    expect(told((await server.request('INVITE')).message, 'join')).toBe('c1;to-tag=a;from-tag=b');
  });
});
