import { afterEach, describe, expect, test } from 'vitest';
import type { CallId } from '../../../../electron/contract/ids';
import { sdp } from '../../../support/sip/phone';
import { header, SessionDesk, settle } from '../../../support/sip/session-desk';

let desk: SessionDesk;
const open = async (frozen = false): Promise<void> => { desk = await SessionDesk.open({ frozen }); };

afterEach(async () => { await desk.close(); });

const ringings = (): number => desk.server.received.filter(({ message }) => message.kind === 'response' && message.status === 180).length;

describe('ringing that must arrive (RFC 3262 3)', () => {
  test.each([['Require: 100rel', true], ['Supported: 100rel', true], ['Supported: timer', false]])('a caller that says %s: reliably %s', async (said, reliably) => {
    await open();
    const call = desk.incoming();
    call.invite({ headers: [said] });
    desk.phone.signalling.ring((await desk.phone.next('incoming')).callId);
    const ringing = await call.response(180);
    expect(header(ringing, 'rseq') !== null).toBe(reliably);
    expect(header(ringing, 'require')).toBe(reliably ? '100rel' : null);
    if (reliably) call.send('PRACK', { headers: [`RAck: ${header(ringing, 'rseq')} 1 INVITE`] });
    if (reliably) await desk.server.response(200);
  });

  test('goes at 0, 0.5, 1.5, 3.5, 7.5, 15.5 and 31.5 s without PRACK; then the call is refused with 504', async () => {
    await open(true);
    const call = desk.incoming();
    call.invite({ headers: ['Require: 100rel'] });
    desk.phone.signalling.ring((await desk.phone.next('incoming')).callId);
    await call.response(180);
    const counts: number[] = [];
    for (const ms of [400, 200, 1_000, 2_000, 4_000, 8_000, 16_000]) {
      await desk.pass(ms, 100);
      counts.push(ringings());
    }
    expect(counts).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(desk.phone.events.some(({ kind }) => kind === 'lost')).toBe(false);
    await desk.pass(400, 100);
    await desk.server.response(504);
    await desk.phone.next('lost');
  });

  test('a PRACK for something else gets 481 and the ringing goes on; the right one stops it; a second one gets 481', async () => {
    await open(true);
    const call = desk.incoming();
    call.invite({ headers: ['Require: 100rel'] });
    desk.phone.signalling.ring((await desk.phone.next('incoming')).callId);
    const rseq = Number(header(await call.response(180), 'rseq'));
    for (const rack of [`${rseq + 1} 1 INVITE`, `${rseq} 7 INVITE`, `${rseq} 1 UPDATE`, 'nonsense']) {
      call.send('PRACK', { headers: [`RAck: ${rack}`] });
      await desk.server.response(481);
    }
    await desk.pass(600, 100);
    expect(ringings()).toBe(2);
    call.send('PRACK', { headers: [`RAck: ${rseq} 1 INVITE`], body: sdp() });
    await desk.server.response(200);
    call.send('PRACK', { headers: [`RAck: ${rseq} 1 INVITE`] });
    await desk.server.response(481);
    await desk.pass(40_000, 1_000);
    expect(ringings()).toBe(2);
    expect(desk.phone.events.some(({ kind }) => kind === 'lost')).toBe(false);
  });

  test('answered before the PRACK came: the 200 goes at once, ringing is not repeated, and the PRACK is still taken', async () => {
    await open(true);
    const call = desk.incoming();
    call.invite({ headers: ['Supported: 100rel'] });
    const { callId } = await desk.phone.next('incoming');
    desk.phone.signalling.ring(callId);
    const rseq = header(await call.response(180), 'rseq');
    desk.phone.signalling.accept(callId, sdp());
    await call.response(200);
    call.send('PRACK', { headers: [`RAck: ${rseq} 1 INVITE`] });
    expect((await desk.server.response(200)).message.cseq.method).toBe('PRACK');
    call.send('ACK', { cseq: 1 });
    await desk.phone.next('acknowledged');
    await desk.pass(3_000, 500);
    expect(ringings()).toBe(1);
  });

  describe('that must hold our offer, as the INVITE made none (RFC 3262 5)', () => {
    async function rung(): Promise<{ call: ReturnType<SessionDesk['incoming']>; callId: CallId; rseq: string | null }> {
      const call = desk.incoming();
      call.send('INVITE', { branch: call.branch, headers: ['Require: 100rel'] });
      const { callId, offer, ringsWithOffer } = await desk.phone.next('incoming');
      expect([offer, ringsWithOffer]).toEqual([null, true]);
      desk.phone.signalling.ring(callId);
      await settle();
      expect(ringings()).toBe(0);
      desk.phone.signalling.ring(callId, sdp('sendrecv', 43_000));
      const ringing = await call.response(180);
      expect(ringing.message.body.toString()).toContain('43000');
      return { call, callId, rseq: header(ringing, 'rseq') };
    }

    test('takes the answer from the PRACK; it counts with the ACK, and the 200 repeats our offer', async () => {
      await open();
      const { call, callId, rseq } = await rung();
      call.send('PRACK', { headers: [`RAck: ${rseq} 1 INVITE`], body: sdp('sendrecv', 44_000) });
      await desk.server.response(200);
      desk.phone.signalling.accept(callId, sdp('sendrecv', 43_000));
      expect((await call.response(200)).message.body.toString()).toContain('43000');
      call.send('ACK', { cseq: 1 });
      expect((await desk.phone.next('acknowledged')).sdp).toContain('44000');
    });

    test('answered before the PRACK came, the 200 waits for it', async () => {
      await open();
      const { call, callId, rseq } = await rung();
      desk.phone.signalling.accept(callId, sdp('sendrecv', 43_000));
      await settle();
      expect(desk.server.received.some(({ message }) => message.kind === 'response' && message.status === 200)).toBe(false);
      call.send('PRACK', { headers: [`RAck: ${rseq} 1 INVITE`], body: sdp('sendrecv', 44_000) });
      expect((await desk.server.response(200)).message.cseq.method).toBe('PRACK');
      expect((await call.response(200)).message.cseq.method).toBe('INVITE');
      call.send('ACK', { cseq: 1 });
      expect((await desk.phone.next('acknowledged')).sdp).toContain('44000');
    });
  });
});

