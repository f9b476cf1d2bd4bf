import type { Account } from '../contract/accounts';
import type { CallPhase, CallSnapshot, RemoteParty } from '../contract/calls';
import type { CallId } from '../contract/ids';
import type { CallState } from './call-machine';
import { unreachable } from './errors';
import type { MediaStats, Negotiated } from './ports';
import { qualityOf } from './quality';

/** One call as the service keeps it: the machine's state and what only describes it. */
export interface Call {
  readonly id: CallId;
  readonly account: Account;
  readonly direction: 'outgoing' | 'incoming';
  readonly startedAtEpochMs: number;
  remote: RemoteParty;
  state: CallState;
  muted: boolean;
  digitsSent: string;
  stats: MediaStats | null;
  negotiated: Negotiated | null;
  /** See SoundingCall. */
  turnedTo: number;
  /** Cancels the ring time-out of an incoming call. */
  stopRingTimer: () => void;
  /** Cancels the next try of an offer that met one of theirs. */
  stopRetry: () => void;
  /** Once ended: cancels its leaving the screen by itself. */
  stopLeaving: () => void;
}

/** The call as windows see it; `heard` where it is the one joined to microphone and speaker. */
export function snapshotOf(call: Call, heard = false): CallSnapshot {
  const expectsAudio = call.state.kind === 'established' && !call.state.localHold && !call.state.remoteHold;
  return {
    id: call.id,
    accountId: call.account.id,
    accountLabel: call.account.label,
    direction: call.direction,
    startedAtEpochMs: call.startedAtEpochMs,
    remote: call.remote,
    phase: phaseOf(call.state),
    muted: call.muted,
    holdPending: call.state.kind === 'established' && call.state.wantHold !== call.state.localHold,
    security: { signalling: false, audio: call.negotiated?.secure ?? false },
    quality: call.stats === null ? null : qualityOf(call.stats, expectsAudio),
    digitsSent: call.digitsSent,
    heard,
  };
}

function phaseOf(state: CallState): CallPhase {
  switch (state.kind) {
    case 'preparing':
    case 'dialling':
      return { kind: 'dialling' };
    case 'ringing':
      return { kind: 'ringing', earlyMedia: state.mediaFlows };
    case 'incoming':
      return { kind: 'incoming', silenced: state.silenced };
    case 'answering':
      return { kind: 'answering' };
    case 'established':
      return {
        kind: 'established',
        answeredAtEpochMs: state.answeredAtEpochMs,
        localHold: state.localHold,
        remoteHold: state.remoteHold,
      };
    case 'ended':
      return { kind: 'ended', endedAtEpochMs: state.endedAtEpochMs, answeredAtEpochMs: state.answeredAtEpochMs, cause: state.cause };
    default:
      throw unreachable(state);
  }
}
