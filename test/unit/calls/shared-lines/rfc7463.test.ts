import { beforeEach, describe, expect, it } from 'vitest';
import type { Call } from '../../../../electron/calls/call';
import type { CallId } from '../../../../electron/contract/ids';
import { Desk, ended, established, turn } from './desk';

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
