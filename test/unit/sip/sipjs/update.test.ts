import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sdp } from '../../../support/sip/phone';
import { header, RemoteEnd, SessionDesk, settle } from '../../../support/sip/session-desk';

let desk: SessionDesk;

beforeEach(async () => { desk = await SessionDesk.open(); });
afterEach(async () => { await desk.close(); });

describe('an UPDATE of theirs (RFC 3311)', () => {
  test('without an offer gets 200 with Contact; its own Contact is where we send from then on', async () => {
    const call = desk.incoming();
    const { callId } = await call.established();
    call.send('UPDATE', { contact: `<sip:elsewhere@${desk.server.address};moved=1>` });
    const ok = await desk.server.response(200);
    expect(ok.message.cseq.method).toBe('UPDATE');
    expect(ok.message.contacts[0]?.uri.text).toBe(call.uri);
    expect(ok.message.body).toHaveLength(0);
    desk.phone.signalling.hangUp(callId, { protocol: 'Q.850', cause: 16, text: 'Normal call clearing' });
    const bye = await desk.server.request('BYE');
    expect(bye.message.uri.text).toBe(`sip:elsewhere@${desk.server.address};moved=1`);
    expect(header(bye, 'reason')).toBe('Q.850;cause=16;text="Normal call clearing"');
    desk.server.reply(bye, 200);
  });

  test('with an offer is answered as a re-INVITE is, without an ACK', async () => {
    const call = desk.incoming();
    const { callId } = await call.established();
    call.send('UPDATE', { body: sdp('sendonly') });
    expect((await desk.phone.next('remoteOffer')).offer).toContain('a=sendonly');
    desk.phone.signalling.answerOffer(callId, sdp('recvonly', 45_000));
    expect((await desk.server.response(200)).message.body.toString()).toContain('45000');
    // Nothing waits for an ACK: the next offer of ours goes out at once.
    const result = desk.phone.signalling.reinvite(callId, sdp('inactive'));
    const invite = await desk.server.request('INVITE');
    desk.server.reply(invite, 200, { sdp: sdp('inactive') });
    expect(await result).toMatchObject({ ok: true });
    await desk.server.request('ACK');
  });

  test('whose offer we cannot take gets 488, and the call goes on', async () => {
    const call = desk.incoming();
    const { callId } = await call.established();
    call.send('UPDATE', { body: sdp() });
    await desk.phone.next('remoteOffer');
    desk.phone.signalling.rejectOffer(callId, 488);
    await desk.server.response(488);
    call.send('INFO', { type: 'application/dtmf', body: '1' });
    await desk.phone.next('digit');
  });

  test('with a second offer before the first is answered gets 500 with Retry-After', async () => {
    const call = desk.incoming();
    const { callId } = await call.established();
    call.send('UPDATE', { body: sdp() });
    await desk.phone.next('remoteOffer');
    call.send('UPDATE', { body: sdp() });
    expect(Number(header(await desk.server.response(500), 'retry-after'))).toBeLessThanOrEqual(10);
    desk.phone.signalling.answerOffer(callId, sdp());
    await desk.server.response(200);
  });

  test('with an offer that meets ours gets 491', async () => {
    const call = desk.incoming();
    const { callId } = await call.established();
    const result = desk.phone.signalling.reinvite(callId, sdp('sendonly'));
    const ours = await desk.server.request('INVITE');
    call.send('UPDATE', { body: sdp() });
    await desk.server.response(491);
    desk.server.reply(ours, 200, { sdp: sdp('recvonly') });
    expect(await result).toMatchObject({ ok: true });
    await desk.server.request('ACK');
  });

  test('out of order gets 500, repeated the same answer again, without a dialog 481', async () => {
    const call = desk.incoming();
    await call.established();
    call.send('UPDATE', { cseq: 7, branch: 'z9hG4bK-again' });
    await desk.server.response(200);
    call.send('UPDATE', { cseq: 7, branch: 'z9hG4bK-again' });
    await desk.server.response(200);
    call.send('UPDATE', { cseq: 6 });
    await desk.server.response(500);
    const stranger = desk.incoming();
    stranger.send('UPDATE');
    await desk.server.response(481);
    stranger.toTag = 'unknown';
    stranger.send('UPDATE');
    await desk.server.response(481);
  });

  test('while it rings: 200 without an offer, 500 with one, since theirs in the INVITE is not answered', async () => {
    const call = desk.incoming();
    call.invite();
    desk.phone.signalling.ring((await desk.phone.next('incoming')).callId);
    await call.response(180);
    call.send('UPDATE');
    await desk.server.response(200);
    call.send('UPDATE', { body: sdp() });
    expect(header(await desk.server.response(500), 'retry-after')).not.toBeNull();
  });
});

describe('in an early dialog of a call of ours', () => {
  test('their offer by UPDATE is told and answered; before their first answer it gets 491', async () => {
    const callId = desk.phone.call('bob');
    const invite = await desk.server.request('INVITE');
    const remote = new RemoteEnd(desk, invite, 'peer');
    desk.server.reply(invite, 180);
    await desk.phone.next('progress');
    remote.send('UPDATE', { body: sdp('sendrecv', 47_000) });
    await desk.server.response(491);
    desk.server.reply(invite, 183, { sdp: sdp(), headers: ['Require: 100rel', 'RSeq: 1', 'Allow: INVITE, UPDATE'] });
    desk.server.reply(await desk.server.request('PRACK'), 200);
    await desk.phone.next('progress');
    remote.send('UPDATE', { body: sdp('sendrecv', 48_000) });
    expect((await desk.phone.next('remoteOffer')).offer).toContain('48000');
    desk.phone.signalling.answerOffer(callId, sdp('sendrecv', 49_000));
    expect((await desk.server.response(200)).message.body.toString()).toContain('49000');
  });

  test('our own offer goes by UPDATE once the first was answered reliably', async () => {
    const callId = desk.phone.call('bob');
    const invite = await desk.server.request('INVITE');
    desk.server.reply(invite, 183, { sdp: sdp(), headers: ['Allow: INVITE, UPDATE'] });
    await desk.phone.next('progress');
    expect(await desk.phone.signalling.reinvite(callId, sdp('sendonly'))).toMatchObject({ ok: false, status: 481 });
    desk.server.reply(invite, 183, { sdp: sdp('sendrecv', 41_000), headers: ['Require: 100rel', 'RSeq: 9', 'Allow: INVITE, UPDATE'] });
    desk.server.reply(await desk.server.request('PRACK'), 200);
    await desk.phone.next('progress');
    const result = desk.phone.signalling.reinvite(callId, sdp('sendonly'));
    const update = await desk.server.request('UPDATE');
    expect(update.message.body.toString()).toContain('a=sendonly');
    desk.server.reply(update, 200, { sdp: sdp('recvonly') });
    expect(await result).toMatchObject({ ok: true, sdp: expect.stringContaining('recvonly') });
    await settle();
    expect(desk.server.countRequests('INVITE')).toBe(1);
  });

  test('an UPDATE offer still open when the 200 comes is sent back for later', async () => {
    desk.phone.call('bob');
    const invite = await desk.server.request('INVITE');
    desk.server.reply(invite, 183, { sdp: sdp() });
    await desk.phone.next('progress');
    new RemoteEnd(desk, invite, 'peer').send('UPDATE', { body: sdp() });
    await desk.phone.next('remoteOffer');
    desk.server.reply(invite, 200, { sdp: sdp() });
    await desk.phone.next('accepted');
    await desk.server.response(500);
  });
});
