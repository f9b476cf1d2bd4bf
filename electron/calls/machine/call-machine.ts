/*
 * The life of one call, as a pure function. Signalling and media are told what to do by effects.
 *
 *  outgoing   preparing --offerReady--> dialling --progress--> ringing --accepted--+
 *                                          +------------accepted-------------------+--> established
 *  incoming   arriving --offerFits--> incoming --answer--> answering --descriptionReady--+   |
 *                                                                                           v
 *             dialling, ringing --offerRefused--> preparing, with another offer
 *             any of them --hangUp, failed, cancelled, ended, lost, mediaFailed----------> ended
 *
 *  established holds at most one offer/answer exchange at a time (RFC 3264 4): `exchange` says whose.
 *  What the user wants (`wantHold`) is kept apart from what was agreed (`localHold`), so that pressing
 *  hold twice quickly, or during a re-INVITE of the far end, ends where the user left it.
 */
import type { EndCause } from '../../contract/calls';
import type { CallEffect, CallEvent, CallState, Established } from './call-state';
import { endedBy, forwardedTo, refusedBy } from './end-cause';
import { CallError, unreachable } from '../errors';

export type { CallEffect, CallEvent, CallState, Established } from './call-state';

export interface Transition {
  state: CallState;
  effects: CallEffect[];
}

/** Throws ILLEGAL_TRANSITION for a pair that cannot happen; an ended call absorbs everything that is still under way. */
export function transition(state: CallState, event: CallEvent): Transition {
  // Before there is a session there is nothing to offer anew: answers find us by the way their request took.
  if (event.kind === 'networkChanged' && state.kind !== 'established') return stay(state);
  switch (state.kind) {
    case 'preparing':
      return whilePreparing(state, event);
    case 'dialling':
    case 'ringing':
      return whileInviting(state, event);
    case 'arriving':
      return whileArriving(state, event);
    case 'incoming':
      return whileIncoming(state, event);
    case 'answering':
      return whileAnswering(state, event);
    case 'established':
      return whileEstablished(state, event);
    case 'ended':
      return stay(state);
    default:
      throw unreachable(state);
  }
}

function whilePreparing(state: CallState & { kind: 'preparing' }, event: CallEvent): Transition {
  switch (event.kind) {
    case 'offerReady':
      return { state: { kind: 'dialling', mediaFlows: false, mediaLost: false }, effects: [{ do: 'invite', sdp: event.sdp }] };
    case 'hangUp':
      return end(null, event.atEpochMs, endedBy('local', 'cancelled'));
    case 'mediaFailed':
      return end(null, event.atEpochMs, mediaFailure(event));
    case 'lost':
      return end(null, event.atEpochMs, endedBy('network', 'network', event.detail));
    case 'mediaReplaced':
      return { state, effects: [{ do: 'makeOffer', hold: false }] };
    default:
      throw illegal(state, event);
  }
}

type Inviting = CallState & { kind: 'dialling' | 'ringing' };

function whileInviting(state: Inviting, event: CallEvent): Transition {
  switch (event.kind) {
    case 'progress':
      return progress(state, event);
    case 'mediaFlows':
      // RFC 3264 5.1: sound may overtake the 18x that announces it.
      return { state: { ...state, mediaFlows: true }, effects: [] };
    case 'answerTaken':
    case 'encryptionFailed': // of one early dialog; the answer that counts is still to come
      return stay(state);
    case 'mediaReplaced':
      return { state: { ...state, mediaLost: true }, effects: [] };
    case 'accepted': {
      const established = newlyEstablished(event.atEpochMs, false);
      if (state.mediaLost) return settle({ ...established, refreshNeeded: true }, [{ do: 'recordAnswered' }]);
      // RFC 3261 13.2.1: the answer to our offer is in the 2xx, or was in a 18x before; without any there will be no sound.
      if (event.sdp === null && !(state.kind === 'ringing' && state.earlyMedia)) {
        return end(null, event.atEpochMs, endedBy('local', 'media-failed', 'answered without a session description'), [{ do: 'hangUp' }]);
      }
      const effects: CallEffect[] = event.sdp === null ? [] : [{ do: 'takeAnswer', sdp: event.sdp }];
      return { state: established, effects: [...effects, { do: 'recordAnswered' }] };
    }
    case 'remoteOffer': // UPDATE on an early dialog, RFC 3311 5.2
      return event.offer === null || state.mediaLost
        ? { state, effects: [{ do: 'rejectOffer', status: 488 }] }
        : { state, effects: [{ do: 'makeAnswer', offer: event.offer, hold: false }] };
    case 'descriptionReady':
      return { state, effects: [{ do: 'answerOffer', sdp: event.sdp }] };
    case 'descriptionImpossible':
      return { state, effects: [{ do: 'rejectOffer', status: event.status }] };
    case 'failed':
      return end(null, event.atEpochMs, refusedBy(event));
    case 'offerRefused':
      return { state: { kind: 'preparing' }, effects: [{ do: 'offerAnew' }] };
    case 'lost':
      return end(null, event.atEpochMs, endedBy('network', 'network', event.detail));
    case 'byeReceived': // BYE on an early dialog, RFC 3261 15
      return end(null, event.atEpochMs, endedBy('remote', 'declined', event.reason));
    case 'mediaFailed':
      return end(null, event.atEpochMs, mediaFailure(event), [{ do: 'hangUp' }]);
    case 'hangUp':
      return end(null, event.atEpochMs, endedBy('local', event.code ?? 'cancelled', event.reason), [{ do: 'hangUp' }]);
    default:
      throw illegal(state, event);
  }
}

