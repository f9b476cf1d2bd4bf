import { beforeEach, describe, expect, it } from 'vitest';
import type { OfferCheck } from '../../../electron/calls/ports';
import { defaultSettings } from '../../../electron/contract';
import { AccountId, CallId } from '../../../electron/contract/ids';
import { account, Desk, negotiated, settle } from './call-desk';

let desk: Desk;
beforeEach(() => {
  desk = new Desk();
});

describe('calling out', () => {
  it('writes the history before the INVITE leaves and rings back until answered', async () => {
    const id = desk.service.dial(' 202 ', null);
    expect(desk.calls[0]).toMatchObject({ phase: { kind: 'dialling' }, remote: { number: '202', contact: { name: 'Marie Renard' } } });
    await settle();
    desk.signal({ kind: 'progress', callId: id, status: 180, sdp: null });
    desk.signal({ kind: 'accepted', callId: id, sdp: 'answer', remote: null });
    await settle();
    expect(desk.log).toEqual([
      'begin out1 outgoing Marie Renard', 'active out1', 'stream on', 'invite out1 202', 'tone ringback speaker',
      'takeAnswer out1 answer', 'answered out1 -', 'tone off speaker', 'answered out1 opus',
    ]);
    expect(desk.calls[0]?.phase.kind).toBe('established');
  });
  it('asks for the password of a locked line instead of failing on it', () => {
    desk.registrationKind = 'locked';
    expect(() => desk.service.dial('202', null)).toThrow(expect.objectContaining({ code: 'NOT_READY' }));
    expect(() => desk.service.dial('202', account.id)).toThrow(expect.objectContaining({ code: 'NOT_READY' }));
    expect(desk.log).toEqual([]);
  });
  it('refuses an empty number', () => {
    expect(() => desk.service.dial('  ', null)).toThrow('nothing to dial');
  });
  it('refuses at once what the line can never call: no call, no history, the running call goes on', async () => {
    const first = await desk.talks('in1');
    desk.log.length = 0;
    expect(() => desk.service.dial('sips:bob@pbx.test', null)).toThrow(expect.objectContaining({ code: 'INVALID_TARGET' }));
    expect(desk.log).toEqual([]);
    expect(desk.calls.map(({ id }) => id)).toEqual([first]);
  });
  it('holds the running call first', async () => {
    const first = await desk.talks('in1');
    desk.service.dial('203', null);
    await settle();
    expect(desk.log).toContain(`reinvite ${first} offer-sendonly`);
    expect(desk.calls.find((call) => call.id === first)?.phase).toMatchObject({ localHold: true });
  });
});

