import { expect, test } from 'vitest';
import { transition } from '../../../electron/calls/machine/call-machine';
import type { CallState, Established } from '../../../electron/calls/machine/call-state';

const established: Established = {
  kind: 'established', answeredAtEpochMs: 1, localHold: false, wantHold: false, offeredHold: false, remoteHold: false, exchange: 'none', refreshNeeded: false, backingOff: false,
};

test('an established call is offered anew when the network changes, held where it was held', () => {
  expect(transition(established, { kind: 'networkChanged' }).effects).toEqual([{ do: 'makeOffer', hold: false }]);
  const held = { ...established, localHold: true, wantHold: true, offeredHold: true };
  expect(transition(held, { kind: 'networkChanged' }).effects).toEqual([{ do: 'makeOffer', hold: true }]);
});

test('in the middle of an exchange it waits for that to end, and changes twice are one offer', () => {
  const busy = transition({ ...established, exchange: 'remote' }, { kind: 'networkChanged' });
  expect(busy.effects).toEqual([]);
  const again = transition(busy.state, { kind: 'networkChanged' });
  expect(transition(again.state, { kind: 'descriptionReady', sdp: 's', remoteHold: false, atEpochMs: 2 }).effects)
    .toEqual([{ do: 'answerOffer', sdp: 's' }, { do: 'makeOffer', hold: false }]);
});

test('a call without a session yet, or without one any more, is left alone', () => {
  const others: CallState[] = [
    { kind: 'preparing' }, { kind: 'dialling', mediaFlows: false, mediaLost: false }, { kind: 'incoming', silenced: false, offer: 'o' }, { kind: 'answering', offerless: false },
    { kind: 'ended', answeredAtEpochMs: null, endedAtEpochMs: 2, cause: { code: 'hung-up', by: 'local', sipStatus: null, reason: null } },
  ];
  for (const state of others) expect(transition(state, { kind: 'networkChanged' })).toEqual({ state, effects: [] });
});
