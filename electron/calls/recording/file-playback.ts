import type { CallId } from '../../contract/ids';
import type { Call } from '../call';
import { CallError } from '../errors';
import type { Log, Media, MediaEvent } from '../ports';

/** Which file is played into which call. */
export class FilePlayback {
  readonly #playing = new Map<CallId, string>();

  constructor(private readonly media: Media, private readonly log: Log, private readonly get: (callId: CallId) => Call, private readonly changed: () => void) {}

  /** Name of the file, null = nothing is played. */
  of(callId: CallId): string | null {
    return this.#playing.get(callId) ?? null;
  }

  /** Rejects where the file cannot be played, with CallError WRONG_PHASE where the call is not established. `name` is what the user sees of it. */
  async play(callId: CallId, file: string, name: string): Promise<void> {
    if (this.get(callId).state.kind !== 'established') throw new CallError('WRONG_PHASE', 'files are played into established calls');
    await this.media.playFile(callId, file);
    this.#playing.set(callId, name);
    this.changed();
  }

  stop(callId: CallId): void {
    if (this.#playing.has(callId)) this.media.stopFile(callId);
  }

  onMedia(event: MediaEvent): void {
    if (event.kind === 'died') {
      if (this.#playing.size === 0) return;
      this.#playing.clear();
      this.changed();
    } else if (event.kind === 'fileStopped' && this.#playing.delete(event.callId)) {
      if (event.reason === 'failed') this.log.warn('file not played to its end', { callId: event.callId });
      this.changed();
    }
  }
}
