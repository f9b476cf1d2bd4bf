import type { Account } from '../contract/accounts';
import type { CallerVerification, CallPhase, CallSnapshot, RemoteParty } from '../contract/calls';
import type { CallId } from '../contract/ids';
import type { CallState } from './machine/call-state';
import { unreachable } from './errors';
import type { InviteOptions } from './ports';
import type { TransferParty } from '../contract/transfer';
import type { CallFinding } from '../contract/quality';
import type { MediaEncryption, MediaStats, Negotiated } from './ports';
import { qualityOf } from './quality';
import { securityOf } from './encryption/security';
import type { Sleep } from './sleep';

/** One call as the service keeps it: the machine's state and what only describes it. */
export interface Call {
  readonly id: CallId;
  readonly account: Account;
  readonly direction: 'outgoing' | 'incoming';
  readonly startedAtEpochMs: number;
  /** Every hop to our server is encrypted. */
  readonly isSignallingSecure: () => boolean;
  remote: RemoteParty;
  /** The far end it began with, where another one is there now. */
  firstRemote?: RemoteParty;
  state: CallState;
  muted: boolean;
  digitsSent: string;
  stats: MediaStats | null;
  negotiated: Negotiated | null;
  /** What its offers and answers say of encryption where the first offer was refused; else its line's policy counts. */
  offered?: MediaEncryption;
  /** What the doctor says now, and all it found in this call. */
  findings?: readonly CallFinding[];
  found?: readonly CallFinding[];
  /** The machine slept since it was established, and the far end has not been heard of yet. */
  slept?: Sleep;
  /** What its INVITE says besides. */
  invitation?: InviteOptions;
  /** A call for help: nothing may hold it up. */
  urgent?: true;
  /** Who arranged it, and how many were passed on before. */
  referredBy?: TransferParty;
  referrals?: number;
  /** The running call it takes over (RFC 3891), or is to be joined to (RFC 3911). */
  replaces?: CallId;
  joins?: CallId;
  /** URI of the conference that the far end is. */
  focus?: string;
  /** Where the one called sends this call; asking: the user has not said yet whether it goes there. */
  forwarding?: { readonly target: string; readonly asking: boolean };
  /** Every target it was sent to so far. */
  forwardings?: readonly string[];
  /** Its ringing has to hold our offer; the offer, once it is being made. */
  ringsWithOffer?: boolean;
  ringOffer?: Promise<string>;
  /** How it rings where not as usual. */
  ring?: 'internal' | 'attention';
  answersAtEpochMs?: number;
  about?: string;
  /** What is known of whether its caller may use the number. */
  callerVerification?: CallerVerification;
  /** Its caller was sent on there a moment ago, and the server brought the call back. */
  backFrom?: string;
  /** See SoundingCall. */
  turnedTo: number;
  /** Cancels the ring time-out of an incoming call. */
  stopRingTimer: () => void;
  /** Cancels the next try of an offer that met one of theirs. */
  stopRetry: () => void;
  /** Once ended: cancels its leaving the screen by itself. */
  stopLeaving: () => void;
}

/** A call that has just begun, before anything is known of its sound. */
export function newCall(facts: Pick<Call, 'id' | 'account' | 'direction' | 'startedAtEpochMs' | 'isSignallingSecure' | 'remote'>): Call {
  const nothing = (): void => {};
  return {
    ...facts, state: { kind: 'preparing' }, muted: false, digitsSent: '', stats: null, negotiated: null, turnedTo: 0,
    stopRingTimer: nothing, stopRetry: nothing, stopLeaving: nothing,
  };
}

/** What others than the call itself know of it. */
export type CallSurroundings = Pick<CallSnapshot, 'heard' | 'conference' | 'recording' | 'playing' | 'transfer' | 'referral' | 'consultsFor' | 'focus' | 'takesTransfer'>;
const alone: CallSurroundings = { heard: false, conference: false, recording: null, playing: null };
/** Peak of what came in the last second, above which somebody spoke and it was not the line's noise. */
const SPEAKING_PEAK = 0.03;

/** The call as windows see it. */
export function snapshotOf(call: Call, surroundings: CallSurroundings = alone): CallSnapshot {
  const expectsAudio = call.state.kind === 'established' && !call.state.localHold && !call.state.remoteHold;
  return {
    id: call.id,
    accountId: call.account.id,
    accountLabel: call.account.label,
    direction: call.direction,
    startedAtEpochMs: call.startedAtEpochMs,
    remote: call.remote,
    firstRemote: call.firstRemote ?? null,
    phase: phaseOf(call.state),
    muted: call.muted,
    holdPending: call.state.kind === 'established' && call.state.wantHold !== call.state.localHold,
    security: securityOf(call.stats?.security ?? null, call.isSignallingSecure()),
    quality: call.stats === null ? null : qualityOf(call.stats, expectsAudio, call.findings),
    digitsSent: call.digitsSent,
    forwardedTo: call.forwarding ?? null,
    answersAtEpochMs: call.answersAtEpochMs ?? null,
    about: call.about ?? null,
    callerVerification: call.callerVerification ?? null,
    backFrom: call.backFrom ?? null,
    referredBy: call.referredBy ?? null,
    joins: call.joins ?? null,
    speaking: surroundings.conference && expectsAudio && (call.stats?.levelIn ?? 0) > SPEAKING_PEAK,
    ...surroundings,
  };
}

function phaseOf(state: CallState): CallPhase {
  switch (state.kind) {
    case 'preparing':
    case 'dialling':
      return { kind: 'dialling' };
    case 'ringing':
      return { kind: 'ringing', earlyMedia: state.mediaFlows };
    case 'arriving': // on no list; only for whoever asks for this very call
      return { kind: 'incoming', silenced: true };
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
