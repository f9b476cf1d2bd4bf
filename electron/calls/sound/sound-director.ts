import type { CallId } from '../../contract/ids';
import type { Audio, Clock, Media } from '../ports';
import { END_TONE_MS, soundOf, type Sound, type SoundingCall } from './sound';

type Output = 'speaker' | 'ringer';
/** How long a device is tried with a tone, ms. */
const TRIAL_MS = 2_000;

/** Brings audio and media to what the calls ask for, telling them only what changed. */
export class SoundDirector {
  private conference: readonly CallId[] = [];
  private current: Sound = { active: null, stream: false, speaker: null, ringer: null };
  private stopTimer: () => void = () => {};
  private readonly stopTrials: Record<Output, () => void> = { speaker: () => {}, ringer: () => {} };

  constructor(
    private readonly audio: Audio,
    private readonly media: Media,
    private readonly clock: Clock,
    private readonly calls: () => readonly SoundingCall[],
    private readonly members: () => readonly CallId[] = () => [],
  ) {}

  update(): void {
    const wanted = soundOf(this.calls(), this.clock.epochMs());
    const before = this.current;
    this.current = wanted;
    const members = this.members();
    if (members.join() !== this.conference.join()) this.media.setConference(members);
    this.conference = members;
    if (wanted.active !== before.active) this.media.setActive(wanted.active);
    if (wanted.stream !== before.stream) {
      if (wanted.stream) this.audio.startStream();
      else this.audio.stopStream();
    }
    this.tone('speaker', before.speaker, wanted.speaker);
    this.tone('ringer', before.ringer, wanted.ringer);
    this.stopTimer();
    if (wanted.speaker !== null && wanted.active === null) this.stopTimer = this.clock.after(END_TONE_MS, () => this.update());
  }

  /** The call is joined to microphone and speaker, alone or in the conference. */
  hears(callId: CallId): boolean {
    const { active } = this.current;
    return active === callId || (active !== null && this.conference.includes(active) && this.conference.includes(callId));
  }

  /** A new media process knows nothing of the active call. */
  mediaReplaced(): void {
    if (this.conference.length > 0) this.media.setConference(this.conference);
    this.media.setActive(this.current.active);
  }

  /** A tone to try a device with; never in the place of one that belongs to a call. */
  tryOutput(output: Output): void {
    if (this.current[output] !== null) return;
    this.audio.playTone(output === 'ringer' ? 'ring' : 'ringback', output);
    this.stopTrials[output]();
    this.stopTrials[output] = this.clock.after(TRIAL_MS, () => {
      if (this.current[output] === null) this.audio.stopTone(output);
    });
  }

  /** The sound of a key; ring-back or a second caller is more worth hearing. */
  keyTone(digit: string): void {
    if (this.current.speaker === null) this.audio.playTone('dtmf', 'speaker', digit);
  }

  dispose(): void {
    this.stopTimer();
    for (const stop of Object.values(this.stopTrials)) stop();
  }

  private tone(output: Output, before: Sound['speaker'], wanted: Sound['speaker']): void {
    if (before === wanted) return;
    if (wanted === null) this.audio.stopTone(output);
    else this.audio.playTone(wanted, output);
  }
}