describe('a call of ours (RFC 3262 4)', () => {
  test('acknowledges in order, each once, also where other option tags stand before; a gap is left alone', async () => {
    await open();
    desk.phone.call('bob');
    const invite = await desk.server.request('INVITE');
    expect(header(invite, 'supported')).toMatch(/\b100rel\b/);
    const provisional = (rseq: number, port: number): void => desk.server.reply(invite, 183, { sdp: sdp('sendrecv', port), headers: [`Require: timer, 100rel`, `RSeq: ${rseq}`] });
    provisional(5, 41_000);
    const first = await desk.server.request('PRACK');
    expect(header(first, 'rack')).toBe(`5 ${invite.message.cseq.sequence} INVITE`);
    desk.server.reply(first, 200);
    provisional(5, 41_000);
    provisional(7, 43_000);
    await settle();
    expect(desk.server.countRequests('PRACK')).toBe(1);
    provisional(6, 42_000);
    const second = await desk.server.newRequest('PRACK');
    expect(header(second, 'rack')).toBe(`6 ${invite.message.cseq.sequence} INVITE`);
    expect(second.message.cseq.sequence).toBe(first.message.cseq.sequence + 1);
    desk.server.reply(second, 200);
    await settle();
    expect(desk.phone.events.filter(({ kind }) => kind === 'progress').map((event) => 'sdp' in event && event.sdp?.match(/audio (\d+)/)?.[1])).toEqual(['41000', '42000']);
  });

  test('each fork counts by itself, and a challenged PRACK goes again', async () => {
    await open();
    desk.phone.call('bob');
    const invite = await desk.server.request('INVITE');
    desk.server.reply(invite, 183, { toTag: 'a', sdp: sdp(), headers: ['Require: 100rel', 'RSeq: 1'] });
    const first = await desk.server.request('PRACK');
    desk.server.reply(first, 407, { headers: ['Proxy-Authenticate: Digest realm="p", nonce="n"'] });
    const again = await desk.server.newRequest('PRACK');
    expect(header(again, 'proxy-authorization')).toContain('nonce="n"');
    desk.server.reply(again, 200);
    desk.server.reply(invite, 180, { toTag: 'b', headers: ['Require: 100rel', 'RSeq: 900'] });
    const other = await desk.server.newRequest('PRACK');
    expect([header(other, 'rack'), other.message.to.params.get('tag')]).toEqual([`900 ${invite.message.cseq.sequence} INVITE`, 'b']);
    desk.server.reply(other, 200);
  });
});
