import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sdp } from '../../../support/sip/phone';
import { header, SessionDesk, settle } from '../../../support/sip/session-desk';

let desk: SessionDesk;

beforeEach(async () => { desk = await SessionDesk.open({ frozen: true }); });
afterEach(async () => { await desk.close(); });

const WITH_UPDATE = 'Allow: INVITE, ACK, BYE, UPDATE';

describe('a call of ours', () => {
  test('asks for half an hour, refreshed by us', async () => {
    desk.phone.call('bob');
    const invite = await desk.server.request('INVITE');
    expect(header(invite, 'session-expires')).toBe('1800;refresher=uac');
    expect(header(invite, 'supported')).toMatch(/\btimer\b/);
  });

  test('422 means the same call again with a longer interval: same Call-ID, next CSeq', async () => {
    desk.phone.call('bob');
    const first = await desk.server.request('INVITE');
    desk.server.reply(first, 422, { headers: ['Min-SE: 3600'] });
    await desk.server.request('ACK');
    const second = await desk.server.request('INVITE');
    expect([header(second, 'session-expires'), header(second, 'min-se')]).toEqual(['3600;refresher=uac', '3600']);
    expect(second.message.callId).toBe(first.message.callId);
    expect(second.message.cseq.sequence).toBe(first.message.cseq.sequence + 1);
    desk.server.reply(second, 422, { headers: ['Min-SE: 3600'] });
    expect(await desk.phone.next('failed')).toMatchObject({ status: 422 });
  });

  test('is refreshed by UPDATE after half the interval, again and again, with the roles kept', async () => {
    const { remote } = await desk.called(['Session-Expires: 600;refresher=uac', 'Require: timer', WITH_UPDATE]);
    for (let round = 0; round < 3; round++) {
      await desk.pass(300_000);
      const update = await desk.server.newRequest('UPDATE');
      expect(header(update, 'session-expires')).toBe('600;refresher=uac');
      expect(update.message.body).toHaveLength(0);
      desk.server.reply(update, 200, { headers: ['Session-Expires: 600;refresher=uac'] });
      await settle(20);
    }
    expect(desk.phone.events.some(({ kind }) => kind === 'lost')).toBe(false);
    remote.send('BYE');
    await desk.phone.next('ended');
  });

  test('a far end without UPDATE is refreshed by a re-INVITE with an offer as things stand', async () => {
    const { callId } = await desk.called(['Session-Expires: 600;refresher=uac', 'Require: timer']);
    await desk.pass(300_000);
    await desk.phone.next('refreshDue');
    const result = desk.phone.signalling.reinvite(callId, sdp());
    const invite = await desk.server.newRequest('INVITE');
    expect(header(invite, 'session-expires')).toBe('600;refresher=uac');
    desk.server.reply(invite, 200, { sdp: sdp(), headers: ['Session-Expires: 600;refresher=uac'] });
    expect(await result).toMatchObject({ ok: true });
    await desk.pass(299_000);
    expect(desk.phone.events.filter(({ kind }) => kind === 'refreshDue')).toHaveLength(1);
    await desk.pass(2_000);
    await desk.phone.next('refreshDue');
  });

  test('UPDATE answered 405 after all turns into a re-INVITE', async () => {
    await desk.called(['Session-Expires: 600;refresher=uac', WITH_UPDATE]);
    await desk.pass(300_000);
    desk.server.reply(await desk.server.newRequest('UPDATE'), 405);
    await desk.phone.next('refreshDue');
  });

  test('a refresh answered 422 goes again at once with the interval asked for', async () => {
    await desk.called(['Session-Expires: 600;refresher=uac', WITH_UPDATE]);
    await desk.pass(300_000);
    desk.server.reply(await desk.server.newRequest('UPDATE'), 422, { headers: ['Min-SE: 900'] });
    expect(header(await desk.server.newRequest('UPDATE'), 'session-expires')).toBe('900;refresher=uac');
  });

  test.each([[500, ['Retry-After: 7'], 7_000], [491, [], 4_000], [403, [], 135_000]] as const)(
    'a refresh answered %i with %j goes again in at most that time, and the call lives on', async (status, headers, withinMs) => {
      await desk.called(['Session-Expires: 600;refresher=uac', WITH_UPDATE]);
      await desk.pass(300_000);
      desk.server.reply(await desk.server.newRequest('UPDATE'), status, { headers });
      await settle(20);
      await desk.pass(withinMs, 500);
      desk.server.reply(await desk.server.newRequest('UPDATE'), 200, { headers: ['Session-Expires: 600;refresher=uac'] });
      await desk.pass(280_000);
      expect(desk.phone.events.some(({ kind }) => kind === 'lost')).toBe(false);
    });

  test('a challenged refresh is sent again with credentials and the next CSeq', async () => {
    await desk.called(['Session-Expires: 600;refresher=uac', WITH_UPDATE]);
    await desk.pass(300_000);
    const update = await desk.server.newRequest('UPDATE');
    desk.server.reply(update, 407, { headers: ['Proxy-Authenticate: Digest realm="p", nonce="n"'] });
    const again = await desk.server.newRequest('UPDATE');
    expect(header(again, 'proxy-authorization')).toContain('nonce="n"');
    expect(again.message.cseq.sequence).toBe(update.message.cseq.sequence + 1);
  });

  test.each([481, 408])('a refresh answered %i means that the call is gone', async (status) => {
    await desk.called(['Session-Expires: 600;refresher=uac', WITH_UPDATE]);
    await desk.pass(300_000);
    desk.server.reply(await desk.server.newRequest('UPDATE'), status);
    await desk.phone.next('lost');
    const bye = await desk.server.request('BYE');
    expect(header(bye, 'reason')).toContain('cause=408');
  });
});

