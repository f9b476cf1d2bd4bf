import { describe, expect, test } from 'vitest';
import { type CallState, transition } from '../../../../electron/calls/machine/call-machine';

const ringing: CallState = { kind: 'ringing', alerting: true, earlyMedia: true, mediaFlows: true, mediaLost: false };

function established(): CallState {
  return transition({ kind: 'dialling', mediaFlows: false, mediaLost: false }, { kind: 'accepted', sdp: 'v=0', atEpochMs: 1 }).state;
}

describe('an offer of theirs while it rings (UPDATE)', () => {
  test('is answered, and the call goes on ringing', () => {
    const asked = transition(ringing, { kind: 'remoteOffer', offer: 'v=0' });
    expect(asked).toEqual({ state: ringing, effects: [{ do: 'makeAnswer', offer: 'v=0', hold: false }] });
    expect(transition(asked.state, { kind: 'descriptionReady', sdp: 'v=0 a', remoteHold: false, atEpochMs: 1 })).toEqual({ state: ringing, effects: [{ do: 'answerOffer', sdp: 'v=0 a' }] });
  });

  test('that cannot be answered is refused, and the call goes on ringing', () => {
    expect(transition(ringing, { kind: 'descriptionImpossible', status: 488, atEpochMs: 1 })).toEqual({ state: ringing, effects: [{ do: 'rejectOffer', status: 488 }] });
    expect(transition({ ...ringing, mediaLost: true }, { kind: 'remoteOffer', offer: 'v=0' }).effects).toEqual([{ do: 'rejectOffer', status: 488 }]);
  });
});

test('a session refresh that needs an offer is an exchange like any other, and waits for the one under way', () => {
  const due = transition(established(), { kind: 'refreshDue' });
  expect(due.effects).toEqual([{ do: 'makeOffer', hold: false }]);
  const busy = transition(established(), { kind: 'remoteOffer', offer: 'v=0' });
  const waiting = transition(busy.state, { kind: 'refreshDue' });
  expect(waiting.effects).toEqual([]);
  expect(transition(waiting.state, { kind: 'descriptionReady', sdp: 'x', remoteHold: false, atEpochMs: 1 }).effects).toEqual([{ do: 'answerOffer', sdp: 'x' }, { do: 'makeOffer', hold: false }]);
});
