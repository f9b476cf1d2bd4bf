import { describe, expect, test } from 'vitest';
import type { CallId } from '../../../../electron/contract/ids';
import type { CallSnapshot } from '../../../../electron/contract';
import type { ReferralId } from '../../../../electron/calls/ports';
import { account, Desk, settle } from '../call-desk';

const id = 'referral' as ReferralId;
const shown = (desk: Desk, callId: string): CallSnapshot | undefined => desk.calls.find((call) => call.id === callId);
const referred = (desk: Desk, callId: CallId, target = 'sip:203@pbx.test'): void => desk.transfer({
  kind: 'referred', referralId: id, callId, target, party: { number: '203', uri: target, displayName: 'Anna' }, options: { replaces: 'c;to-tag=1;from-tag=2' },
});

describe('being passed on', () => {
  test('is followed and shown; each step is told, and the old call ends when we are there', async () => {
    const desk = new Desk();
    const old = await desk.talks('old');
    referred(desk, old);
    await settle();
    expect(shown(desk, 'old')?.referral).toEqual({ to: { number: '203', name: 'Anna' }, progress: { kind: 'trying' } });
    expect(shown(desk, 'out1')).toMatchObject({ referredBy: { number: '202', name: 'Marie Renard' }, remote: { number: '203' } });
    expect(desk.log.indexOf('acceptReferral referral')).toBeLessThan(desk.log.indexOf('invite out1 sip:203@pbx.test Replaces c;to-tag=1;from-tag=2'));
    const [call] = desk.calls.filter(({ direction }) => direction === 'outgoing');
    if (call === undefined) throw new Error('nobody was called');
    desk.signal({ kind: 'progress', callId: call.id, status: 180, sdp: null });
    desk.signal({ kind: 'accepted', callId: call.id, sdp: 'answer', remote: null });
    await settle();
    expect(desk.log).toEqual(expect.arrayContaining(['tellReferral referral 180', 'tellReferral referral 200']));
    expect(desk.log).not.toContain('hangUp old');
    desk.clock.advance(2_000);
    expect(desk.log).toContain('hangUp old');
    expect(desk.log).toContain('ended old transferred');
    expect(shown(desk, 'old')).toBeUndefined();
    expect(shown(desk, call.id)).toMatchObject({ phase: { kind: 'established', localHold: false }, heard: true });
  });

  test('that fails is told, and the old call comes back', async () => {
    const desk = new Desk();
    const old = await desk.talks('old');
    referred(desk, old);
    await settle();
    const [call] = desk.calls.filter(({ direction }) => direction === 'outgoing');
    desk.signal({ kind: 'failed', callId: call!.id, status: 486, reason: 'Busy Here', retryAfterSeconds: null });
    await settle();
    await settle();
    expect(desk.log).toContain('tellReferral referral 486');
    expect(shown(desk, 'old')).toMatchObject({ referral: { progress: { kind: 'failed', why: 'busy' } }, phase: { kind: 'established', localHold: false } });
    desk.clock.advance(15_000);
    expect(shown(desk, 'old')?.referral).toBeNull();
  });

  test('goes on where the one who passed us on has gone already', async () => {
    const desk = new Desk();
    const old = await desk.talks('old');
    referred(desk, old);
    await settle();
    desk.signal({ kind: 'ended', callId: old, reason: null });
    const [call] = desk.calls.filter(({ direction }) => direction === 'outgoing');
    desk.signal({ kind: 'accepted', callId: call!.id, sdp: 'answer', remote: null });
    await settle();
    expect(desk.log).toContain('tellReferral referral 200');
    expect(shown(desk, call!.id)?.phase.kind).toBe('established');
  });

  test('the user may end the new call: 487 is told and the old one comes back', async () => {
    const desk = new Desk();
    const old = await desk.talks('old');
    referred(desk, old);
    await settle();
    const [call] = desk.calls.filter(({ direction }) => direction === 'outgoing');
    desk.service.hangUp(call!.id);
    expect(desk.log).toContain('tellReferral referral 487');
    await settle();
    expect(shown(desk, 'old')?.phase).toMatchObject({ kind: 'established', localHold: false });
  });

  test('is refused while it rings, a second time at once, to ourselves, and to what cannot be called', async () => {
    const desk = new Desk();
    const ringing = await desk.comesIn('ringing');
    referred(desk, ringing);
    expect(desk.log.at(-1)).toBe('refuseReferral referral 603');
    desk.service.answer(ringing);
    await settle();
    referred(desk, ringing, `sip:${account.username}@PBX.test;user=phone`);
    expect(desk.log.at(-1)).toBe('refuseReferral referral 482');
    referred(desk, ringing, 'sips:203@pbx.test');
    expect(desk.log.at(-1)).toBe('refuseReferral referral 603');
    referred(desk, ringing);
    referred(desk, ringing);
    expect(desk.log).toContain('refuseReferral referral 491');
  });

  test('by one who was put aside, while the user talks to another, is refused', async () => {
    const desk = new Desk();
    const aside = await desk.talks('aside');
    const talking = await desk.comesIn('talking', '205');
    desk.service.answer(talking);
    await settle();
    referred(desk, aside);
    expect(desk.log.at(-1)).toBe('refuseReferral referral 486');
    expect(shown(desk, 'talking')).toMatchObject({ heard: true, phase: { kind: 'established', localHold: false } });
  });

  test('in circles ends after five in a row', async () => {
    const desk = new Desk();
    let current = await desk.talks('old');
    for (let round = 1; round <= 5; round++) {
      referred(desk, current);
      await settle();
      const next = desk.calls.find((call) => call.phase.kind === 'dialling');
      desk.signal({ kind: 'accepted', callId: next!.id, sdp: 'answer', remote: null });
      await settle();
      desk.clock.advance(2_000);
      current = next!.id;
    }
    referred(desk, current);
    expect(desk.log).toContain('refuseReferral referral 482');
  });
});

