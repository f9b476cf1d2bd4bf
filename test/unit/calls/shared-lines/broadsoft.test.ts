import { beforeEach, describe, expect, it } from 'vitest';
import type { Call } from '../../../../electron/calls/call';
import type { CallId } from '../../../../electron/contract/ids';
import { Desk, ended, established, turn } from './desk';

describe('a shared line of BroadSoft', () => {
  let desk: Desk;
  beforeEach(() => {
    desk = new Desk();
    desk.callInfo();
  });

  it('watches call-info and shows each place, also one more than was set', () => {
    expect(desk.watched).toEqual([{ package: 'call-info', shared: false }]);
    desk.callInfo([1, 'active', '+33611'], [3, 'held-private']);
    expect(desk.lines.list()[0]?.appearances).toMatchObject([
      { index: 1, state: 'active', who: '+33611', here: false, action: 'none' }, { index: 2, state: 'idle', action: 'seize' }, { index: 3, state: 'held-private', action: 'none' },
    ]);
    desk.callInfo([1, 'seized'], [2, 'alerting']);
    expect(desk.lines.list()[0]?.appearances).toMatchObject([{ state: 'seized', action: 'none' }, { state: 'ringing', action: 'none' }]);
  });

  it('knows nothing before the server told, and nothing any more once it cannot', () => {
    const fresh = new Desk();
    expect(fresh.place(1)).toMatchObject({ state: 'unknown', action: 'seize' });
    desk.callInfo([1, 'active']);
    desk.status({ kind: 'waiting', retryAtEpochMs: 0, reason: 'no answer' });
    expect(desk.lines.list()[0]).toMatchObject({ reason: 'no answer', appearances: [{ state: 'unknown' }, { state: 'unknown' }] });
  });

  it('gives a new call the first free place, seized before its INVITE', async () => {
    desk.callInfo([1, 'active']);
    const call = desk.call('outgoing');
    const admission = desk.lines.admit(call);
    expect(desk.seized).toMatchObject([{ index: 2 }]);
    desk.seized[0]?.result({ kind: 'granted', index: 2 });
    expect(await admission).toEqual({ ok: true });
    expect(desk.seized[0]?.state).toBe('used');
    expect(desk.occupied.get(call.id)).toBe(2);
    expect(desk.place(2)).toMatchObject({ here: true, state: 'progressing', action: 'show', callId: call.id });
    expect(desk.lines.admit(call)).toBeNull();
  });

  it('tries the next place where another phone was faster, and gives up where none is left', async () => {
    const admission = desk.lines.admit(desk.call('outgoing'));
    desk.seized[0]?.result({ kind: 'taken', reason: '480' });
    await turn();
    expect(desk.seized.map(({ index }) => index)).toEqual([1, 2]);
    desk.seized[1]?.result({ kind: 'taken', reason: '480' });
    expect(await admission).toMatchObject({ ok: false });
    desk.callInfo([1, 'active'], [2, 'held']);
    expect(await desk.lines.admit(desk.call('outgoing'))).toMatchObject({ ok: false });
    expect(desk.seized).toHaveLength(2);
  });

  it('calls all the same where the server knows no seizing, or does not answer', async () => {
    const admission = desk.lines.admit(desk.call('outgoing'));
    desk.seized[0]?.result({ kind: 'unsupported', reason: '489' });
    expect(await admission).toEqual({ ok: true });
    expect(desk.lines.admit(desk.call('outgoing'))).toBeNull();
    const other = new Desk();
    const late = other.lines.admit(other.call('outgoing'));
    other.clock.advance(4_000);
    expect(await late).toEqual({ ok: true });
    // What is granted after that is given back.
    other.seized[0]?.result({ kind: 'granted', index: 1 });
    await turn();
    expect(other.seized[0]?.state).toBe('released');
  });

  it('lets a call for help out at once', () => {
    desk.callInfo([1, 'active'], [2, 'active']);
    const call = desk.call('outgoing');
    call.urgent = true;
    expect(desk.lines.admit(call)).toBeNull();
  });

  it('gives the place back where the user gave up meanwhile', async () => {
    const call = desk.call('outgoing');
    const admission = desk.lines.admit(call);
    desk.become(call, ended('cancelled'));
    desk.seized[0]?.result({ kind: 'granted', index: 1 });
    expect(await admission).toMatchObject({ ok: false });
    expect(desk.seized[0]?.state).toBe('released');
  });

  it('takes a place at a press for the number dialled next, and gives it back at a second press or after a minute', async () => {
    const pressed = desk.press(1);
    desk.seized[0]?.result({ kind: 'granted', index: 1 });
    expect(await pressed).toBeNull();
    expect(desk.place(1)).toMatchObject({ state: 'seized', here: true, action: 'release' });
    await desk.press(1);
    expect(desk.seized[0]?.state).toBe('released');
    const again = desk.press(2);
    desk.seized[1]?.result({ kind: 'granted', index: 2 });
    await again;
    const call = desk.call('outgoing');
    expect(await desk.lines.admit(call)).toEqual({ ok: true });
    expect(desk.occupied.get(call.id)).toBe(2);
    const third = desk.press(1);
    desk.seized[2]?.result({ kind: 'granted', index: 1 });
    await third;
    desk.clock.advance(60_000);
    expect(desk.seized[2]?.state).toBe('released');
    expect(desk.place(1)).toMatchObject({ here: false });
  });

  it('says so where a place was taken first, and does nothing where it shows something else by now', async () => {
    const pressed = desk.press(1);
    desk.seized[0]?.result({ kind: 'taken', reason: '480' });
    await expect(pressed).rejects.toMatchObject({ code: 'WRONG_PHASE' });
    desk.callInfo([1, 'held']);
    const { action } = desk.place(1);
    desk.callInfo([1, 'active']);
    await expect(desk.lines.press(desk.account.id, 1, action)).rejects.toMatchObject({ code: 'WRONG_PHASE' });
    expect(desk.placed).toEqual([]);
  });

  it('forgets a place that the server took back', async () => {
    const pressed = desk.press(1);
    desk.seized[0]?.result({ kind: 'granted', index: 1 });
    await pressed;
    desk.seized[0]?.lost();
    expect(desk.place(1)).toMatchObject({ here: false, state: 'idle' });
  });

  it('fetches a call that waits at another phone by an INVITE to the line itself that names its place', async () => {
    desk.callInfo([2, 'held', '+33611']);
    expect(desk.place(2)).toMatchObject({ action: 'retrieve' });
    const callId = await desk.press(2) as CallId;
    expect(desk.placed).toEqual([{ uri: 'sip:desk@pbx.test', number: '+33611', invitation: undefined }]);
    expect(await desk.lines.admit(desk.calls.get(callId) as Call)).toEqual({ ok: true });
    expect(desk.seized).toEqual([]);
    expect(desk.occupied.get(callId)).toBe(2);
  });

  it('joins a call of another phone only where that was wished for, and never one that is private', async () => {
    desk.callInfo([1, 'active']);
    expect(desk.place(1).action).toBe('none');
    const joining = new Desk({ joining: true });
    joining.callInfo([1, 'active'], [2, 'held-private']);
    expect(joining.place(1).action).toBe('join');
    expect(joining.place(2).action).toBe('none');
    const callId = await joining.press(1) as CallId;
    await joining.lines.admit(joining.calls.get(callId) as Call);
    expect(joining.occupied.get(callId)).toBe(1);
  });

  it('answers, shows and resumes calls of its own', async () => {
    const call = desk.call('incoming');
    desk.incoming(call, 2);
    expect(desk.place(2)).toMatchObject({ state: 'ringing', here: true, action: 'answer' });
    await desk.press(2);
    desk.become(call, { kind: 'answering', offerless: false });
    expect(desk.occupied.get(call.id)).toBe(2);
    desk.become(call, established());
    expect(desk.place(2)).toMatchObject({ state: 'active', here: true, action: 'show' });
    expect(await desk.press(2)).toBe(call.id);
    desk.become(call, established(true));
    expect(desk.place(2)).toMatchObject({ state: 'held', here: true, action: 'resume' });
    await desk.press(2);
    expect(desk.done).toEqual([`answer ${call.id}`, `resume ${call.id}`]);
    desk.become(call, ended('hung-up', 1));
    expect(desk.place(2)).toMatchObject({ state: 'idle', here: false });
  });

  it('puts a call whose place the server does not name where the line rings, else in the first that is free when it is answered', () => {
    desk.callInfo([2, 'alerting']);
    const call = desk.call('incoming');
    desk.incoming(call);
    expect(desk.place(2)).toMatchObject({ here: true, callId: call.id });
    const other = new Desk();
    other.callInfo();
    const unnamed = other.call('incoming');
    other.incoming(unnamed);
    expect(other.occupied.size).toBe(0);
    other.callInfo([1, 'active']);
    other.become(unnamed, { kind: 'answering', offerless: false });
    expect(other.occupied.get(unnamed.id)).toBe(2);
  });

  it('leaves a call that stands in for another where that one was', () => {
    const old = desk.call('incoming');
    desk.incoming(old, 1);
    desk.become(old, { kind: 'answering', offerless: false });
    desk.become(old, established());
    desk.callInfo([1, 'active']);
    const next = desk.call('incoming');
    next.replaces = old.id;
    desk.become(next, { kind: 'answering', offerless: false });
    expect(desk.occupied.get(next.id)).toBe(1);
    desk.become(old, ended('transferred', 1));
    expect([...desk.occupied.keys()]).toEqual([next.id]);
  });

  it('tells that a call which stopped ringing was answered at another phone, said before or after', () => {
    const call = desk.call('incoming');
    desk.incoming(call, 1);
    expect(desk.lines.isTakenElsewhere(call)).toBe(false);
    desk.callInfo([1, 'active']);
    expect(desk.lines.isTakenElsewhere(call)).toBe(true);
    const late = desk.call('incoming');
    desk.callInfo();
    desk.incoming(late, 2);
    desk.become(late, ended('missed'));
    desk.callInfo([2, 'active']);
    expect(desk.amended).toEqual([[late.id, 'answered-elsewhere']]);
  });

  it('leaves a missed call missed, and one that was hung up hung up', () => {
    const call = desk.call('incoming');
    desk.incoming(call, 1);
    desk.become(call, ended('missed'));
    desk.callInfo();
    desk.clock.advance(3_000);
    desk.callInfo([1, 'active']);
    const talked = desk.call('incoming');
    desk.callInfo();
    desk.incoming(talked, 1);
    desk.become(talked, established());
    desk.become(talked, ended('hung-up', 1));
    desk.callInfo([1, 'active']);
    expect(desk.amended).toEqual([]);
  });

  it('tells that a call which waited here was fetched by another phone', () => {
    const call = desk.call('incoming');
    desk.incoming(call, 1);
    desk.become(call, established());
    desk.become(call, established(true));
    desk.callInfo([1, 'held']);
    desk.become(call, ended('hung-up', 1));
    expect(desk.amended).toEqual([]);
    desk.callInfo([1, 'active']);
    expect(desk.amended).toEqual([[call.id, 'continued-elsewhere']]);
  });

  it('leaves no timer and no subscription', async () => {
    const pressed = desk.press(1);
    desk.seized[0]?.result({ kind: 'granted', index: 1 });
    await pressed;
    desk.lines.dispose();
    expect(desk.watched).toEqual([]);
    expect(desk.seized[0]?.state).toBe('released');
    expect(desk.clock.pending).toBe(0);
  });
});
