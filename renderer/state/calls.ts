import { useMemo } from 'react';
import type { CallSnapshot } from '../../electron/contract';
import { useApp } from './app';

export type LiveCall = CallSnapshot & { phase: Exclude<CallSnapshot['phase'], { kind: 'ended' | 'incoming' }> };

const rank = (call: CallSnapshot): number => {
  if (call.heard) return -1;
  switch (call.phase.kind) {
    case 'answering': return 0;
    case 'dialling': return 1;
    case 'ringing': return 1;
    case 'established': return call.phase.localHold ? 3 : 2;
    case 'ended': return 4;
    case 'incoming': return 5;
  }
};

/** The call in the middle of the screen: the one that is heard, else being set up, then talking, then held, then just ended. */
export function frontCall(calls: readonly CallSnapshot[]): CallSnapshot | null {
  const shown = calls.filter((call) => call.phase.kind !== 'incoming');
  return shown.toSorted((a, b) => rank(a) - rank(b) || b.startedAtEpochMs - a.startedAtEpochMs)[0] ?? null;
}

/** The calls beside it that one can come back to, the one that waits longest first. */
export function otherCalls(calls: readonly CallSnapshot[]): readonly CallSnapshot[] {
  const front = frontCall(calls);
  return calls.filter((call) => call.id !== front?.id && isLive(call));
}

/** The oldest call that still rings here. */
export function incomingCall(calls: readonly CallSnapshot[]): CallSnapshot | null {
  return calls.find((call) => call.phase.kind === 'incoming') ?? null;
}

/** Set up or talking; neither ringing here nor over. */
export const isLive = (call: CallSnapshot): boolean => call.phase.kind !== 'incoming' && call.phase.kind !== 'ended';
/** Rings here and waits for an answer. */
export const isRinging = (call: CallSnapshot): boolean => call.phase.kind === 'incoming';

export const useFrontCall = (): CallSnapshot | null => useApp((state) => frontCall(state.calls));
export function useOtherCalls(): readonly CallSnapshot[] {
  const calls = useApp((state) => state.calls);
  return useMemo(() => otherCalls(calls), [calls]);
}
export const useIncomingCall = (): CallSnapshot | null => useApp((state) => incomingCall(state.calls));
