import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sdp } from '../../../support/sip/phone';
import { header, SessionDesk, settle } from '../../../support/sip/session-desk';

let desk: SessionDesk;

beforeEach(async () => { desk = await SessionDesk.open(); });
afterEach(async () => { await desk.close(); });

describe('a final answer to a call of ours', () => {
  test('302 tells where it leads, the most wanted first, and nothing that a phone cannot or must not call', async () => {
    desk.phone.call('bob');
    desk.server.reply(await desk.server.request('INVITE'), 302, {
      contact: '<sip:later@h.example>;q=0.2, <sips:safe@h.example>, <sip:first@h.example;x=1?Replaces=a>;q=0.9, <mailto:b@h>, <tel:+4930>;q=0.5, <http://h/x>',
    });
    expect((await desk.phone.next('failed')).redirectTo).toEqual(['sip:first@h.example;x=1', 'tel:+4930', 'sip:later@h.example']);
  });

  test('503 with its Retry-After and Warning, where no other server is left', async () => {
    desk.phone.call('bob');
    desk.server.reply(await desk.server.request('INVITE'), 503, { headers: ['Retry-After: 120 (tonight)', 'Warning: 399 pbx "Maintenance \\"until\\" ten\u202e"'] });
    expect(await desk.phone.next('failed')).toMatchObject({ status: 503, retryAfterSeconds: 120, warning: '399 Maintenance "until" ten' });
  });

  test('420 means the same call again without what is not borne; a second one for the same ends it', async () => {
    desk.phone.call('bob');
    const first = await desk.server.request('INVITE');
    expect(header(first, 'supported')).toMatch(/timer/);
    desk.server.reply(first, 420, { headers: ['Unsupported: timer'] });
    await desk.server.request('ACK');
    const second = await desk.server.request('INVITE');
    expect([header(second, 'supported'), header(second, 'session-expires')]).toEqual([expect.not.stringContaining('timer'), null]);
    expect([second.message.callId, second.message.cseq.sequence]).toEqual([first.message.callId, first.message.cseq.sequence + 1]);
    desk.server.reply(second, 420, { headers: ['Unsupported: timer'] });
    expect(await desk.phone.next('failed')).toMatchObject({ status: 420 });
  });

  test.each([413, 415, 416, 305, 380])('%i is told as it is and not tried again', async (status) => {
    desk.phone.call('bob');
    desk.server.reply(await desk.server.request('INVITE'), status);
    expect(await desk.phone.next('failed')).toMatchObject({ status });
    await settle();
    expect(desk.server.countRequests('INVITE')).toBe(1);
  });
});

describe('within a call', () => {
  test.each([408, 481])('a re-INVITE answered %i ends it, with BYE', async (status) => {
    const { callId } = await desk.called();
    const result = desk.phone.signalling.reinvite(callId, sdp('sendonly'));
    desk.server.reply(await desk.server.newRequest('INVITE'), status);
    expect(await result).toMatchObject({ ok: false, status });
    await desk.phone.next('lost');
    await desk.server.request('BYE');
  });

  test.each([403, 415, 488, 500, 503, 606])('a re-INVITE answered %i leaves it as it was', async (status) => {
    const { callId, remote } = await desk.called();
    const result = desk.phone.signalling.reinvite(callId, sdp('sendonly'));
    desk.server.reply(await desk.server.newRequest('INVITE'), status);
    expect(await result).toMatchObject({ ok: false, status });
    remote.send('INFO', { type: 'application/dtmf', body: '5' });
    await desk.phone.next('digit');
  });

  test.each(['401', '407'])('a re-INVITE, INFO and BYE challenged with %s go again with credentials and CSeqs in order', async (status) => {
    const { callId, invite } = await desk.called();
    const name = status === '401' ? 'WWW-Authenticate' : 'Proxy-Authenticate';
    const answers = status === '401' ? 'authorization' : 'proxy-authorization';
    let sequence = invite.message.cseq.sequence;
    const challenged = async (method: string): Promise<Awaited<ReturnType<typeof desk.server.newRequest>>> => {
      const first = await desk.server.newRequest(method);
      desk.server.reply(first, Number(status), { headers: [`${name}: Digest realm="r", nonce="${method}"`] });
      const again = await desk.server.newRequest(method);
      expect([first.message.cseq.sequence, again.message.cseq.sequence]).toEqual([sequence + 1, sequence + 2]);
      expect(header(again, answers)).toContain(`nonce="${method}"`);
      sequence += 2;
      return again;
    };
    const held = desk.phone.signalling.reinvite(callId, sdp('sendonly'));
    desk.server.reply(await challenged('INVITE'), 200, { sdp: sdp('recvonly') });
    expect(await held).toMatchObject({ ok: true });
    const digit = desk.phone.signalling.sendInfoDigit(callId, '1', 100);
    desk.server.reply(await challenged('INFO'), 200);
    expect(await digit).toBe(true);
    desk.phone.signalling.hangUp(callId);
    desk.server.reply(await challenged('BYE'), 200);
  });
});

describe('Reason (RFC 3326)', () => {
  test.each([
    ['SIP;cause=200;text="Call completed elsewhere"', true, 'Call completed elsewhere'],
    ['Q.850;cause=26, SIP ;cause=200 ;text="Call completed elsewhere"', true, 'Call completed elsewhere'],
    ['SIP;cause=600;text="Busy Everywhere"', false, 'Busy Everywhere'],
    ['Q.850;cause=16;text="Terminated"', false, 'Terminated'],
    ['nonsense', false, null],
  ])('of a CANCEL: %s', async (reason, answeredElsewhere, text) => {
    const call = desk.incoming();
    call.invite();
    desk.phone.signalling.ring((await desk.phone.next('incoming')).callId);
    await call.response(180);
    call.toTag = '';
    call.send('CANCEL', { branch: call.branch, headers: [`Reason: ${reason}`] });
    expect(await desk.phone.next('cancelled')).toMatchObject({ answeredElsewhere, reason: text });
  });

  test('of a BYE before the answer counts as of a CANCEL', async () => {
    const call = desk.incoming();
    call.invite();
    desk.phone.signalling.ring((await desk.phone.next('incoming')).callId);
    await call.response(180);
    call.send('BYE', { headers: ['Reason: SIP;cause=200;text="Call completed elsewhere"'] });
    expect(await desk.phone.next('cancelled')).toMatchObject({ answeredElsewhere: true });
    await desk.server.response(487);
  });
});