describe('being called', () => {
  it('sends 180 before anything is shown or sounds', async () => {
    await desk.comesIn('in1');
    expect(desk.log.slice(0, 2)).toEqual(['begin in1 incoming Marie Renard', 'ring in1']);
    expect(desk.log).toContain('tone ring ringer');
    expect(desk.calls[0]?.remote.contact?.name).toBe('Marie Renard');
  });
  it('rings even when the contact lookup fails and the history cannot be written', async () => {
    desk.contactsFail = true;
    desk.historyFails = true;
    await desk.comesIn('in1');
    expect(desk.calls[0]?.phase.kind).toBe('incoming');
    expect(desk.log[0]).toBe('ring in1');
  });
  it('refuses an offer that can never be answered with 488 before anything rings; the history has it as a call that came in', async () => {
    desk.offerCheck = () => ({ ok: false, error: 'no-common-codec' });
    await desk.comesIn('in1');
    await settle();
    expect(desk.log).toEqual(['begin in1 incoming Marie Renard', 'reject in1 488', 'ended in1 media-failed', 'close in1']);
    expect(desk.ended[0]?.phase).toMatchObject({ cause: { code: 'media-failed', by: 'local' } });
  });
  it('shows nothing while the offer is looked at; a caller who gives up meanwhile was missed', async () => {
    desk.offerCheck = () => new Promise(() => {});
    const id = await desk.comesIn('in1');
    expect(desk.calls).toEqual([]);
    expect(desk.log).toEqual(['begin in1 incoming Marie Renard']);
    desk.signal({ kind: 'cancelled', callId: id, answeredElsewhere: false, reason: null });
    expect(desk.log).toContain('ended in1 missed');
    expect(desk.clock.pending).toBe(1);
  });
  it.each([
    ['cannot be asked', () => Promise.reject<OfferCheck>(new Error('the media process died'))],
    ['does not answer', () => new Promise<OfferCheck>(() => {})],
  ])('rings where the media process %s, and lets the answer decide', async (_, offerCheck) => {
    desk.offerCheck = offerCheck;
    await desk.comesIn('in1');
    desk.clock.advance(300);
    expect(desk.log).toContain('ring in1');
    expect(desk.calls[0]?.phase.kind).toBe('incoming');
  });
  it('is busy under do not disturb, and the call is in the history as missed', async () => {
    desk.settings = { ...defaultSettings, doNotDisturb: true };
    await desk.comesIn('in1');
    expect(desk.log).toEqual(['begin in1 incoming Marie Renard', 'reject in1 486', 'ended in1 missed']);
    expect(desk.calls).toEqual([]);
    expect(desk.ended).toHaveLength(1);
  });
  it('gets busy during a call when call waiting is off, knocks when it is on', async () => {
    await desk.talks('in1');
    await desk.comesIn('in2', '300');
    expect(desk.log).toContain('tone callWaiting speaker');
    desk.settings = { ...defaultSettings, callWaiting: false };
    await desk.comesIn('in3', '301');
    expect(desk.log).toContain('reject in3 486');
  });
  it('is missed after the ring time-out', async () => {
    await desk.comesIn('in1');
    desk.clock.advance(defaultSettings.ringTimeoutSeconds * 1000);
    expect(desk.log).toContain('reject in1 480');
    expect(desk.ended[0]?.phase).toMatchObject({ cause: { code: 'missed' } });
  });
  it('sends the chosen reply with a refusal', async () => {
    desk.service.decline(await desk.comesIn('in1'), 'I call you back');
    await settle();
    expect(desk.log).toContain('reject in1 603');
    expect(desk.log).toContain('message sip:202@pbx.test I call you back');
  });
  it('refuses without a message where none was chosen', async () => {
    desk.service.decline(await desk.comesIn('in1'), ' ');
    await settle();
    expect(desk.log.filter((line) => line.startsWith('message'))).toEqual([]);
  });
});

