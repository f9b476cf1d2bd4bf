import type { ToneName } from '../contract/audio';
import type { CallId } from '../contract/ids';
import type { CallState } from './call-machine';

/** What should be heard now, derived from the calls alone: nothing has to remember which tone is playing. */
export interface Sound {
  /** The call joined to microphone and speaker. */
  active: CallId | null;
  /** Microphone and speaker run. */
  stream: boolean;
  speaker: ToneName | null;
  ringer: ToneName | null;
}

export interface SoundingCall {
  id: CallId;
  direction: 'outgoing' | 'incoming';
  state: CallState;
}

/** How long the tone after the end of a call is heard, ms. */
export const END_TONE_MS = 3_500;

const silence: Sound = { active: null, stream: false, speaker: null, ringer: null };

/** The sound of the given calls; `nowEpochMs` only decides whether an end tone is over. */
export function soundOf(calls: readonly SoundingCall[], nowEpochMs: number): Sound {
  const talking = calls.find((call) => call.state.kind === 'established' && !call.state.wantHold);
  const placing = calls.find((call) => call.state.kind === 'dialling' || call.state.kind === 'ringing' || call.state.kind === 'preparing');
  const answering = calls.find((call) => call.state.kind === 'answering');
  const active = answering ?? placing ?? talking;
  const ringing = calls.some((call) => call.state.kind === 'incoming' && !call.state.silenced);
  const busyWithCall = active !== undefined || calls.some((call) => call.state.kind === 'established');

  const sound: Sound = { ...silence, active: active?.id ?? null, stream: active !== undefined };
  if (ringing && !busyWithCall) sound.ringer = 'ring';
  sound.speaker = placingTone(placing) ?? (ringing && busyWithCall ? 'callWaiting' : null);
  if (active === undefined && sound.speaker === null && !ringing) sound.speaker = endTone(calls, nowEpochMs);
  return sound;
}

function placingTone(call: SoundingCall | undefined): ToneName | null {
  if (call?.state.kind !== 'ringing') return null;
  return call.state.alerting && !call.state.mediaFlows ? 'ringback' : null;
}

function endTone(calls: readonly SoundingCall[], nowEpochMs: number): ToneName | null {
  for (const { state, direction } of calls) {
    if (state.kind !== 'ended' || nowEpochMs - state.endedAtEpochMs >= END_TONE_MS) continue;
    if (state.cause.by === 'local') continue;
    if (state.answeredAtEpochMs !== null) return 'hangUp';
    if (direction === 'incoming') continue;
    return state.cause.code === 'busy' || state.cause.code === 'declined' ? 'busy' : 'congestion';
  }
  return null;
}
