import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arrive, transition } from '../../../../electron/calls/machine/call-machine';
import type { CallEffect, CallEvent, CallState } from '../../../../electron/calls/machine/call-state';
import { CallError } from '../../../../electron/calls/errors';

const at = 1_000;

/** Feeds events one after the other; answers the last state and every effect. */
function run(start: CallState, ...events: CallEvent[]): { state: CallState; effects: CallEffect[] } {
  const effects: CallEffect[] = [];
  let state = start;
  for (const event of events) {
    const next = transition(state, event);
    state = next.state;
    effects.push(...next.effects);
  }
  return { state, effects };
}
const preparing: CallState = { kind: 'preparing' };
const incoming: CallState = { kind: 'incoming', silenced: false, offer: 'v=0 offer' };
const talking = (): CallState => run(preparing, { kind: 'offerReady', sdp: 'o', atEpochMs: at }, { kind: 'accepted', sdp: 'a', atEpochMs: at }).state;
const actions = (effects: CallEffect[]): string[] => effects.map((effect) => effect.do);

describe('an outgoing call', () => {
  it('sends INVITE with the offer, takes the answer and records it', () => {
    const { state, effects } = run(preparing, { kind: 'offerReady', sdp: 'o', atEpochMs: at }, { kind: 'accepted', sdp: 'a', atEpochMs: at });
    expect(state).toMatchObject({ kind: 'established', answeredAtEpochMs: at, localHold: false });
    expect(actions(effects)).toEqual(['invite', 'takeAnswer', 'recordAnswered']);
  });
  it('sends nothing when hung up before the offer is made', () => {
    const { state, effects } = run(preparing, { kind: 'hangUp', atEpochMs: at });
    expect(state).toMatchObject({ kind: 'ended', cause: { code: 'cancelled' } });
    expect(actions(effects)).toEqual(['recordEnded', 'closeMedia']);
    expect(transition(state, { kind: 'offerReady', sdp: 'late', atEpochMs: at }).effects).toEqual([]);
  });
  it.each([
    [486, 'busy'], [600, 'busy'], [603, 'declined'], [480, 'no-answer'], [408, 'no-answer'], [404, 'not-found'], [503, 'unavailable'], [488, 'media-failed'],
  ])('ends a %i as %s', (status, code) => {
    const { state } = run(preparing, { kind: 'offerReady', sdp: 'o', atEpochMs: at }, { kind: 'failed', status, reason: 'x', atEpochMs: at });
    expect(state).toMatchObject({ kind: 'ended', cause: { code, sipStatus: status, by: 'remote' } });
  });
  it('ends where the far end answers without any session description, unless an 18x held it', () => {
    const offered: CallEvent = { kind: 'offerReady', sdp: 'o', atEpochMs: at };
    const answered: CallEvent = { kind: 'accepted', sdp: null, atEpochMs: at };
    const { state, effects } = run(preparing, offered, answered);
    expect(state).toMatchObject({ kind: 'ended', cause: { code: 'media-failed', by: 'local' } });
    expect(actions(effects)).toEqual(['invite', 'hangUp', 'recordEnded', 'closeMedia']);
    expect(run(preparing, offered, { kind: 'progress', status: 183, sdp: 'early' }, answered).state.kind).toBe('established');
  });
  it('plays early media of the newest fork', () => {
    const { state, effects } = run(
      preparing, { kind: 'offerReady', sdp: 'o', atEpochMs: at },
      { kind: 'progress', status: 183, sdp: 'fork1' }, { kind: 'progress', status: 180, sdp: null }, { kind: 'progress', status: 183, sdp: 'fork2' },
    );
    expect(state).toMatchObject({ kind: 'ringing', alerting: true, earlyMedia: true });
    expect(effects).toContainEqual({ do: 'takeAnswer', sdp: 'fork2' });
  });
  it('offers its new port as soon as it is answered when the media process was replaced while ringing', () => {
    const { state, effects } = run(
      preparing, { kind: 'offerReady', sdp: 'o', atEpochMs: at }, { kind: 'progress', status: 180, sdp: null },
      { kind: 'mediaReplaced', atEpochMs: at }, { kind: 'accepted', sdp: 'a', atEpochMs: at },
    );
    expect(state).toMatchObject({ kind: 'established', exchange: 'local' });
    expect(actions(effects)).toEqual(['invite', 'recordAnswered', 'makeOffer']);
  });
  it('remembers sound that overtook the 18x announcing it: no ring-back over it', () => {
    const { state } = run(
      { kind: 'preparing' }, { kind: 'offerReady', sdp: 'o', atEpochMs: at }, { kind: 'mediaFlows' }, { kind: 'progress', status: 180, sdp: 'early' },
    );
    expect(state).toMatchObject({ kind: 'ringing', alerting: true, mediaFlows: true });
  });
});

