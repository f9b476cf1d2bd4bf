import { beforeEach, describe, expect, it } from 'vitest';
import { newCall, type Call } from '../../../../electron/calls/call';
import { SharedLines } from '../../../../electron/calls/shared-lines/shared-lines';
import { silentLog, type AppearanceFact, type PublishedDialog, type SeizeResult, type Signalling, type SignallingEvent, type SubscriptionEvent, type WatchedDialog } from '../../../../electron/calls/ports';
import type { EndCode, LineSharing } from '../../../../electron/contract';
import { AccountId, CallId } from '../../../../electron/contract/ids';
import { FakeClock } from '../../../support/fake-clock';
import { accountFor } from '../../../support/sip/phone';

const turn = (): Promise<void> => new Promise((resolve) => { setImmediate(resolve); });
const established = (localHold = false): Call['state'] => ({ kind: 'established', answeredAtEpochMs: 1, localHold, wantHold: localHold, offeredHold: localHold, remoteHold: false, exchange: 'none', refreshNeeded: false, backingOff: false });
const ended = (code: EndCode, answeredAtEpochMs: number | null = null): Call['state'] => ({ kind: 'ended', endedAtEpochMs: 2, answeredAtEpochMs, cause: { code, by: 'remote', sipStatus: null, reason: null } });

/** A phone with one shared line, its server scripted. */
class Desk {
  readonly clock = new FakeClock();
  readonly account;
  readonly calls = new Map<CallId, Call>();
  readonly seized: { index: number; result: (result: SeizeResult) => void; lost: () => void; state: 'asked' | 'released' | 'used' }[] = [];
  readonly published: { dialogs: PublishedDialog[]; told: ((result: SeizeResult) => void) | undefined; ended: boolean }[] = [];
  readonly occupied = new Map<CallId, number>();
  readonly placed: { uri: string; number: string; invitation: Call['invitation'] }[] = [];
  readonly amended: [CallId, EndCode][] = [];
  readonly done: string[] = [];
  readonly lines: SharedLines;
  watched: { package: string; shared: boolean }[] = [];
  ours: CallId | null = null;
  private tell: (event: SubscriptionEvent) => void = () => {};
  private serial = 0;

  constructor(sharing: Partial<LineSharing> = {}) {
    this.account = accountFor('desk', 'pbx.test', { sharing: { style: 'broadsoft', appearances: 2, joining: false, ...sharing } });
    const signalling = {
      subscriptions: {
        watch: (_id: AccountId, eventPackage: string, _target: string | null, listener: (event: SubscriptionEvent) => void, options?: { shared?: boolean }) => {
          this.watched.push({ package: eventPackage, shared: options?.shared ?? false });
          this.tell = listener;
          return () => { this.watched = []; };
        },
      },
      sharedLines: {
        seize: (_id: AccountId, index: number, result: (result: SeizeResult) => void, lost: () => void) => {
          const entry: Desk['seized'][number] = { index, result, lost, state: 'asked' };
          this.seized.push(entry);
          return { release: () => { entry.state = 'released'; }, used: () => { entry.state = 'used'; } };
        },
        occupy: (callId: CallId, place: { index: number } | null) => { if (place === null) this.occupied.delete(callId); else this.occupied.set(callId, place.index); },
        publication: () => {
          const entry: Desk['published'][number] = { dialogs: [], told: undefined, ended: false };
          this.published.push(entry);
          return { set: (dialog: PublishedDialog, told?: (result: SeizeResult) => void) => { entry.dialogs.push(dialog); entry.told = told ?? entry.told; }, end: () => { entry.ended = true; } };
        },
        callOf: () => this.ours,
      },
    } as unknown as Signalling;
    this.lines = new SharedLines({
      signalling, clock: this.clock, log: silentLog, accounts: () => [this.account], find: (callId) => this.calls.get(callId), running: () => [...this.calls.values()].filter(({ state }) => state.kind !== 'ended'), changed: () => this.lines?.changed(),
      place: (_account, party, more) => { this.placed.push({ uri: party.uri, number: party.number, invitation: more.invitation }); return this.call('outgoing'); },
      answer: (callId) => this.done.push(`answer ${callId}`), resume: (callId) => this.done.push(`resume ${callId}`),
      amend: (call, code) => this.amended.push([call.id, code]),
    });
    this.lines.accountsChanged();
  }

