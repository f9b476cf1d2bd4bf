import type { AccountWithState, RegistrationState } from '../../../electron/contract/accounts';
import type { CallPhase, CallSnapshot } from '../../../electron/contract/calls';
import { AccountId, CallId } from '../../../electron/contract/ids';

export function callIn(phase: CallPhase, id = 'call-1'): CallSnapshot {
  return {
    id: CallId.parse(id), accountId: AccountId.parse('line-1'), accountLabel: 'Reception',
    direction: phase.kind === 'dialling' || phase.kind === 'ringing' ? 'outgoing' : 'incoming', startedAtEpochMs: 1_000,
    remote: { number: '+33144556677', uri: 'sip:+33144556677@pbx.test', e164: '+33144556677', displayName: 'Marie', contact: null },
    phase, muted: false, holdPending: false, security: { signalling: false, audio: false, audioState: 'open', keyExchange: null, suite: null }, quality: null, digitsSent: '', heard: false, conference: false, speaking: false, recording: null, playing: null,
  };
}

export const incoming: CallPhase = { kind: 'incoming', silenced: false };
export const established: CallPhase = { kind: 'established', answeredAtEpochMs: 2_000, localHold: false, remoteHold: false };
export function ended(code: 'missed' | 'hung-up' | 'answered-elsewhere'): CallPhase {
  return { kind: 'ended', endedAtEpochMs: 3_000, answeredAtEpochMs: null, cause: { code, by: 'remote', sipStatus: null, reason: null } };
}

export function lineIn(registration: RegistrationState, enabled = true): AccountWithState {
  return {
    account: {
      id: AccountId.parse('line-1'), label: 'Reception', displayName: '', username: '201', authUsername: null, domain: 'pbx.test', outboundProxy: null,
      transport: 'udp', registerExpiresSeconds: 300, dtmfMethod: 'rfc4733', mediaEncryption: 'off', keyExchange: 'sdes', codecs: ['opus'], voicemailNumber: null, enabled, practice: false,
    },
    registration,
  };
}

export const ready: RegistrationState = { kind: 'ready', sinceEpochMs: 0, expiresAtEpochMs: 300_000, server: 'pbx.test' };