describe('an incoming call', () => {
  it('answers an offer with 200 and our answer', () => {
    const { state, effects } = run(incoming, { kind: 'answer' }, { kind: 'descriptionReady', sdp: 'ans', remoteHold: false, atEpochMs: at });
    expect(state.kind).toBe('established');
    expect(effects).toEqual([{ do: 'makeAnswer', offer: 'v=0 offer', hold: false }, { do: 'accept', sdp: 'ans' }, { do: 'recordAnswered' }]);
  });
  it('puts our offer into the 200 of an offerless INVITE and takes the answer from the ACK', () => {
    const { state, effects } = run(
      { kind: 'incoming', silenced: false, offer: null }, { kind: 'answer' },
      { kind: 'offerReady', sdp: 'ours', atEpochMs: at }, { kind: 'acknowledged', sdp: 'theirs', atEpochMs: at },
    );
    expect(state).toMatchObject({ kind: 'established', exchange: 'none' });
    expect(actions(effects)).toEqual(['makeOffer', 'accept', 'recordAnswered', 'takeAnswer']);
  });
  it('rings only once its offer was looked at, and at once where there is none', () => {
    const { state, effects } = arrive('v=0 offer');
    expect(state).toEqual({ kind: 'arriving', offer: 'v=0 offer' });
    expect(effects).toEqual([{ do: 'checkOffer', offer: 'v=0 offer' }]);
    expect(transition(state, { kind: 'offerFits' })).toEqual({ state: incoming, effects: [{ do: 'ring' }] });
    expect(arrive(null)).toEqual({ state: { kind: 'incoming', silenced: false, offer: null }, effects: [{ do: 'ring' }] });
  });
  it('is refused with 488, and never rings, where its offer cannot be answered', () => {
    const { state, effects } = run(arrive('v=0 fax').state, { kind: 'descriptionImpossible', status: 488, atEpochMs: at });
    expect(state).toMatchObject({ kind: 'ended', answeredAtEpochMs: null, cause: { code: 'media-failed', by: 'local' } });
    expect(effects[0]).toEqual({ do: 'reject', status: 488 });
    expect(actions(effects)).not.toContain('ring');
  });
  it('is missed where the caller gives up, or the phone closes, before the offer was looked at', () => {
    const { state } = arrive('v=0 offer');
    expect(run(state, { kind: 'cancelled', answeredElsewhere: false, reason: null, atEpochMs: at }, { kind: 'offerFits' })).toMatchObject({ state: { cause: { code: 'missed', by: 'remote' } } });
    expect(run(state, { kind: 'ringTimeout', atEpochMs: at }).effects).toContainEqual({ do: 'reject', status: 480 });
  });
  it('ends with BYE, in words, where the ACK to our offer brings no answer: it would be silent', () => {
    const { state, effects } = run(arrive(null).state, { kind: 'answer' }, { kind: 'offerReady', sdp: 'ours', atEpochMs: at }, { kind: 'acknowledged', sdp: null, atEpochMs: at });
    expect(state).toMatchObject({ kind: 'ended', answeredAtEpochMs: at, cause: { code: 'media-failed', by: 'local', reason: 'the caller sent no session description' } });
    expect(actions(effects).slice(3)).toEqual(['hangUp', 'recordEnded', 'closeMedia']);
  });
  it('goes on as it was where the ACK to an offerless re-INVITE brings none', () => {
    const { state, effects } = run(talking(), { kind: 'remoteOffer', offer: null }, { kind: 'offerReady', sdp: 'again', atEpochMs: at }, { kind: 'acknowledged', sdp: null, atEpochMs: at });
    expect(state).toMatchObject({ kind: 'established', exchange: 'none' });
    expect(actions(effects)).not.toContain('hangUp');
  });
  it('refuses with 488 an offer without a common codec', () => {
    const { effects } = run(incoming, { kind: 'answer' }, { kind: 'descriptionImpossible', status: 488, atEpochMs: at });
    expect(effects).toContainEqual({ do: 'reject', status: 488 });
  });
  it('is missed when the caller gives up and when it rang too long', () => {
    const cancelled = run(incoming, { kind: 'cancelled', answeredElsewhere: false, reason: null, atEpochMs: at });
    expect(cancelled.state).toMatchObject({ cause: { code: 'missed', by: 'remote' } });
    const timedOut = run(incoming, { kind: 'ringTimeout', atEpochMs: at });
    expect(timedOut.state).toMatchObject({ cause: { code: 'missed', by: 'local' } });
    expect(timedOut.effects).toContainEqual({ do: 'reject', status: 480 });
  });
  it('is not missed when another phone answered it', () => {
    const { state } = run(incoming, { kind: 'cancelled', answeredElsewhere: true, reason: null, atEpochMs: at });
    expect(state).toMatchObject({ cause: { code: 'answered-elsewhere' } });
  });
  it('is withdrawn by a CANCEL that comes while we make the answer', () => {
    const { state, effects } = run(
      incoming, { kind: 'answer' }, { kind: 'cancelled', answeredElsewhere: false, reason: null, atEpochMs: at },
      { kind: 'descriptionReady', sdp: 'late', remoteHold: false, atEpochMs: at },
    );
    expect(state.kind).toBe('ended');
    expect(actions(effects)).not.toContain('accept');
  });
});

