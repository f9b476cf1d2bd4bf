import type { Clock } from '../../calls/ports/clock';
import type { Log } from '../../calls/ports/log';
import type { RecordingEnd, RecordingOptions, RecordingResult } from '../../calls/ports/recording';
import type { CallId } from '../../contract/ids';
import { NativeError } from '../../../native';
import { MediaError } from '../engine/errors';
import type { Overlay } from '../mixer/leg';
import type { SoundDesk } from '../mixer/sound-desk';
import { Clip, recordingTone } from '../playback/clip';
import { readClip } from '../playback/open-sound';
import { Recorder } from './recorder';

export interface RecordingsOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly desk: SoundDesk;
  readonly onStopped: (recordingId: string, result: RecordingResult) => void;
}

interface Running {
  readonly recorder: Recorder;
  callIds: readonly CallId[];
  readonly removeTap: () => void;
  /** Announcement or tone that is heard by now. */
  notice: Overlay | null;
  stopTones: () => void;
  stopped: boolean;
}

/** The recordings of the media process, what both ends are told of them, and their ends. */
export class Recordings {
  readonly #running = new Map<string, Running>();
  readonly #options: RecordingsOptions;
  readonly #tone = recordingTone();
  readonly #closing = new Set<Promise<unknown>>();

  constructor(options: RecordingsOptions) {
    this.#options = options;
  }

  /** Rejects with MediaError 'NO_CODEC', or the file system's own error. */
  async start(recordingId: string, options: RecordingOptions): Promise<{ file: string }> {
    const { clock, log, desk } = this.#options;
    const announcement = options.announcement === null ? null : await readClip(options.announcement).catch((error: unknown) => {
      log.warn('announcement not readable, a tone stands in', { detail: String(error) });
      return this.#tone;
    });
    let recorder: Recorder;
    try {
      recorder = await Recorder.start({
        clock, path: options.path, format: options.format, title: options.title,
        onFailed: () => { void this.stop(recordingId, 'failed'); },
      });
    } catch (error) {
      if (error instanceof NativeError) throw new MediaError('NO_CODEC', 'Opus cannot be used here', { cause: error });
      throw error;
    }
    const running: Running = {
      recorder, callIds: options.callIds, removeTap: desk.addTap(() => running.callIds, recorder),
      notice: null, stopTones: () => {}, stopped: false,
    };
    this.#running.set(recordingId, running);
    if (announcement !== null) this.#tell(running, announcement);
    if (options.toneEverySeconds !== null) this.#tones(running, options.toneEverySeconds * 1000, announcement === null);
    log.info('recording', { recordingId, format: options.format });
    return { file: recorder.file };
  }

  setCalls(recordingId: string, callIds: readonly CallId[]): void {
    const running = this.#running.get(recordingId);
    if (running) running.callIds = [...callIds];
  }

  async stop(recordingId: string, reason: RecordingEnd): Promise<RecordingResult | null> {
    const running = this.#running.get(recordingId);
    if (!running) return null;
    const stopping = running.recorder.stop(reason);
    if (!running.stopped) {
      running.stopped = true;
      running.removeTap();
      running.stopTones();
      if (running.notice !== null) this.#options.desk.removeOverlay(running.notice);
      const closing = stopping.then((result) => {
        this.#running.delete(recordingId);
        this.#options.onStopped(recordingId, result);
      });
      this.#closing.add(closing);
      void closing.finally(() => this.#closing.delete(closing));
    }
    return stopping;
  }

  /** A call is over; a recording without calls ends. */
  callClosed(callId: CallId): void {
    for (const [recordingId, running] of this.#running) {
      if (!running.callIds.includes(callId)) continue;
      running.callIds = running.callIds.filter((other) => other !== callId);
      if (running.callIds.length === 0) void this.stop(recordingId, 'calls-ended');
    }
  }

  /** Ends all recordings and waits for their files. */
  async dispose(): Promise<void> {
    for (const recordingId of [...this.#running.keys()]) void this.stop(recordingId, 'calls-ended');
    await Promise.all(this.#closing);
  }

  #tones(running: Running, everyMs: number, atOnce: boolean): void {
    const again = (): void => {
      running.stopTones = this.#options.clock.after(everyMs, () => {
        // On hold the last one still waits for its turn.
        if (running.notice === null || running.notice.done) this.#tell(running, this.#tone);
        again();
      });
    };
    if (atOnce) this.#tell(running, this.#tone);
    again();
  }

  #tell(running: Running, pcm: Float32Array): void {
    running.notice = new Clip(pcm);
    this.#options.desk.addOverlay(() => running.callIds, running.notice);
  }
}