describe('a call that takes the place of another', () => {
  const replaced = async (desk: Desk, replaces: CallId): Promise<void> => {
    desk.signal({
      kind: 'incoming', callId: 'new' as CallId, accountId: account.id, remote: { number: '203', uri: 'sip:203@pbx.test', displayName: 'Anna' }, offer: 'offer', direct: false, replaces,
      referredBy: { number: '202', uri: 'sip:202@pbx.test', displayName: 'Bob' },
    });
    await settle();
  };

  test('is answered for the user without a ring, muted as the old one was, and that one ends', async () => {
    const desk = new Desk();
    const old = await desk.talks('old');
    desk.service.setMuted(old, true);
    await replaced(desk, old);
    expect(desk.log).not.toContain('ring new');
    expect(desk.log).not.toContain('tone callWaiting speaker');
    expect(desk.log.indexOf('accept new our-answer')).toBeLessThan(desk.log.indexOf('hangUp old'));
    expect(desk.log).toContain('ended old transferred');
    expect(desk.calls).toHaveLength(1);
    expect(desk.calls[0]).toMatchObject({ id: 'new', muted: true, heard: true, referredBy: { name: 'Bob' }, phase: { kind: 'established', localHold: false } });
    expect(desk.log).not.toContain('reinvite old offer-sendonly');
  });

  test('stays on hold where the user had put the old one there', async () => {
    const desk = new Desk();
    const old = await desk.talks('old');
    desk.service.hold(old);
    await settle();
    await replaced(desk, old);
    await settle();
    expect(desk.calls[0]).toMatchObject({ id: 'new', phase: { kind: 'established', localHold: true } });
  });

  test('takes our own unanswered call over', async () => {
    const desk = new Desk();
    const out = desk.service.dial('204', null);
    await settle();
    desk.signal({ kind: 'progress', callId: out, status: 180, sdp: null });
    await replaced(desk, out);
    expect(desk.log).toContain(`hangUp ${out}`);
    expect(desk.calls.map((call) => call.id)).toEqual(['new']);
  });

  test('that cannot be answered leaves the old one as it was', async () => {
    const desk = new Desk();
    const old = await desk.talks('old');
    desk.service.hold(old);
    await settle();
    desk.answerFails = true;
    await replaced(desk, old);
    desk.clock.advance(1);
    expect(desk.log).toContain('reject new 488');
    expect(desk.calls.map((call) => [call.id, call.phase.kind])).toEqual([['old', 'established']]);
  });

  test('of a call that is over is refused with 603', async () => {
    const desk = new Desk();
    const old = await desk.talks('old');
    desk.service.hangUp(old);
    await replaced(desk, old);
    expect(desk.log).toContain('reject new 603');
  });

  test('in a conference takes the seat of the old one', async () => {
    const desk = new Desk();
    const old = await desk.talks('old');
    const other = await desk.comesIn('other', '205');
    desk.service.answer(other);
    await settle();
    desk.service.conference.merge(null);
    await settle();
    await replaced(desk, old);
    await settle();
    expect([...desk.service.conference.members].sort()).toEqual(['new', 'other']);
  });
});

test('a call that wants to join rings, says so, and is joined when the user answers', async () => {
  const desk = new Desk();
  const running = await desk.talks('running');
  desk.signal({ kind: 'incoming', callId: 'joining' as CallId, accountId: account.id, remote: { number: '203', uri: 'sip:203@pbx.test', displayName: null }, offer: 'offer', direct: false, joins: running });
  await settle();
  expect(shown(desk, 'joining')).toMatchObject({ joins: 'running', phase: { kind: 'incoming' } });
  desk.service.answer('joining' as CallId);
  await settle();
  expect([...desk.service.conference.members].sort()).toEqual(['joining', 'running']);
});