describe('an established call', () => {
  it('holds by an offer and counts as held once the far end agreed', () => {
    const { state, effects } = run(talking(), { kind: 'hold' }, { kind: 'offerReady', sdp: 'h', atEpochMs: at });
    expect(state).toMatchObject({ wantHold: true, localHold: false, exchange: 'local' });
    expect(effects).toEqual([{ do: 'makeOffer', hold: true }, { do: 'reinvite', sdp: 'h' }]);
    expect(run(state, { kind: 'reinviteAccepted', sdp: 'a' }).state).toMatchObject({ localHold: true, exchange: 'none' });
  });
  it('ends where the user left it when hold and resume are pressed during one exchange', () => {
    const { state, effects } = run(
      talking(), { kind: 'hold' }, { kind: 'resume' }, { kind: 'hold' }, { kind: 'offerReady', sdp: 'h', atEpochMs: at }, { kind: 'reinviteAccepted', sdp: null },
    );
    expect(state).toMatchObject({ localHold: true, wantHold: true, exchange: 'none' });
    expect(actions(effects).filter((action) => action === 'makeOffer')).toHaveLength(1);
  });
  it('makes another offer where the user resumed while the hold was under way', () => {
    const { state, effects } = run(
      talking(), { kind: 'hold' }, { kind: 'offerReady', sdp: 'h', atEpochMs: at }, { kind: 'resume' }, { kind: 'reinviteAccepted', sdp: null },
    );
    expect(state).toMatchObject({ localHold: true, wantHold: false, exchange: 'local' });
    expect(effects.filter(({ do: what }) => what === 'makeOffer')).toEqual([{ do: 'makeOffer', hold: true }, { do: 'makeOffer', hold: false }]);
    expect(run(state, { kind: 'offerReady', sdp: 'r', atEpochMs: at }, { kind: 'reinviteAccepted', sdp: null }).state).toMatchObject({ localHold: false, exchange: 'none' });
  });
  it('answers 491 to an offer that meets its own', () => {
    const { effects } = run(talking(), { kind: 'hold' }, { kind: 'remoteOffer', offer: 'x' });
    expect(effects).toContainEqual({ do: 'rejectOffer', status: 491 });
  });
  it('starts the hold asked for during an offer of the far end once that is answered', () => {
    const { state, effects } = run(
      talking(), { kind: 'remoteOffer', offer: 'x' }, { kind: 'hold' }, { kind: 'descriptionReady', sdp: 'a', remoteHold: true, atEpochMs: at },
    );
    expect(state).toMatchObject({ remoteHold: true, exchange: 'local' });
    expect(actions(effects)).toEqual(['makeAnswer', 'answerOffer', 'makeOffer']);
  });
  it('stays as it was when a hold is refused, and ends on 481', () => {
    const asked = run(talking(), { kind: 'hold' }, { kind: 'offerReady', sdp: 'h', atEpochMs: at }).state;
    expect(run(asked, { kind: 'reinviteRefused', status: 488, reason: 'no', retryAfterMs: null, atEpochMs: at }).state).toMatchObject({ kind: 'established', wantHold: false });
    expect(run(asked, { kind: 'reinviteRefused', status: 481, reason: 'gone', retryAfterMs: null, atEpochMs: at }).state).toMatchObject({ kind: 'ended' });
  });
  it('takes their offer while its own waits after a glare, then makes a new one', () => {
    const met = run(talking(), { kind: 'hold' }, { kind: 'offerReady', sdp: 'h', atEpochMs: at }, { kind: 'reinviteRefused', status: 491, reason: '', retryAfterMs: 700, atEpochMs: at });
    expect(met.effects).toContainEqual({ do: 'retryLater', delayMs: 700 });
    const theirs = run(met.state, { kind: 'remoteOffer', offer: 'x' }, { kind: 'descriptionReady', sdp: 'a', remoteHold: true, atEpochMs: at });
    expect(actions(theirs.effects)).toEqual(['makeAnswer', 'answerOffer']);
    expect(actions(run(theirs.state, { kind: 'retryDue' }).effects)).toEqual(['makeOffer']);
  });
  it('whose way is lost makes a new offer: at once, or after the exchange that is under way', () => {
    expect(actions(run(talking(), { kind: 'pathLost' }).effects)).toEqual(['makeOffer']);
    const theirs = run(talking(), { kind: 'remoteOffer', offer: 'x' }, { kind: 'pathLost' });
    expect(actions(theirs.effects)).toEqual(['makeAnswer']);
    expect(actions(run(theirs.state, { kind: 'descriptionReady', sdp: 'a', remoteHold: false, atEpochMs: at }).effects)).toEqual(['answerOffer', 'makeOffer']);
    const ours = run(talking(), { kind: 'hold' }, { kind: 'offerReady', sdp: 'h', atEpochMs: at }, { kind: 'pathLost' });
    expect(actions(run(ours.state, { kind: 'reinviteAccepted', sdp: 's' }).effects)).toEqual(['takeAnswer', 'makeOffer']);
  });
  it('ends where its keys will not come, with a hang-up and a row of the history', () => {
    const { state, effects } = run(talking(), { kind: 'encryptionFailed', detail: 'timeout', atEpochMs: at });
    expect(state).toMatchObject({ kind: 'ended', answeredAtEpochMs: at, cause: { code: 'encryption-failed', reason: 'timeout' } });
    expect(actions(effects)).toEqual(['hangUp', 'recordEnded', 'closeMedia']);
  });
  it('refuses to be answered', () => {
    expect(() => transition(talking(), { kind: 'answer' })).toThrow(CallError);
  });
});

