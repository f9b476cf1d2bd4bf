import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { SipRequest } from '../../../../electron/sip/parser';
import { sdp } from '../../../support/sip/phone';
import { header, RemoteEnd, SessionDesk, settle } from '../../../support/sip/session-desk';
import { type Received, ScriptedPeer } from '../../../support/sip/scripted-peer';

let desk: SessionDesk;

beforeEach(async () => { desk = await SessionDesk.open(); });
afterEach(async () => { await desk.close(); });

const tag = (request: Received<SipRequest>): string => request.message.to.params.get('tag') ?? '';
const portOf = (text: string | null): string | undefined => /m=audio (\d+)/.exec(text ?? '')?.[1];

async function heard(): Promise<(string | undefined)[]> {
  await settle();
  return desk.phone.events.flatMap((event) => (event.kind === 'progress' && event.sdp !== null ? [portOf(event.sdp)] : []));
}

describe('where the requests of a dialog go', () => {
  test('to the Contact of the 2xx, where a 180 had another or none (RFC 3261 12.2.1.2)', async () => {
    for (const early of [null, '<sip:early@192.0.2.1>']) {
      const callId = desk.phone.call('bob');
      const invite = await desk.server.newRequest('INVITE');
      desk.server.reply(invite, 180, { toTag: 'a', contact: early });
      desk.server.reply(invite, 200, { toTag: 'a', sdp: sdp(), contact: `<sip:bob@${desk.server.address};gr=urn:uuid:1>` });
      expect((await desk.server.newRequest('ACK')).message.uri.text).toBe(`sip:bob@${desk.server.address};gr=urn:uuid:1`);
      desk.phone.signalling.hangUp(callId);
      const bye = await desk.server.newRequest('BYE');
      expect(bye.message.uri.text).toBe(`sip:bob@${desk.server.address};gr=urn:uuid:1`);
      desk.server.reply(bye, 200);
    }
  });

  test('PRACK to that of the reliable answer, where an earlier one left it out', async () => {
    desk.phone.call('bob');
    const invite = await desk.server.request('INVITE');
    desk.server.reply(invite, 180, { toTag: 'a', contact: null });
    desk.server.reply(invite, 183, { toTag: 'a', sdp: sdp(), contact: `<sip:bob@${desk.server.address};x=1>`, headers: ['Require: 100rel', 'RSeq: 1'] });
    expect((await desk.server.request('PRACK')).message.uri.text).toBe(`sip:bob@${desk.server.address};x=1`);
  });
});

describe('early media of several forks', () => {
  test('the newest with sound is heard; a silent one, a bare 180 and a repetition take nothing away', async () => {
    desk.phone.call('bob');
    const invite = await desk.server.request('INVITE');
    desk.server.reply(invite, 183, { toTag: 'a', sdp: sdp('sendrecv', 41_000) });
    desk.server.reply(invite, 180, { toTag: 'b' });
    desk.server.reply(invite, 183, { toTag: 'b', sdp: sdp('inactive', 42_000) });
    desk.server.reply(invite, 183, { toTag: 'c', sdp: sdp('sendrecv', 0) });
    desk.server.reply(invite, 183, { toTag: 'd', sdp: sdp('sendrecv', 43_000).replace('c=IN IP4 127.0.0.1', 'c=IN IP4 0.0.0.0') });
    desk.server.reply(invite, 183, { toTag: 'a', sdp: sdp('sendrecv', 41_000) });
    expect(await heard()).toEqual(['41000']);
    desk.server.reply(invite, 183, { toTag: 'e', sdp: sdp('sendonly', 44_000) });
    expect(await heard()).toEqual(['41000', '44000']);
  });

  test('a 199 of the one that is heard brings the newest of the others back; of another it changes nothing (RFC 6228)', async () => {
    desk.phone.call('bob');
    const invite = await desk.server.request('INVITE');
    for (const [toTag, port] of [['a', 41_000], ['b', 42_000], ['c', 43_000]] as const) desk.server.reply(invite, 183, { toTag, sdp: sdp('sendrecv', port) });
    desk.server.reply(invite, 199, { toTag: 'b' });
    expect(await heard()).toEqual(['41000', '42000', '43000']);
    desk.server.reply(invite, 199, { toTag: 'c' });
    expect(await heard()).toEqual(['41000', '42000', '43000', '41000']);
  });

  test('whichever fork answers, its own description counts, silent before or not', async () => {
    desk.phone.call('bob');
    const invite = await desk.server.request('INVITE');
    desk.server.reply(invite, 183, { toTag: 'a', sdp: sdp('sendrecv', 41_000) });
    desk.server.reply(invite, 183, { toTag: 'b', sdp: sdp('inactive', 42_000) });
    desk.server.reply(invite, 200, { toTag: 'b' });
    expect(portOf((await desk.phone.next('accepted')).sdp)).toBe('42000');
  });

  test('an offer that one fork made by UPDATE, another one answers: that one gets a new offer', async () => {
    const callId = desk.phone.call('bob');
    const invite = await desk.server.request('INVITE');
    desk.server.reply(invite, 183, { toTag: 'a', sdp: sdp('sendrecv', 41_000) });
    await desk.phone.next('progress');
    new RemoteEnd(desk, invite, 'a').send('UPDATE', { body: sdp('sendrecv', 45_000) });
    await desk.phone.next('remoteOffer');
    desk.phone.signalling.answerOffer(callId, sdp());
    await desk.server.response(200);
    desk.server.reply(invite, 183, { toTag: 'b', sdp: sdp('sendrecv', 42_000) });
    expect(await desk.phone.next('progress')).toMatchObject({ sdp: null });
    desk.server.reply(invite, 200, { toTag: 'b', sdp: sdp('sendrecv', 42_000) });
    expect(await desk.phone.next('accepted')).toMatchObject({ sdp: null });
    await desk.phone.next('refreshDue');
  });
});

