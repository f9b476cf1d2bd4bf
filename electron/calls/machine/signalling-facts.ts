import type { CallEvent } from './call-state';
import type { SignallingEvent } from '../ports';

/** Facts of signalling about one call that is known. */
export type CallFact = Exclude<SignallingEvent, { kind: 'registration' } | { kind: 'incoming' } | { kind: 'failed' }>;

/** What a fact of signalling is to the machine; null where it changes nothing there. */
export function callEventOf(fact: CallFact, atEpochMs: number): CallEvent | null {
  switch (fact.kind) {
    case 'trying':
    case 'digit':
    case 'callerVerified':
    case 'remoteChanged':
    case 'focusChanged':
      return null;
    case 'ended':
      return { kind: 'byeReceived', reason: fact.reason, atEpochMs };
    case 'accepted':
      return { kind: 'accepted', sdp: fact.sdp, atEpochMs };
    case 'acknowledged':
    case 'cancelled':
    case 'lost':
      return { ...fact, atEpochMs };
    default:
      return fact;
  }
}