function progress(state: Inviting, event: CallEvent & { kind: 'progress' }): Transition {
  const before = state.kind === 'ringing' ? state : { alerting: false, earlyMedia: false, mediaFlows: state.mediaFlows };
  const takes = event.sdp !== null && !state.mediaLost;
  return {
    state: {
      kind: 'ringing',
      // RFC 3960 3.2: local ring-back after a 180 unless early media really arrives.
      alerting: before.alerting || event.status === 180,
      earlyMedia: before.earlyMedia || takes,
      mediaFlows: before.mediaFlows,
      mediaLost: state.mediaLost,
    },
    effects: event.sdp !== null && takes ? [{ do: 'takeAnswer', sdp: event.sdp }] : [],
  };
}

/** An INVITE came; its offer is looked at before anybody is disturbed (RFC 3261 13.3.1.3). */
export function arrive(offer: string | null): Transition {
  return offer === null
    ? { state: { kind: 'incoming', silenced: false, offer }, effects: [{ do: 'ring' }] }
    : { state: { kind: 'arriving', offer }, effects: [{ do: 'checkOffer', offer }] };
}

function whileArriving(state: CallState & { kind: 'arriving' }, event: CallEvent): Transition {
  switch (event.kind) {
    case 'offerFits':
      return { state: { kind: 'incoming', silenced: false, offer: state.offer }, effects: [{ do: 'ring' }] };
    case 'descriptionImpossible':
      return end(null, event.atEpochMs, endedBy('local', 'media-failed'), [{ do: 'reject', status: event.status }]);
    case 'hangUp':
    case 'ringTimeout': // the phone or the line goes
      return end(null, event.atEpochMs, endedBy('local', 'missed'), [{ do: 'reject', status: 480 }]);
    case 'mediaReplaced':
      return stay(state);
    default:
      return withdrawn(state, event);
  }
}

function whileIncoming(state: CallState & { kind: 'incoming' }, event: CallEvent): Transition {
  switch (event.kind) {
    case 'answer':
      return {
        state: { kind: 'answering', offerless: state.offer === null },
        effects: [state.offer === null ? { do: 'makeOffer', hold: false } : { do: 'makeAnswer', offer: state.offer, hold: false }],
      };
    case 'silence':
      return { state: { ...state, silenced: true }, effects: [] };
    case 'decline':
    case 'hangUp':
      return end(null, event.atEpochMs, endedBy('local', 'declined'), [{ do: 'reject', status: 603 }]);
    case 'forward':
      return end(null, event.atEpochMs, forwardedTo(event.named ?? event.to), [{ do: 'redirect', to: event.to }]);
    case 'ringTimeout':
      return end(null, event.atEpochMs, endedBy('local', 'missed'), [{ do: 'reject', status: 480 }]);
    case 'mediaReplaced':
      return stay(state);
    default:
      return withdrawn(state, event);
  }
}

