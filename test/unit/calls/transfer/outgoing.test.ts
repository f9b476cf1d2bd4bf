import { describe, expect, test } from 'vitest';
import { CallId } from '../../../../electron/contract/ids';
import type { CallSnapshot } from '../../../../electron/contract';
import { Desk, settle } from '../call-desk';

const shown = (desk: Desk, id: CallId): CallSnapshot | undefined => desk.calls.find((call) => call.id === id);
const told = (desk: Desk, callId: CallId, status: number | null, final = (status ?? 200) >= 200): void => desk.transfer({ kind: 'referProgress', callId, status, reason: '', final });

/** Two calls: the first waits, the second is spoken to. */
async function two(desk: Desk): Promise<[CallId, CallId]> {
  const first = await desk.talks('first');
  const second = await desk.comesIn('second', '203');
  desk.service.answer(second);
  await settle();
  return [first, second];
}

describe('a call passed on to a number', () => {
  test('goes on hold first, is asked for once that is agreed on, and ends when the other answered', async () => {
    const desk = new Desk();
    const call = await desk.talks('a');
    desk.service.transfers.outgoing.toAddress(call, '204');
    expect(desk.log.some((line) => line.startsWith('refer'))).toBe(false);
    expect(shown(desk, call)?.transfer).toEqual({ to: { number: '204', name: null }, progress: { kind: 'asking' } });
    await settle();
    await settle();
    const [held, asked] = [desk.log.findIndex((line) => line.startsWith('reinvite a offer-sendonly')), desk.log.indexOf('refer a 204')];
    expect(held).toBeGreaterThan(0);
    expect(asked).toBeGreaterThan(held);
    expect(shown(desk, call)?.transfer?.progress).toEqual({ kind: 'trying' });
    told(desk, call, 180);
    expect(shown(desk, call)?.transfer?.progress).toEqual({ kind: 'ringing' });
    told(desk, call, 200);
    expect(desk.log).toContain('hangUp a');
    expect(desk.log).toContain('ended a transferred');
    expect(shown(desk, call)?.phase).toMatchObject({ kind: 'ended', cause: { code: 'transferred', reason: '204' } });
  });

  test('is asked for all the same where the hold is never settled', async () => {
    const desk = new Desk();
    const call = await desk.talks('a');
    desk.reinviteResult = { ok: false, status: 491, reason: '', retryAfterMs: 4_000 };
    desk.service.transfers.outgoing.toAddress(call, '204');
    await settle();
    expect(desk.log).not.toContain('refer a 204');
    desk.clock.advance(2_500);
    expect(desk.log).toContain('refer a 204');
  });

  test('stays on hold when nobody answers, and comes back with one command', async () => {
    const desk = new Desk();
    const call = await desk.talks('a');
    desk.service.transfers.outgoing.toAddress(call, '202');
    await settle();
    told(desk, call, 486);
    expect(shown(desk, call)).toMatchObject({ transfer: { to: { number: '202', name: 'Marie Renard' }, progress: { kind: 'failed', why: 'busy', sipStatus: 486 } }, phase: { kind: 'established', localHold: true } });
    desk.service.transfers.outgoing.takeBack(call);
    await settle();
    expect(shown(desk, call)).toMatchObject({ transfer: null, phase: { kind: 'established', localHold: false } });
    expect(desk.log).not.toContain('hangUp a');
  });

  test('can be taken back while the other still rings; what is told after that is of no account', async () => {
    const desk = new Desk();
    const call = await desk.talks('a');
    desk.service.transfers.outgoing.toAddress(call, '204');
    await settle();
    told(desk, call, 180);
    desk.service.transfers.outgoing.takeBack(call);
    told(desk, call, 487);
    await settle();
    expect(shown(desk, call)).toMatchObject({ transfer: null, phase: { kind: 'established', localHold: false } });
  });

  test.each([[405, 'not-supported'], [501, 'not-supported'], [603, 'refused'], [403, 'refused'], [500, 'failed']] as const)('refused with %i: the call goes on, and it is %s', async (status, why) => {
    const desk = new Desk();
    const call = await desk.talks('a');
    desk.referAnswer = { ok: false, status, reason: '' };
    desk.service.transfers.outgoing.toAddress(call, '204');
    await settle();
    await settle();
    expect(shown(desk, call)).toMatchObject({ transfer: { progress: { kind: 'failed', why, sipStatus: status } }, phase: { kind: 'established' } });
  });

  test('a far end that hangs up once it was asked has been passed on; one that hangs up before has not', async () => {
    const desk = new Desk();
    const call = await desk.talks('a');
    desk.service.transfers.outgoing.toAddress(call, '204');
    await settle();
    await settle();
    desk.signal({ kind: 'ended', callId: call, reason: null });
    expect(desk.log).toContain('ended a transferred');
    const other = await desk.talks('b');
    desk.service.transfers.outgoing.toAddress(other, '204');
    desk.signal({ kind: 'ended', callId: other, reason: null });
    expect(desk.log).toContain('ended b hung-up');
  });

  test('a far end that says no more is told as such, and so is one that falls silent', async () => {
    const desk = new Desk();
    const call = await desk.talks('a');
    desk.service.transfers.outgoing.toAddress(call, '204');
    await settle();
    told(desk, call, 100, true);
    expect(shown(desk, call)?.transfer?.progress).toMatchObject({ kind: 'failed', why: 'no-news' });
    desk.service.transfers.outgoing.toAddress(call, '204');
    await settle();
    desk.clock.advance(179_000);
    expect(shown(desk, call)?.transfer?.progress).toEqual({ kind: 'trying' });
    desk.clock.advance(2_000);
    expect(shown(desk, call)?.transfer?.progress).toMatchObject({ kind: 'failed', why: 'no-news' });
  });

  test('where no news are to come, the call is handed over at once', async () => {
    const desk = new Desk();
    const call = await desk.talks('a');
    desk.referAnswer = { ok: true, tells: false };
    desk.service.transfers.outgoing.toAddress(call, '204');
    await settle();
    await settle();
    expect(desk.log).toContain('ended a transferred');
  });

  test('what cannot be passed on is said', async () => {
    const desk = new Desk();
    const ringing = await desk.comesIn('r');
    expect(() => desk.service.transfers.outgoing.toAddress(ringing, '204')).toThrow(expect.objectContaining({ code: 'WRONG_PHASE' }));
    desk.service.answer(ringing);
    await settle();
    expect(() => desk.service.transfers.outgoing.toAddress(ringing, '  ')).toThrow(expect.objectContaining({ code: 'INVALID_TARGET' }));
    expect(() => desk.service.transfers.outgoing.toAddress(ringing, 'sips:x@y')).toThrow(expect.objectContaining({ code: 'INVALID_TARGET' }));
    expect(() => desk.service.transfers.outgoing.toAddress(CallId.parse('none'), '204')).toThrow(expect.objectContaining({ code: 'CALL_NOT_FOUND' }));
    desk.service.transfers.outgoing.toAddress(ringing, '204');
    expect(() => desk.service.transfers.outgoing.toAddress(ringing, '205')).toThrow(expect.objectContaining({ code: 'WRONG_PHASE' }));
  });
});