describe('forks that answer', () => {
  test('each goes by its own Contact and Record-Route; late ones get ACK and BYE with the reason', async () => {
    const [one, two] = [await ScriptedPeer.open('127.0.0.2'), await ScriptedPeer.open('127.0.0.3')];
    const callId = desk.phone.call('bob');
    const invite = await desk.server.request('INVITE');
    for (const [toTag, peer] of [['a', one], ['b', two]] as const) {
      desk.server.reply(invite, 200, { toTag, sdp: sdp(), contact: `<sip:${toTag}@${peer.address}>`, headers: [`Record-Route: <sip:${peer.address};lr>`] });
    }
    await desk.phone.next('accepted');
    const [ack, lateAck, bye] = [await one.request('ACK'), await two.request('ACK'), await two.request('BYE')];
    expect([ack, lateAck, bye].map((item) => [tag(item), item.message.uri.text, header(item, 'route')])).toEqual([
      ['a', `sip:a@${one.address}`, `<sip:${one.address};lr>`], ['b', `sip:b@${two.address}`, `<sip:${two.address};lr>`], ['b', `sip:b@${two.address}`, `<sip:${two.address};lr>`],
    ]);
    expect(header(bye, 'reason')).toBe('SIP;cause=200;text="Call completed elsewhere"');
    two.reply(bye, 200);
    desk.phone.signalling.hangUp(callId);
    one.reply(await one.request('BYE'), 200);
    one.close();
    two.close();
  });

  test('all that answer after CANCEL are acknowledged and ended; the call is told once', async () => {
    const callId = desk.phone.call('bob');
    const invite = await desk.server.request('INVITE');
    desk.server.reply(invite, 180, { toTag: 'a' });
    await desk.phone.next('progress');
    desk.phone.signalling.hangUp(callId, { cause: 487, text: 'Request Terminated' });
    expect(header(await desk.server.request('CANCEL'), 'reason')).toBe('SIP;cause=487;text="Request Terminated"');
    for (const toTag of ['a', 'b']) {
      desk.server.reply(invite, 200, { toTag, sdp: sdp() });
      expect(tag(await desk.server.request('ACK'))).toBe(toTag);
      const bye = await desk.server.request('BYE');
      expect(tag(bye)).toBe(toTag);
      desk.server.reply(bye, 200);
    }
    await desk.phone.next('failed');
    await settle();
    expect(desk.phone.events.filter(({ kind }) => kind === 'failed' || kind === 'accepted')).toHaveLength(1);
  });

  test('a CANCEL answered 481, and a 487 before its 200, end it all the same', async () => {
    const callId = desk.phone.call('bob');
    const invite = await desk.server.request('INVITE');
    desk.server.reply(invite, 100);
    await desk.phone.next('trying');
    desk.phone.signalling.hangUp(callId);
    const cancel = await desk.server.request('CANCEL');
    desk.server.reply(invite, 487);
    desk.server.reply(cancel, 481);
    await desk.server.request('ACK');
    expect(await desk.phone.next('failed')).toMatchObject({ status: 487 });
  });
});