function whileAnswering(state: CallState & { kind: 'answering' }, event: CallEvent): Transition {
  switch (event.kind) {
    case 'offerReady': // our offer goes in the 200 of an offerless INVITE, RFC 3261 13.2.1
      return {
        state: { ...newlyEstablished(event.atEpochMs, false), exchange: 'awaiting-first-answer' },
        effects: [{ do: 'accept', sdp: event.sdp }, { do: 'recordAnswered' }],
      };
    case 'descriptionReady':
      return {
        state: newlyEstablished(event.atEpochMs, event.remoteHold),
        effects: [{ do: 'accept', sdp: event.sdp }, { do: 'recordAnswered' }],
      };
    case 'descriptionImpossible':
      return end(null, event.atEpochMs, endedBy('local', 'media-failed'), [{ do: 'reject', status: event.status }]);
    case 'mediaFailed':
      return end(null, event.atEpochMs, mediaFailure(event), [{ do: 'reject', status: 500 }]);
    case 'hangUp':
    case 'decline':
      return end(null, event.atEpochMs, endedBy('local', 'declined'), [{ do: 'reject', status: 603 }]);
    case 'forward':
    case 'ringTimeout':
    case 'silence':
    case 'answer':
    case 'mediaReplaced':
      return stay(state);
    default:
      return withdrawn(state, event);
  }
}

/** The caller gave up, or the network did, before our answer. */
function withdrawn(state: CallState, event: CallEvent): Transition {
  switch (event.kind) {
    case 'cancelled':
      return end(null, event.atEpochMs, endedBy('remote', event.answeredElsewhere ? 'answered-elsewhere' : 'missed', event.reason));
    case 'byeReceived':
      return end(null, event.atEpochMs, endedBy('remote', 'missed', event.reason));
    case 'lost':
      return end(null, event.atEpochMs, endedBy('network', 'missed', event.detail));
    default:
      throw illegal(state, event);
  }
}

function whileEstablished(state: Established, event: CallEvent): Transition {
  switch (event.kind) {
    case 'hangUp':
      return end(state.answeredAtEpochMs, event.atEpochMs, endedBy('local', event.code ?? 'hung-up', event.reason), [{ do: 'hangUp' }]);
    case 'byeReceived':
      return end(state.answeredAtEpochMs, event.atEpochMs, endedBy('remote', event.code ?? 'hung-up', event.reason));
    case 'lost':
      return end(state.answeredAtEpochMs, event.atEpochMs, endedBy('network', 'network', event.detail));
    case 'hold':
      return settle({ ...state, wantHold: true }, []);
    case 'resume':
      return settle({ ...state, wantHold: false }, []);
    case 'answerTaken':
      return { state: { ...state, remoteHold: event.remoteHold }, effects: [] };
    case 'mediaReplaced':
      return settle({ ...state, refreshNeeded: true, exchange: 'none' }, []);
    case 'pathLost':
    case 'networkChanged':
    case 'refreshDue':
      return settle({ ...state, refreshNeeded: true }, []);
    case 'encryptionFailed':
      return end(state.answeredAtEpochMs, event.atEpochMs, endedBy('network', 'encryption-failed', event.detail), [{ do: 'hangUp' }]);
    case 'mediaFlows':
    case 'progress':
    case 'accepted': // a late fork or a repeated 2xx
    case 'ringTimeout':
    case 'cancelled': // CANCEL after our 2xx has no effect, RFC 3261 9.2
      return stay(state);
    case 'remoteOffer':
      return takeRemoteOffer(state, event.offer);
    case 'offerReady':
      return ownOfferReady(state, event.sdp);
    case 'descriptionReady':
      return state.exchange === 'remote'
        ? settle({ ...state, exchange: 'none', remoteHold: event.remoteHold }, [{ do: 'answerOffer', sdp: event.sdp }])
        : stay(state);
    case 'acknowledged':
      return acknowledged(state, event);
    case 'descriptionImpossible':
      return settle({ ...state, exchange: 'none' }, [{ do: 'rejectOffer', status: event.status }]);
    case 'reinviteAccepted':
      return settle(
        { ...state, exchange: 'none', localHold: state.offeredHold },
        event.sdp === null ? [] : [{ do: 'takeAnswer', sdp: event.sdp }],
      );
    case 'reinviteRefused':
      return reinviteRefused(state, event);
    case 'retryDue':
      return settle({ ...state, backingOff: false }, []);
    case 'failed':
      return stay(state);
    case 'mediaFailed':
      return mediaFailedInCall(state, event);
    case 'offerFits':
    case 'offerRefused':
    case 'forward':
    case 'answer':
    case 'silence':
    case 'decline':
      throw illegal(state, event);
    default:
      throw unreachable(event);
  }
}