  call(direction: Call['direction'], state: Call['state'] = direction === 'outgoing' ? { kind: 'dialling', mediaFlows: false, mediaLost: false } : { kind: 'incoming', silenced: false, offer: null }): Call {
    const id = CallId.parse(`call${++this.serial}`);
    const call = newCall({ id, account: this.account, direction, startedAtEpochMs: 0, isSignallingSecure: () => false, remote: { number: '+33144556677', uri: 'sip:x@pbx.test', displayName: null, e164: null, contact: null } });
    call.state = state;
    this.calls.set(id, call);
    return call;
  }

  become(call: Call, state: Call['state']): void {
    call.state = state;
    this.lines.entered(call, state.kind);
    this.lines.changed();
  }

  incoming(call: Call, appearance?: number): void {
    this.lines.arrived(call, { kind: 'incoming', callId: call.id, ...(appearance === undefined ? {} : { appearance }) } as SignallingEvent & { kind: 'incoming' });
  }

  callInfo(...appearances: [number, AppearanceFact['state'], string?][]): void {
    this.tell({ kind: 'facts', resource: 'desk', facts: { package: 'call-info', line: { appearances: appearances.map(([index, state, who]) => ({ index, state, uri: who === undefined ? null : `sip:${who}@pbx.test`, displayName: null })) } } });
  }

  dialogs(...dialogs: Partial<WatchedDialog>[]): void {
    const usual = { state: 'confirmed', direction: 'initiator', callId: 'c', localTag: 'l', remoteTag: 'r', local: { uri: 'sip:desk@pbx.test', displayName: null }, remote: { uri: 'sip:carol@pbx.test', displayName: 'Carol' } } as const;
    this.tell({ kind: 'facts', resource: 'desk', facts: { package: 'dialog', dialog: { entity: 'sip:desk@pbx.test', dialogs: dialogs.map((dialog, at) => ({ ...usual, id: `d${at}`, ...dialog })) } } });
  }

  status(status: Extract<SubscriptionEvent, { kind: 'status' }>['status']): void { this.tell({ kind: 'status', status }); }

  place(index: number) {
    const place = this.lines.list()[0]?.appearances[index - 1];
    if (place === undefined) throw new Error(`no place ${index}`);
    return place;
  }

  press(index: number): Promise<CallId | null> { return this.lines.press(this.account.id, index, this.place(index).action); }
}

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