describe('a far end that died without BYE', () => {
  test('and was to refresh: the call ends 32 s before the interval does, with BYE and a reason', async () => {
    await desk.called(['Session-Expires: 600;refresher=uas', 'Require: timer']);
    await desk.pass(567_000);
    expect(desk.phone.events.some(({ kind }) => kind === 'lost')).toBe(false);
    await desk.pass(2_000);
    expect((await desk.phone.next('lost')).detail).toContain('did not refresh');
    await desk.server.request('BYE');
  });

  test('who called us and was to refresh, likewise; a refresh of theirs in time keeps the call', async () => {
    const call = desk.incoming();
    const { ok } = await call.established(['Supported: timer', 'Session-Expires: 300']);
    expect([header(ok, 'session-expires'), header(ok, 'require')]).toEqual(['300;refresher=uac', 'timer']);
    await desk.pass(250_000);
    call.send('UPDATE', { headers: ['Supported: timer', 'Session-Expires: 300;refresher=uac'] });
    expect(header(await desk.server.response(200), 'session-expires')).toBe('300;refresher=uac');
    await desk.pass(250_000);
    expect(desk.phone.events.some(({ kind }) => kind === 'lost')).toBe(false);
    await desk.pass(20_000);
    await desk.phone.next('lost');
    await desk.server.request('BYE');
  });

  test('and knows no session timers: it is asked by OPTIONS, and gone when twice nothing answers', async () => {
    await desk.called();
    await desk.pass(900_000);
    desk.server.reply(await desk.server.newRequest('OPTIONS'), 200);
    await settle(20);
    await desk.pass(900_000);
    desk.server.reply(await desk.server.newRequest('OPTIONS'), 408);
    await settle(20);
    await desk.pass(30_000);
    desk.server.reply(await desk.server.newRequest('OPTIONS'), 408);
    await desk.phone.next('lost');
    await desk.server.request('BYE');
  });
});

describe('a call to us', () => {
  test('with an interval below 90 s gets 422 with ours, and does not ring', async () => {
    const call = desk.incoming();
    call.invite({ headers: ['Supported: timer', 'Session-Expires: 60'] });
    expect(header(await desk.server.response(422), 'min-se')).toBe('90');
    expect(desk.phone.events.some(({ kind }) => kind === 'incoming')).toBe(false);
  });

  test('whose caller wants us to refresh is refreshed by us', async () => {
    const call = desk.incoming();
    const { ok } = await call.established(['Supported: timer', 'Session-Expires: 300;refresher=uas', WITH_UPDATE]);
    expect(header(ok, 'session-expires')).toBe('300;refresher=uas');
    await desk.pass(150_000);
    expect(header(await desk.server.newRequest('UPDATE'), 'session-expires')).toBe('300;refresher=uac');
  });

  test('whose caller knows no timers gets none', async () => {
    const { ok } = await desk.incoming().established();
    expect(header(ok, 'session-expires')).toBeNull();
  });
});
