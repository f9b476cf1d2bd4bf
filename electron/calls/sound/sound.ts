import type { ToneName } from '../../contract/audio';
import type { CallId } from '../../contract/ids';
import type { CallState } from '../machine/call-state';
import { unreachable } from '../errors';

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
  /** Grows with every dial, answer and resume: the call the user turned to last is the one to be heard. */
  turnedTo: number;
  /** internal: another ring tone. attention: short, as the call answers itself. */
  ring?: 'internal' | 'attention';
}

/** How long the tone after the end of a call is heard, ms. */
export const END_TONE_MS = 3_500;

const silence: Sound = { active: null, stream: false, speaker: null, ringer: null };

/** True where a call of this state is to be heard and spoken to, unless the user has turned to another since. */
export function wantsSound(state: CallState): boolean {
  switch (state.kind) {
    case 'preparing':
    case 'dialling':
    case 'ringing':
    case 'answering':
      return true;
    case 'established':
      return !state.wantHold;
    case 'arriving':
    case 'incoming':
    case 'ended':
      return false;
    default:
      throw unreachable(state);
  }
}

/** The sound of the given calls; `nowEpochMs` only decides whether an end tone is over. */
export function soundOf(calls: readonly SoundingCall[], nowEpochMs: number): Sound {
  const active = calls.filter(({ state }) => wantsSound(state)).reduce<SoundingCall | undefined>((last, call) => (last === undefined || call.turnedTo > last.turnedTo ? call : last), undefined);
  const caller = calls.find((call) => call.state.kind === 'incoming' && !call.state.silenced);
  const ringing = caller !== undefined;
  const busyWithCall = active !== undefined || calls.some((call) => call.state.kind === 'established');

  const sound: Sound = { ...silence, active: active?.id ?? null, stream: active !== undefined };
  if (ringing && !busyWithCall) sound.ringer = ringerOf(caller);
  sound.speaker = placingTone(active) ?? (ringing && busyWithCall ? 'callWaiting' : null);
  if (active === undefined && sound.speaker === null && !ringing) sound.speaker = endTone(calls, nowEpochMs);
  return sound;
}

function ringerOf({ ring }: SoundingCall): ToneName {
  switch (ring) {
    case undefined: return 'ring';
    case 'internal': return 'ringInternal';
    case 'attention': return 'attention';
    default: throw unreachable(ring);
  }
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
