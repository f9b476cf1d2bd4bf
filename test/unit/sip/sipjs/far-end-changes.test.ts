import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { SignallingEvent } from '../../../../electron/calls/ports';
import { sdp } from '../../../support/sip/phone';
import { header, SessionDesk, settle } from '../../../support/sip/session-desk';

let desk: SessionDesk;
let told: SignallingEvent[];

beforeEach(async () => {
  desk = await SessionDesk.open();
  told = [];
  desk.phone.signalling.onEvent((event) => { if (event.kind === 'remoteChanged' || event.kind === 'focusChanged') told.push(event); });
});
afterEach(async () => { await desk.close(); });

const pai = (user: string, name = 'Carol'): string => `P-Asserted-Identity: "${name}" <sip:${user}@example.com>`;

describe('who the far end is (RFC 3325, RFC 4916)', () => {
  test('is told by the 200 to our INVITE', async () => {
    const callId = desk.phone.call('bob');
    const invite = await desk.server.request('INVITE');
    desk.server.reply(invite, 200, { sdp: sdp(), headers: [pai('carol')] });
    expect((await desk.phone.next('accepted')).remote).toMatchObject({ number: 'carol@example.com', displayName: 'Carol' });
    await desk.server.request('ACK');
    desk.phone.signalling.hangUp(callId);
  });

  test('is told by an UPDATE, a re-INVITE that is taken, and the 200 to ours', async () => {
    const { callId, remote } = await desk.called();
    remote.send('UPDATE', { headers: [pai('201')] });
    await desk.server.response(200);
    remote.send('INVITE', { headers: ['Remote-Party-ID: "Dora" <sip:202@example.com>;party=calling'], body: sdp() });
    await desk.phone.next('remoteOffer');
    expect(told).toMatchObject([{ callId, remote: { number: '201', displayName: 'Carol' } }]);
    desk.phone.signalling.answerOffer(callId, sdp());
    await desk.server.response(200);
    remote.send('ACK', { cseq: 2 });
    await desk.phone.next('acknowledged');
    const ours = desk.phone.signalling.reinvite(callId, sdp('sendonly'));
    desk.server.reply(await desk.server.request('INVITE'), 200, { sdp: sdp('recvonly'), headers: ['Remote-Party-ID: <sip:203@example.com>;party=called'] });
    await ours;
    await desk.server.request('ACK');
    expect(told).toMatchObject([{ remote: { number: '201' } }, { remote: { number: '202', displayName: 'Dora' } }, { remote: { number: '203' } }]);
  });

  test('is not told by a re-INVITE that is refused, nor of one who wants privacy', async () => {
    const { callId, remote } = await desk.called();
    remote.send('INVITE', { headers: [pai('201')], body: sdp() });
    await desk.phone.next('remoteOffer');
    desk.phone.signalling.rejectOffer(callId, 488);
    await desk.server.response(488);
    remote.send('ACK', { cseq: 1, branch: 'z9hG4bK-remote-peer-INVITE-1' });
    remote.send('UPDATE', { headers: [pai('201'), 'Privacy: id'] });
    await desk.server.response(200);
    expect(told).toEqual([]);
  });

  test('changes while a call rings here', async () => {
    const call = desk.incoming();
    call.invite({ headers: [pai('200', 'Reception')] });
    const { callId } = await desk.phone.next('incoming');
    desk.phone.signalling.ring(callId);
    await call.response(180);
    call.send('UPDATE', { headers: [pai('201')] });
    await desk.server.response(200);
    expect(told).toMatchObject([{ callId, remote: { number: '201', displayName: 'Carol' } }]);
    desk.phone.signalling.reject(callId, 486);
    await desk.server.response(486);
    call.send('ACK', { branch: call.branch });
  });

  test('is said by another From where the far end may change it, and our next requests go to that name', async () => {
    const call = desk.incoming();
    const { callId } = await call.established(['Supported: from-change']);
    call.send('UPDATE', { from: '"Carol" <sip:carol@example.com>' });
    await desk.server.response(200);
    expect(told).toMatchObject([{ remote: { number: 'carol@example.com', displayName: 'Carol' } }]);
    desk.phone.signalling.hangUp(callId);
    const bye = await desk.server.request('BYE');
    expect(header(bye, 'to')).toBe('<sip:carol@example.com>;tag=bob');
    desk.server.reply(bye, 200);
  });

  test('another From of one who never said so is the doing of a server on the way', async () => {
    const call = desk.incoming();
    const { callId } = await call.established();
    call.send('UPDATE', { from: '<sip:trunk7@example.com>' });
    await desk.server.response(200);
    expect(told).toEqual([]);
    desk.phone.signalling.hangUp(callId);
    const bye = await desk.server.request('BYE');
    expect(header(bye, 'to')).toContain('sip:bob@example.com');
    desk.server.reply(bye, 200);
  });

  test('we say that we understand it', async () => {
    const { invite } = await desk.called();
    expect(header(invite, 'supported')).toContain('from-change');
  });
});

describe('a conference (RFC 4579)', () => {
  test('is what the far end becomes and ceases to be by its Contact', async () => {
    const { callId, remote } = await desk.called();
    const focus = `sip:conf8@${desk.server.address}`;
    remote.send('INVITE', { contact: `<${focus}>;isfocus`, body: sdp() });
    await desk.phone.next('remoteOffer');
    desk.phone.signalling.answerOffer(callId, sdp());
    await desk.server.response(200);
    remote.send('ACK', { cseq: 1 });
    await desk.phone.next('acknowledged');
    remote.send('UPDATE', { contact: `<${focus}>;isfocus` });
    await desk.server.response(200);
    expect(told).toEqual([{ kind: 'focusChanged', callId, focus }]);
    remote.send('UPDATE');
    await desk.server.response(200);
    await settle();
    expect(told.at(-1)).toEqual({ kind: 'focusChanged', callId, focus: null });
  });
});