describe('any order of events', () => {
  const event: fc.Arbitrary<CallEvent> = fc.constantFrom<CallEvent>(
    { kind: 'offerReady', sdp: 'o', atEpochMs: at }, { kind: 'descriptionReady', sdp: 'd', remoteHold: false, atEpochMs: at },
    { kind: 'descriptionImpossible', status: 488, atEpochMs: at }, { kind: 'mediaFailed', detail: 'x', atEpochMs: at }, { kind: 'mediaFlows' },
    { kind: 'mediaReplaced', atEpochMs: at }, { kind: 'progress', status: 180, sdp: null }, { kind: 'progress', status: 183, sdp: 's' },
    { kind: 'accepted', sdp: 's', atEpochMs: at }, { kind: 'acknowledged', sdp: null, atEpochMs: at }, { kind: 'offerFits' }, { kind: 'answerTaken', remoteHold: true },
    { kind: 'failed', status: 486, reason: '', atEpochMs: at }, { kind: 'cancelled', answeredElsewhere: false, reason: null, atEpochMs: at },
    { kind: 'byeReceived', reason: null, atEpochMs: at }, { kind: 'lost', detail: '', atEpochMs: at }, { kind: 'remoteOffer', offer: 'o' },
    { kind: 'remoteOffer', offer: null }, { kind: 'reinviteAccepted', sdp: 's' }, { kind: 'reinviteRefused', status: 491, reason: '', retryAfterMs: 500, atEpochMs: at },
    { kind: 'retryDue' }, { kind: 'offerRefused' }, { kind: 'pathLost' }, { kind: 'encryptionFailed', detail: 'x', atEpochMs: at },
    { kind: 'answer' }, { kind: 'silence' }, { kind: 'decline', atEpochMs: at }, { kind: 'ringTimeout', atEpochMs: at },
    { kind: 'hangUp', atEpochMs: at }, { kind: 'hold' }, { kind: 'resume' },
  );
  it('either moves on or is illegal, records one end, and never leaves ended', () => {
    fc.assert(
      fc.property(fc.constantFrom<CallState>(preparing, incoming), fc.array(event, { maxLength: 40 }), (start, events) => {
        let state: CallState = start;
        let ends = 0;
        for (const next of events) {
          try {
            const moved = transition(state, next);
            if (state.kind === 'ended') expect(moved.state).toBe(state);
            state = moved.state;
            ends += moved.effects.filter((effect) => effect.do === 'recordEnded').length;
          } catch (error) {
            expect(error).toMatchObject({ code: 'ILLEGAL_TRANSITION' });
          }
        }
        expect(ends).toBe(state.kind === 'ended' ? 1 : 0);
      }),
      { numRuns: 2_000 },
    );
  });
});