describe('two calls', () => {
  it('says which one is heard', async () => {
    const first = await desk.talks('in1');
    expect(desk.calls.map(({ id, heard }) => [id, heard])).toEqual([[first, true]]);
    const second = desk.service.dial('203', null);
    expect(desk.calls.filter(({ heard }) => heard).map(({ id }) => id)).toEqual([second]);
    desk.service.hangUp(second);
    expect(desk.calls.some(({ heard }) => heard)).toBe(false);
  });

  it('leaves the one that waits on hold when the other ends: nobody is put through unasked', async () => {
    const first = await desk.talks('in1');
    const second = await desk.talks('in2');
    desk.log.length = 0;
    desk.signal({ kind: 'ended', callId: second, reason: null });
    await settle();
    expect(desk.calls.find(({ id }) => id === first)?.phase).toMatchObject({ kind: 'established', localHold: true });
    expect(desk.log.filter((line) => line.startsWith('reinvite'))).toEqual([]);
    desk.service.resume(first);
    await settle();
    expect(desk.calls.find(({ id }) => id === first)?.phase).toMatchObject({ kind: 'established', localHold: false });
  });
  it('holds the first when the second is answered, and swaps', async () => {
    const first = await desk.talks('in1');
    const second = await desk.talks('in2');
    expect(desk.calls.map((call) => call.phase)).toMatchObject([{ localHold: true }, { localHold: false }]);
    desk.service.swap();
    await settle();
    await settle();
    expect(desk.calls.map((call) => call.phase)).toMatchObject([{ localHold: false }, { localHold: true }]);
    expect(desk.log.filter((line) => line.startsWith('active')).at(-1)).toBe(`active ${first}`);
    expect(second).toBe('in2');
  });
  it('keeps the answered call in the ear when one dialled before it is answered later, and lets that one wait', async () => {
    const dialled = desk.service.dial('203', null);
    await settle();
    desk.signal({ kind: 'progress', callId: dialled, status: 180, sdp: null });
    const answered = await desk.talks('in1');
    expect(desk.log.filter((line) => line.startsWith('active')).at(-1)).toBe(`active ${answered}`);
    expect(desk.log.filter((line) => line.startsWith('tone')).at(-1)).toBe('tone off speaker');
    desk.signal({ kind: 'accepted', callId: dialled, sdp: 'answer', remote: null });
    await settle();
    expect(desk.log).toContain(`reinvite ${dialled} offer-sendonly`);
    expect(desk.calls.find((call) => call.id === dialled)?.phase).toMatchObject({ kind: 'established', localHold: true });
    expect(desk.calls.find((call) => call.id === answered)?.phase).toMatchObject({ localHold: false });
    expect(desk.log.filter((line) => line.startsWith('active')).at(-1)).toBe(`active ${answered}`);
  });
});

describe('the end of the app or of a line', () => {
  it('ends calls, leaves a ringing one to other phones as missed, and takes no new one', async () => {
    await desk.talks('in1');
    await desk.comesIn('in2', '300');
    desk.service.hangUpAll();
    await desk.comesIn('in3', '301');
    expect(desk.log).toEqual(expect.arrayContaining(['hangUp in1', 'ended in1 hung-up', 'reject in2 480', 'ended in2 missed', 'reject in3 480', 'ended in3 missed']));
    expect(desk.log).not.toContain('ring in3');
  });
  it('ends the calls of a line that goes, so that none stays on the screen for ever', async () => {
    await desk.talks('in1');
    desk.service.hangUpLine(AccountId.parse('another'));
    expect(desk.calls[0]?.phase.kind).toBe('established');
    desk.service.hangUpLine(account.id);
    expect(desk.log).toContain('hangUp in1');
    expect(desk.calls[0]?.phase.kind).toBe('ended');
  });
});

describe('trying a device', () => {
  it('sounds for two seconds', () => {
    desk.service.sound.tryOutput('ringer');
    desk.clock.advance(2_000);
    expect(desk.log).toEqual(['tone ring ringer', 'tone off ringer']);
  });
  it('never silences a call that rings meanwhile, and waits where one rings already', async () => {
    desk.service.sound.tryOutput('ringer');
    await desk.comesIn('in1');
    desk.clock.advance(3_000);
    expect(desk.log.filter((line) => line.includes('ringer'))).toEqual(['tone ring ringer', 'tone ring ringer']);
    desk.service.sound.tryOutput('ringer');
    desk.clock.advance(3_000);
    expect(desk.log.filter((line) => line.includes('ringer'))).toHaveLength(2);
  });
  it('plays no key in the place of ring-back', async () => {
    desk.service.sound.keyTone('5');
    const id = desk.service.dial('203', null);
    await settle();
    desk.signal({ kind: 'progress', callId: id, status: 180, sdp: null });
    desk.service.sound.keyTone('5');
    expect(desk.log.filter((line) => line.startsWith('tone'))).toEqual(['tone dtmf speaker', 'tone ringback speaker']);
  });
});

