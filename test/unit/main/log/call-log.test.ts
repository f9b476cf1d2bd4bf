import { describe, expect, test } from 'vitest';
import type { Log, MediaEvent, SignallingEvent } from '../../../../electron/calls/ports';
import type { CallSnapshot } from '../../../../electron/contract/calls';
import { AccountId, CallId } from '../../../../electron/contract/ids';
import { CallLog } from '../../../../electron/main/log/call-log';
import { FakeClock } from '../../../support/fake-clock';

const callId = CallId.parse('c1');
const accountId = AccountId.parse('a1');

function rig() {
  const clock = new FakeClock();
  const lines: [string, Record<string, unknown>][] = [];
  const note = (message: string, fields: Readonly<Record<string, unknown>> = {}): void => { lines.push([message, { ...fields }]); };
  const log: Log = { debug: note, info: note, warn: note, error: note, child: () => log };
  let signal = (_event: SignallingEvent): void => {};
  let media = (_event: MediaEvent): void => {};
  let ready = 0;
  const callLog = new CallLog({
    clock, log, onLineReady: () => { ready += 1; },
    signalling: { onEvent: (listener) => { signal = listener; return () => { signal = () => {}; }; } },
    media: { onEvent: (listener) => { media = listener; return () => { media = () => {}; }; } },
  });
  const call = { id: callId, direction: 'outgoing' } as unknown as CallSnapshot;
  return { clock, lines, callLog, call, signal: (event: SignallingEvent) => signal(event), media: (event: MediaEvent) => media(event), readyCount: () => ready };
}

describe('the log of a call', () => {
  test('tells each step with the time since it was dialled, and the first sound with the time since the answer', () => {
    const { clock, lines, callLog, call, signal, media } = rig();
    callLog.follow([call]);
    clock.advance(30);
    signal({ kind: 'progress', callId, status: 180, sdp: null });
    clock.advance(400);
    signal({ kind: 'accepted', callId, sdp: null, remote: null });
    clock.advance(12);
    media({ kind: 'firstPacket', callId, epochMs: clock.epochMs() });
    expect(lines).toEqual([
      ['call begins', { callId, direction: 'outgoing' }],
      ['call progress', { callId, status: 180, afterMs: 30 }],
      ['call answered', { callId, afterMs: 430 }],
      ['first sound', { callId, atEpochMs: clock.epochMs(), afterAnswerMs: 12 }],
    ]);
  });

  test('tells the first answer and the first sound once, and forgets a call that is gone', () => {
    const { clock, lines, callLog, call, signal, media } = rig();
    callLog.follow([call]);
    signal({ kind: 'accepted', callId, sdp: null, remote: null });
    signal({ kind: 'accepted', callId, sdp: null, remote: null });
    media({ kind: 'firstPacket', callId, epochMs: clock.epochMs() });
    media({ kind: 'firstPacket', callId, epochMs: clock.epochMs() });
    expect(lines).toHaveLength(3);
    callLog.follow([]);
    media({ kind: 'firstPacket', callId, epochMs: clock.epochMs() });
    expect(lines).toHaveLength(3);
  });

  test('tells that a line is ready once, not at each refresh, and nothing after dispose', () => {
    const { callLog, signal, readyCount } = rig();
    const ready = { kind: 'registration', accountId, state: { kind: 'ready', sinceEpochMs: 0, expiresAtEpochMs: 1, server: 's' } } as const;
    signal({ kind: 'registration', accountId, state: { kind: 'registering', sinceEpochMs: 0 } });
    signal(ready);
    signal(ready);
    expect(readyCount()).toBe(1);
    callLog.dispose();
    signal({ ...ready, accountId: AccountId.parse('a2') });
    expect(readyCount()).toBe(1);
  });
});
