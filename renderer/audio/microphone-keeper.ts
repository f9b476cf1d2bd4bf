import type { AudioProblem } from '../../electron/contract/audio';
import { openMicrophone, type MicrophoneWish } from './microphone';

export interface MicrophoneEvents {
  /** Another microphone is to be heard; null = none. */
  onTrack(track: MediaStreamTrack | null): void;
  onProblem(problem: AudioProblem): void;
  /** The device was pulled out or the system took it away. */
  onEnded(): void;
}

/** Keeps one microphone open as wished: opens, moves and closes it, one step after the other. */
export class MicrophoneKeeper {
  private open: { wish: MicrophoneWish; track: MediaStreamTrack; usesDefault: boolean } | null = null;
  private wish: MicrophoneWish | null = null;
  private work: Promise<void> = Promise.resolve();

  constructor(private readonly media: Pick<MediaDevices, 'getUserMedia'>, private readonly events: MicrophoneEvents) {}

  /** Label of the open microphone as the system tells it; null when none is open. */
  get label(): string | null {
    return this.open?.track.label ?? null;
  }

  get usesDefault(): boolean {
    return this.open?.usesDefault ?? false;
  }

  /** null = closed. The same wish again opens it again only if it is not open. */
  set(wish: MicrophoneWish | null): Promise<void> {
    this.wish = wish;
    this.work = this.work.then(() => this.follow());
    return this.work;
  }

  private async follow(): Promise<void> {
    const { wish } = this;
    if (wish === null) {
      this.close();
      this.events.onProblem(null);
      return;
    }
    if (this.open !== null && sameWish(this.open.wish, wish)) return;
    const result = await openMicrophone(this.media, wish);
    if (!result.ok) {
      this.close();
      this.events.onProblem(result.problem);
      return;
    }
    const before = this.open;
    this.open = { wish, ...result };
    result.track.onended = (): void => {
      if (this.open?.track !== result.track) return;
      this.open = null;
      this.events.onTrack(null);
      this.events.onEnded();
    };
    this.events.onTrack(result.track);
    // The old one is let go only now, so that the sound moves without a gap.
    before?.track.stop();
    this.events.onProblem(null);
  }

  private close(): void {
    if (this.open === null) return;
    const { track } = this.open;
    this.open = null;
    this.events.onTrack(null);
    track.stop();
  }
}

function sameWish(a: MicrophoneWish, b: MicrophoneWish): boolean {
  return a.deviceId === b.deviceId && (a.deviceId !== null || a.defaultName === b.defaultName) 
    && a.echoCancellation === b.echoCancellation && a.noiseSuppression === b.noiseSuppression && a.autoGainControl === b.autoGainControl;
}