describe('a shared line of RFC 7463', () => {
  let desk: Desk;
  beforeEach(() => {
    desk = new Desk({ style: 'rfc7463', joining: true });
    desk.dialogs();
  });

  it('watches the dialogs of its own address with their places', () => {
    expect(desk.watched).toEqual([{ package: 'dialog', shared: true }]);
    desk.dialogs({ appearance: 1, held: true }, { appearance: 2, exclusive: true }, { state: 'early' });
    expect(desk.lines.list()[0]?.appearances).toMatchObject([{ state: 'held', who: 'Carol', action: 'retrieve' }, { state: 'active', action: 'none' }]);
    desk.dialogs({ appearance: 1, state: 'trying' }, { appearance: 2, state: 'early', direction: 'recipient' });
    expect(desk.lines.list()[0]?.appearances).toMatchObject([{ state: 'seized' }, { state: 'ringing' }]);
    desk.dialogs({ appearance: 1, exclusive: true, held: true });
    expect(desk.place(1)).toMatchObject({ state: 'held-private', action: 'none' });
  });

  it('asks the agent for the place before the INVITE, and tells how the call goes on', async () => {
    const call = desk.call('outgoing');
    const admission = desk.lines.admit(call);
    expect(desk.published[0]?.dialogs).toMatchObject([{ state: 'trying', direction: 'initiator', appearance: 1, callId: null }]);
    desk.published[0]?.told?.({ kind: 'granted', index: 1 });
    expect(await admission).toEqual({ ok: true });
    expect(desk.occupied.size).toBe(0);
    desk.become(call, established());
    desk.become(call, established(true));
    expect(desk.published[0]?.dialogs.slice(-2)).toMatchObject([{ state: 'confirmed', held: false, callId: call.id, appearance: 1 }, { state: 'confirmed', held: true }]);
    desk.become(call, ended('hung-up', 1));
    expect(desk.published[0]?.ended).toBe(true);
    expect(desk.published).toHaveLength(1);
  });

  it('tries the next place where the agent refuses one', async () => {
    const admission = desk.lines.admit(desk.call('outgoing'));
    desk.published[0]?.told?.({ kind: 'taken', reason: 'PUBLISH 409' });
    await turn();
    expect(desk.published[0]?.ended).toBe(true);
    expect(desk.published[1]?.dialogs).toMatchObject([{ appearance: 2 }]);
    desk.published[1]?.told?.({ kind: 'granted', index: 2 });
    expect(await admission).toEqual({ ok: true });
  });

  it('publishes a call that came in once it is answered, in the place of its Alert-Info', () => {
    const call = desk.call('incoming');
    desk.incoming(call, 2);
    expect(desk.published).toEqual([]);
    desk.become(call, { kind: 'answering', offerless: false });
    desk.become(call, established());
    expect(desk.published).toHaveLength(1);
    expect(desk.published[0]?.dialogs.at(-1)).toMatchObject({ state: 'confirmed', direction: 'recipient', appearance: 2 });
  });

  it('fetches a waiting call from its far end by Replaces, told with the dialog it takes', async () => {
    desk.dialogs({ appearance: 1, held: true });
    const callId = await desk.press(1) as CallId;
    expect(desk.placed).toEqual([{ uri: 'sip:carol@pbx.test', number: 'carol', invitation: { replaces: 'c;to-tag=r;from-tag=l' } }]);
    const admission = desk.lines.admit(desk.calls.get(callId) as Call);
    expect(desk.published[0]?.dialogs).toMatchObject([{ appearance: 1, replaced: { callId: 'c' } }]);
    desk.published[0]?.told?.({ kind: 'granted', index: 1 });
    expect(await admission).toEqual({ ok: true });
    expect(desk.place(1)).toMatchObject({ here: true, callId });
  });

  it('joins a running call at the phone that has it', async () => {
    desk.dialogs({ appearance: 1, localTarget: 'sip:s1@192.0.2.7' });
    await desk.press(1);
    expect(desk.placed).toMatchObject([{ uri: 'sip:s1@192.0.2.7', invitation: { join: 'c;to-tag=l;from-tag=r' } }]);
  });

  it('does not take a call of which the server keeps back what is needed', async () => {
    desk.dialogs({ appearance: 1, held: true, remoteTag: null });
    await expect(desk.press(1)).rejects.toMatchObject({ code: 'WRONG_PHASE' });
    desk.dialogs({ appearance: 1, held: true, callId: 'c\r\nRoute: <sip:evil>' });
    await expect(desk.press(1)).rejects.toMatchObject({ code: 'WRONG_PHASE' });
    expect(desk.placed).toEqual([]);
  });

  it('goes with the place the agent put a call of ours in', async () => {
    const call = desk.call('outgoing');
    const admission = desk.lines.admit(call);
    desk.published[0]?.told?.({ kind: 'granted', index: 1 });
    await admission;
    desk.ours = call.id;
    desk.dialogs({ appearance: 2, state: 'early' });
    expect(desk.place(2)).toMatchObject({ here: true, callId: call.id });
    expect(desk.place(1)).toMatchObject({ here: false, state: 'idle' });
  });
});