describe('in a call', () => {
  it('stays muted when muted before the answer', async () => {
    const id = await desk.comesIn('in1');
    desk.service.setMuted(id, true);
    desk.service.answer(id);
    await settle();
    expect(desk.log.filter((line) => line === 'muted in1 true')).toHaveLength(2);
  });
  it('sends digits by RFC 4733, or by INFO where the far end takes no events', async () => {
    const id = await desk.talks('in1');
    await desk.service.sendDigits(id, '12');
    expect(desk.log).toContain('digits in1 12');
    desk.signal({ kind: 'ended', callId: id, reason: null });
    await expect(desk.service.sendDigits(id, '3')).rejects.toMatchObject({ code: 'WRONG_PHASE' });
  });
  it('sends digits by INFO with their pauses, and stops where the call ends', async () => {
    desk.negotiated = { ...negotiated, telephoneEvent: false };
    const id = await desk.talks('in1');
    const sent = desk.service.sendDigits(id, '1,2');
    await settle();
    expect(desk.log.filter((line) => line.startsWith('info'))).toEqual(['info in1 1']);
    desk.clock.advance(500);
    await sent;
    expect(desk.log.filter((line) => line.startsWith('info'))).toEqual(['info in1 1', 'info in1 2']);
    const cut = desk.service.sendDigits(id, ',3');
    desk.signal({ kind: 'ended', callId: id, reason: null });
    desk.clock.advance(500);
    await cut;
    expect(desk.log).not.toContain('info in1 3');
  });
  it('forgets the next try of a hold when the call ends', async () => {
    const id = await desk.talks('in1');
    desk.reinviteResult = { ok: false, status: 491, reason: '', retryAfterMs: 20_000 };
    desk.service.hold(id);
    await settle();
    const waiting = desk.clock.pending;
    desk.signal({ kind: 'ended', callId: id, reason: null });
    // The retry is gone; the end tone and the ended call's place on the screen have a timer each.
    expect(desk.clock.pending).toBe(waiting - 1 + 2);
  });
  it('writes the codec as soon as it is agreed', async () => {
    const id = desk.service.dial('203', null);
    await settle();
    desk.signal({ kind: 'accepted', callId: id, sdp: 'answer', remote: null });
    await settle();
    expect(desk.log.filter((line) => line.startsWith('answered'))).toEqual([`answered ${id} -`, `answered ${id} opus`]);
  });
  it('offers a new port when the media process was replaced', async () => {
    await desk.talks('in1');
    desk.media({ kind: 'died' });
    desk.media({ kind: 'restarted' });
    await settle();
    expect(desk.log).toContain('reinvite in1 offer-sendrecv');
  });
  it('ignores what arrives out of turn', async () => {
    const id = await desk.talks('in1');
    desk.signal({ kind: 'acknowledged', callId: id, sdp: null });
    desk.signal({ kind: 'failed', callId: id, status: 500, reason: '', retryAfterSeconds: null });
    desk.signal({ kind: 'progress', callId: CallId.parse('unknown'), status: 180, sdp: null });
    expect(desk.calls[0]?.phase.kind).toBe('established');
  });
  it('leaves the screen a while after the end, and no timer behind', async () => {
    const id = await desk.talks('in1');
    desk.service.hangUp(id);
    desk.service.hangUp(id);
    expect(desk.log.filter((line) => line === 'ended in1 hung-up')).toHaveLength(1);
    desk.clock.advance(60_000);
    expect(desk.calls).toEqual([]);
    expect(desk.clock.pending).toBe(0);
  });
  it('leaves no timer of an ended call behind when it is taken down, or when the user sends it away', async () => {
    const failed = desk.service.dial('203', null);
    await settle();
    desk.signal({ kind: 'failed', callId: failed, status: 404, reason: 'Not Found', retryAfterSeconds: null });
    desk.service.dismiss(failed);
    desk.clock.advance(5_000);
    expect(desk.clock.pending).toBe(0);
    const other = desk.service.dial('204', null);
    await settle();
    desk.signal({ kind: 'failed', callId: other, status: 404, reason: 'Not Found', retryAfterSeconds: null });
    desk.service.dispose();
    expect(desk.clock.pending).toBe(0);
  });
});
