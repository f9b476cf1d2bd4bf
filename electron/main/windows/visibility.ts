import { unreachable } from '../../calls/errors';
import type { CallSnapshot } from '../../contract/calls';

/** Which floating windows the calls ask for. */
export interface FloatingWindows { callBar: boolean; ring: boolean }

/** A call that a person is in or waits for; the far end is dialled, rings or talks. */
function isRunning(call: CallSnapshot): boolean {
  switch (call.phase.kind) {
    case 'dialling': case 'ringing': case 'answering': case 'established': return true;
    case 'incoming': case 'ended': return false;
    default: throw unreachable(call.phase);
  }
}

/** A call to be shown by the ring window; one that was silenced still waits for an answer. */
function isWaiting(call: CallSnapshot): boolean {
  return call.phase.kind === 'incoming';
}

/**
 * The ring window shows while a call waits for an answer. The call bar shows while a call runs and the phone window,
 * which shows the same and more, is not in front.
 */
export function floatingWindowsFor(calls: readonly CallSnapshot[], phoneInFront: boolean): FloatingWindows {
  return { ring: calls.some(isWaiting), callBar: !phoneInFront && calls.some(isRunning) };
}

/** Whether anything would be lost if the app ended now. */
export function hasLiveCall(calls: readonly CallSnapshot[]): boolean {
  return calls.some((call) => isRunning(call) || isWaiting(call));
}