/** The ACK to a 2xx that held our offer. Without the answer a new call has no sound; a running one goes on as it was. */
function acknowledged(state: Established, { sdp, atEpochMs }: CallEvent & { kind: 'acknowledged' }): Transition {
  if (state.exchange !== 'awaiting-first-answer' && state.exchange !== 'awaiting-ack') return stay(state);
  if (sdp === null && state.exchange === 'awaiting-first-answer') {
    return end(state.answeredAtEpochMs, atEpochMs, endedBy('local', 'media-failed', 'the caller sent no session description'), [{ do: 'hangUp' }]);
  }
  return settle({ ...state, exchange: 'none' }, sdp === null ? [] : [{ do: 'takeAnswer', sdp }]);
}

function takeRemoteOffer(state: Established, offer: string | null): Transition {
  // RFC 3261 14.2: an offer that meets ours under way is refused with 491.
  if (state.exchange !== 'none') return { state, effects: [{ do: 'rejectOffer', status: 491 }] };
  return offer === null
    ? { state: { ...state, exchange: 'remote-offerless' }, effects: [{ do: 'makeOffer', hold: state.wantHold }] }
    : { state: { ...state, exchange: 'remote' }, effects: [{ do: 'makeAnswer', offer, hold: state.wantHold }] };
}

function ownOfferReady(state: Established, sdp: string): Transition {
  switch (state.exchange) {
    case 'local':
      return { state, effects: [{ do: 'reinvite', sdp }] };
    case 'remote-offerless':
      return { state: { ...state, exchange: 'awaiting-ack' }, effects: [{ do: 'answerOffer', sdp }] };
    case 'none':
    case 'remote':
    case 'awaiting-first-answer':
    case 'awaiting-ack':
      return stay(state);
    default:
      throw unreachable(state.exchange);
  }
}

function reinviteRefused(state: Established, event: CallEvent & { kind: 'reinviteRefused' }): Transition {
  // RFC 3261 12.2.1.2: 481 and 408 end the dialog.
  if (event.status === 481 || event.status === 408) {
    return end(state.answeredAtEpochMs, event.atEpochMs, endedBy('network', 'network', event.reason), [{ do: 'hangUp' }]);
  }
  if (event.retryAfterMs !== null) {
    return { state: { ...state, exchange: 'none', backingOff: true }, effects: [{ do: 'retryLater', delayMs: event.retryAfterMs }] };
  }
  return { state: { ...state, exchange: 'none', wantHold: state.localHold }, effects: [] };
}

function mediaFailedInCall(state: Established, event: CallEvent & { kind: 'mediaFailed' }): Transition {
  switch (state.exchange) {
    case 'remote':
    case 'remote-offerless':
      return { state: { ...state, exchange: 'none' }, effects: [{ do: 'rejectOffer', status: 488 }] };
    case 'local':
      return { state: { ...state, exchange: 'none', wantHold: state.localHold }, effects: [] };
    case 'none':
    case 'awaiting-first-answer':
    case 'awaiting-ack': // the answer in their 200 or ACK is of no use: no audio can flow
      return end(state.answeredAtEpochMs, event.atEpochMs, mediaFailure(event), [{ do: 'hangUp' }]);
    default:
      throw unreachable(state.exchange);
  }
}

/** Starts the exchange that is still owed: a hold or resume the user wants, or a new port after a media restart. */
function settle(state: Established, effects: CallEffect[]): Transition {
  if (state.exchange !== 'none' || state.backingOff || (state.wantHold === state.localHold && !state.refreshNeeded)) return { state, effects };
  return {
    state: { ...state, exchange: 'local', offeredHold: state.wantHold, refreshNeeded: false },
    effects: [...effects, { do: 'makeOffer', hold: state.wantHold }],
  };
}

function newlyEstablished(answeredAtEpochMs: number, remoteHold: boolean): Established {
  return { kind: 'established', answeredAtEpochMs, localHold: false, wantHold: false, offeredHold: false, remoteHold, exchange: 'none', refreshNeeded: false, backingOff: false };
}

function end(answeredAtEpochMs: number | null, endedAtEpochMs: number, cause: EndCause, effects: CallEffect[] = []): Transition {
  return {
    state: { kind: 'ended', answeredAtEpochMs, endedAtEpochMs, cause },
    effects: [...effects, { do: 'recordEnded' }, { do: 'closeMedia' }],
  };
}

function mediaFailure({ code, detail }: CallEvent & { kind: 'mediaFailed' }): EndCause {
  return endedBy('local', code ?? 'media-failed', detail);
}

function stay(state: CallState): Transition {
  return { state, effects: [] };
}

function illegal(state: CallState, event: CallEvent): CallError {
  return new CallError('ILLEGAL_TRANSITION', `${event.kind} while ${state.kind}`);
}
