import { expect, test } from 'vitest';
import type { Call } from '../../../electron/calls/call';
import type { CallEvent, CallState } from '../../../electron/calls/machine/call-state';
import { fallAsleep, wake, withoutSleep } from '../../../electron/calls/sleep';

const FELL_ASLEEP_AT = 1_000_000;
const WOKE_AT = 9_000_000;
const callIn = (kind: CallState['kind']): Call => ({ state: { kind } }) as unknown as Call;
const lostAt = (atEpochMs: number): CallEvent => ({ kind: 'lost', detail: 're-INVITE answered 481', atEpochMs });

function slept(kind: CallState['kind'] = 'established'): Call {
  const call = callIn(kind);
  fallAsleep([call], FELL_ASLEEP_AT);
  wake([call], WOKE_AT);
  return call;
}

test('a call found gone after waking ended when the sleep began', () => {
  expect(withoutSleep(slept(), lostAt(WOKE_AT + 3_000))).toMatchObject({ kind: 'lost', atEpochMs: FELL_ASLEEP_AT });
  expect(withoutSleep(slept(), { kind: 'byeReceived', reason: null, atEpochMs: WOKE_AT + 3_000 })).toMatchObject({ atEpochMs: FELL_ASLEEP_AT });
});

test('so did one whose end was heard before the machine said that it is awake', () => {
  const call = callIn('established');
  fallAsleep([call], FELL_ASLEEP_AT);
  expect(withoutSleep(call, lostAt(WOKE_AT))).toMatchObject({ atEpochMs: FELL_ASLEEP_AT });
});

test('a call whose far end answers goes on, and ends when it ends', () => {
  for (const sign of [{ kind: 'reinviteAccepted', sdp: null }, { kind: 'remoteOffer', offer: null }] as const) {
    const call = slept();
    expect(withoutSleep(call, sign)).toBe(sign);
    expect(withoutSleep(call, lostAt(WOKE_AT + 5_000))).toMatchObject({ atEpochMs: WOKE_AT + 5_000 });
  }
});

test('a minute after waking an end is an end of its own; what the user does always is', () => {
  expect(withoutSleep(slept(), lostAt(WOKE_AT + 60_000))).toMatchObject({ atEpochMs: WOKE_AT + 60_000 });
  expect(withoutSleep(slept(), { kind: 'hangUp', atEpochMs: WOKE_AT + 1 })).toMatchObject({ atEpochMs: WOKE_AT + 1 });
});

test('two sleeps without a sign of life count from the first; a call that only rang is not concerned', () => {
  const call = slept();
  fallAsleep([call], WOKE_AT + 1_000);
  expect(withoutSleep(call, lostAt(WOKE_AT + 2_000))).toMatchObject({ atEpochMs: FELL_ASLEEP_AT });
  expect(withoutSleep(slept('incoming'), lostAt(WOKE_AT))).toMatchObject({ atEpochMs: WOKE_AT });
});
