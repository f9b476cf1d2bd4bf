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

/** The calls beside it that one can come back to, the one that waits longest first. A conference counts as one. */
export function otherCalls(calls: readonly CallSnapshot[]): readonly CallSnapshot[] {
  const front = frontCall(calls);
  const waiting = conferenceOf(calls)[0];
  return calls.filter((call) => call.id !== front?.id && isLive(call) && (!call.conference || (front?.conference === false && call.id === waiting?.id)));
}

/** The members of the conference, first come first; none where there is none. */
export function conferenceOf(calls: readonly CallSnapshot[]): readonly CallSnapshot[] {
  return calls.filter((call) => call.conference && isLive(call));
}

/** How many calls one could speak with together. */
export function mergeable(calls: readonly CallSnapshot[]): boolean {
  const established = calls.filter((call) => call.phase.kind === 'established');
  return established.length >= 2 && established.some((call) => !call.conference);
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
export function useConference(): readonly CallSnapshot[] {
  const calls = useApp((state) => state.calls);
  return useMemo(() => conferenceOf(calls), [calls]);
}
export const useMergeable = (): boolean => useApp((state) => mergeable(state.calls));
export const useIncomingCall = (): CallSnapshot | null => useApp((state) => incomingCall(state.calls));
