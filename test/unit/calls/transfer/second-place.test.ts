import { beforeEach, describe, expect, test } from 'vitest';
import type { CallId } from '../../../../electron/contract/ids';
import { account, Desk, settle } from '../call-desk';

let desk: Desk;
beforeEach(() => { desk = new Desk(); });
const told = (callId: CallId, status: number): void => desk.transfer({ kind: 'referProgress', callId, status, reason: '', final: status >= 200 });
const asked = (): string[] => desk.log.filter((line) => line.startsWith('refer '));
const progress = (id: CallId): unknown => desk.calls.find((call) => call.id === id)?.transfer?.progress;

async function attended(): Promise<CallId> {
  const first = await desk.talks('first');
  const second = await desk.comesIn('second', '203');
  desk.service.answer(second);
  await settle();
  desk.service.transfers.outgoing.toCall(first, second);
  await settle();
  return first;
}

describe('an attended transfer that is refused at the address of record (RFC 5589 7.3)', () => {
  test('is asked for again at the Contact, once, and may succeed there', async () => {
    const first = await attended();
    told(first, 481);
    await settle();
    expect(asked()).toEqual(['refer first second', 'refer first second at its Contact']);
    expect(progress(first)).toMatchObject({ kind: 'trying' });
    told(first, 200);
    expect(desk.log).toContain('ended first transferred');
  });

  test('and at the Contact as well, fails', async () => {
    const first = await attended();
    told(first, 481);
    await settle();
    told(first, 404);
    await settle();
    expect(asked()).toHaveLength(2);
    expect(progress(first)).toEqual({ kind: 'failed', why: 'not-found', sipStatus: 404 });
  });

  test('fails with what was said first where there is no other place', async () => {
    const first = await attended();
    desk.referAnswer = { ok: false, status: 0, reason: '' };
    told(first, 404);
    await settle();
    expect(progress(first)).toEqual({ kind: 'failed', why: 'not-found', sipStatus: 404 });
  });

  test.each([486, 603, 487])('is not where somebody said no: %i', async (status) => {
    const first = await attended();
    told(first, status);
    await settle();
    expect(asked()).toHaveLength(1);
    expect(progress(first)).toMatchObject({ kind: 'failed', sipStatus: status });
  });

  test('is not after it rang there, nor for a number', async () => {
    const first = await attended();
    told(first, 180);
    told(first, 480);
    desk = new Desk();
    const call = await desk.talks('a');
    desk.service.transfers.outgoing.toAddress(call, '204');
    await settle();
    told(call, 404);
    await settle();
    expect(asked()).toEqual(['refer a 204']);
  });
});

describe('a far end that does not list REFER', () => {
  test('is not asked; the call waits, as after any transfer that failed', async () => {
    desk.takesRefer = false;
    const call = await desk.talks('a');
    expect(desk.calls[0]?.takesTransfer).toBe(false);
    desk.service.transfers.outgoing.toAddress(call, '204');
    await settle();
    expect(asked()).toEqual([]);
    expect(progress(call)).toEqual({ kind: 'failed', why: 'not-supported', sipStatus: null });
    expect(desk.calls[0]?.phase).toMatchObject({ kind: 'established', localHold: true });
  });
});

test('a line may refuse to be passed on', async () => {
  const call = await desk.talks('a');
  const refer = (): void => desk.transfer({ kind: 'referred', referralId: 'r1' as never, callId: call, target: 'sip:205@pbx.test', party: { number: '205', uri: 'sip:205@pbx.test', displayName: null }, options: {} });
  desk.accounts = [{ ...account, calling: { hideNumber: false, autoAnswer: 'never', autoAnswerFrom: [], autoAnswerMuted: false, refuseTransfers: true } }];
  refer();
  expect(desk.log).toContain('refuseReferral r1 603');
  desk.accounts = [account];
  refer();
  expect(desk.log).toContain('acceptReferral r1');
});