describe('two calls that become one', () => {
  test('the waiting far end takes the other call over; both leave, the taken one off the screen at once', async () => {
    const desk = new Desk();
    const [first, second] = await two(desk);
    desk.service.transfers.outgoing.toCall(first, second);
    await settle();
    expect(desk.log).toContain('refer first second');
    desk.signal({ kind: 'ended', callId: second, reason: null });
    desk.clock.advance(1);
    expect(shown(desk, second)).toBeUndefined();
    told(desk, first, 200);
    expect(desk.log).toEqual(expect.arrayContaining(['ended first transferred', 'ended second transferred', 'hangUp first']));
  });

  test('the other call is ended by us where its far end forgets to', async () => {
    const desk = new Desk();
    const [first, second] = await two(desk);
    desk.service.transfers.outgoing.toCall(first, second);
    await settle();
    told(desk, first, 200);
    expect(desk.log).not.toContain('hangUp second');
    desk.clock.advance(4_000);
    expect(desk.log).toContain('hangUp second');
    expect(desk.log).toContain('ended second transferred');
  });

  test('both stay when it fails', async () => {
    const desk = new Desk();
    const [first, second] = await two(desk);
    desk.service.transfers.outgoing.toCall(first, second);
    await settle();
    // At the address of record, then at the Contact.
    told(desk, first, 481);
    await settle();
    told(desk, first, 481);
    expect(shown(desk, first)).toMatchObject({ transfer: { progress: { kind: 'failed' } }, phase: { kind: 'established' } });
    expect(shown(desk, second)).toMatchObject({ phase: { kind: 'established', localHold: false } });
    desk.clock.advance(10_000);
    expect(desk.log.some((line) => line.startsWith('hangUp'))).toBe(false);
  });
});

describe('speaking first', () => {
  test('asks on the same line while the call waits, then passes it on', async () => {
    const desk = new Desk();
    const call = await desk.talks('a');
    const asked = desk.service.transfers.consultations.begin(call, '203');
    await settle();
    expect(shown(desk, asked)?.consultsFor).toBe(call);
    expect(shown(desk, call)?.phase).toMatchObject({ localHold: true });
    desk.signal({ kind: 'accepted', callId: asked, sdp: 'answer', remote: null });
    await settle();
    desk.service.transfers.consultations.complete(asked);
    await settle();
    expect(desk.log).toContain(`refer a ${asked}`);
  });

  test('completed before anybody answered, the far end calls there itself', async () => {
    const desk = new Desk();
    const call = await desk.talks('a');
    const asked = desk.service.transfers.consultations.begin(call, '203');
    await settle();
    desk.signal({ kind: 'progress', callId: asked, status: 180, sdp: null });
    desk.service.transfers.consultations.complete(asked);
    await settle();
    expect(desk.log).toContain(`hangUp ${asked}`);
    expect(desk.log).toContain('refer a 203');
    expect(shown(desk, asked)).toBeUndefined();
  });

  test('back ends the question and returns to the call', async () => {
    const desk = new Desk();
    const call = await desk.talks('a');
    const asked = desk.service.transfers.consultations.begin(call, '203');
    await settle();
    desk.service.transfers.consultations.back(asked);
    await settle();
    expect(shown(desk, call)?.phase).toMatchObject({ kind: 'established', localHold: false });
    expect(() => desk.service.transfers.consultations.complete(call)).toThrow(expect.objectContaining({ code: 'WRONG_PHASE' }));
  });
});
