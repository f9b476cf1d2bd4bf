/**
 * Writes one recording: two channels in step by our own clock, whatever the microphone and the speaker do.
 *
 *   said  ──> drift buffer ──┐
 *                            ├─ every 40 ms ──> encoder ── every second ──> file
 *   heard ──> drift buffer ──┘
 *
 * Where nothing is said or heard (hold, no microphone) there is silence of the same length.
 */
import type { Clock } from '../../calls/ports/clock';
import { unreachable } from '../../calls/errors';
import type { RecordingEnd, RecordingFormat, RecordingResult } from '../../calls/ports/recording';
import { DriftBuffer } from '../mixer/drift-buffer';
import type { Tap } from '../mixer/leg';
import { OggOpusEncoder } from './ogg-opus-encoder';
import { FRAME, type RecordingEncoder } from './recording-encoder';
import { RecordingFile, type FileFailure, type FileSystem } from './recording-file';
import { WavEncoder } from './wav-encoder';

/** Not heard, so there is time: 200 ms on both sides even out every jerk of the devices. */
const WAITING_FRAMES = 9600;
const STEP_MS = 40;
const FLUSH_MS = 1000;
const FRAME_MS = 20;
/** A process that slept does not make up for it. */
const MAX_CATCH_UP_MS = 1000;

export interface RecorderOptions {
  readonly clock: Clock;
  readonly path: string;
  readonly format: RecordingFormat;
  readonly title: string;
  /** The file failed: nothing more is written, and stop() is to be called. */
  readonly onFailed: () => void;
  readonly files?: FileSystem;
}

export class Recorder implements Tap {
  readonly #clock: Clock;
  readonly #encoder: RecordingEncoder;
  readonly #file: RecordingFile;
  readonly #onFailed: () => void;
  readonly #said = new DriftBuffer(WAITING_FRAMES);
  readonly #heard = new DriftBuffer(WAITING_FRAMES);
  readonly #left = new Float32Array(FRAME);
  readonly #right = new Float32Array(FRAME);
  readonly #stereo = new Float32Array(2 * FRAME);
  #failure: FileFailure | null = null;
  #frames = 0;
  #nextDueMs: number;
  #nextFlushMs: number;
  #cancel: (() => void) | null = null;
  #result: Promise<RecordingResult> | null = null;


  private constructor(clock: Clock, encoder: RecordingEncoder, file: RecordingFile, onFailed: () => void) {
    this.#clock = clock;
    this.#onFailed = onFailed;
    this.#encoder = encoder;
    this.#file = file;
    const now = clock.monotonicMs();
    this.#nextDueMs = now + FRAME_MS;
    this.#nextFlushMs = now + FLUSH_MS;
    file.append(encoder.header());
    this.#arm();
  }

  /** Rejects with NativeError 'ADDON_MISSING' or the file system's error. */
  static async start(options: RecorderOptions): Promise<Recorder> {
    const encoder = encoderFor(options.format, options.title);
    let recorder: Recorder | null = null;
    try {
      const file = await RecordingFile.create(options.path, encoder.extension, (failure) => {
        if (recorder !== null) recorder.#failure = failure;
        options.onFailed();
      }, options.files);
      recorder = new Recorder(options.clock, encoder, file, options.onFailed);
      return recorder;
    } catch (error) {
      encoder.dispose();
      throw error;
    }
  }

  get file(): string { return this.#file.path; }
  get durationMs(): number { return this.#frames * FRAME_MS; }

  said(pcm: Float32Array): void {
    this.#said.write(pcm);
  }

  heard(pcm: Float32Array): void {
    this.#heard.write(pcm);
  }

  /** Ends the file. Every call answers the same. */
  stop(reason: RecordingEnd): Promise<RecordingResult> {
    this.#result ??= this.#stop(reason);
    return this.#result;
  }

  async #stop(reason: RecordingEnd): Promise<RecordingResult> {
    this.#cancel?.();
    this.#cancel = null;
    this.#step();
    if (this.#failure === null) {
      // What still waits was said before the end.
      for (let left = WAITING_FRAMES; left > 0; left -= FRAME) this.#addFrame();
      this.#file.append(this.#encoder.finish());
      this.#writeHeader();
    }
    this.#encoder.dispose();
    await this.#file.close();
    const failure = this.#failure as FileFailure | null;
    return { file: this.file, durationMs: this.durationMs, reason: failure?.reason ?? reason, detail: failure?.detail ?? '' };
  }

  #arm(): void {
    this.#cancel = this.#clock.after(STEP_MS, () => {
      this.#arm();
      this.#step();
    });
  }

  #step(): void {
    const now = this.#clock.monotonicMs();
    if (now - this.#nextDueMs > MAX_CATCH_UP_MS) this.#nextDueMs = now;
    for (; this.#nextDueMs <= now; this.#nextDueMs += FRAME_MS) this.#addFrame();
    if (now < this.#nextFlushMs) return;
    this.#nextFlushMs = now + FLUSH_MS;
    const octets = this.#encoder.flush();
    if (octets === null) return;
    this.#file.append(octets);
    this.#writeHeader();
    if (!this.#encoder.isFull || this.#failure !== null) return;
    this.#failure = { reason: 'failed', detail: 'the file is as large as its format allows' };
    this.#onFailed();
  }

  #addFrame(): void {
    this.#said.read(this.#left);
    this.#heard.read(this.#right);
    for (let i = 0; i < FRAME; i++) {
      this.#stereo[2 * i] = this.#left[i] as number;
      this.#stereo[2 * i + 1] = this.#right[i] as number;
    }
    this.#encoder.add(this.#stereo);
    this.#frames += 1;
  }

  #writeHeader(): void {
    const header = this.#encoder.headerFor();
    if (header !== null) this.#file.replaceStart(header);
  }
}

function encoderFor(format: RecordingFormat, title: string): RecordingEncoder {
  switch (format) {
    case 'opus': return new OggOpusEncoder(title);
    case 'wav-16k': return new WavEncoder(16_000);
    case 'wav-48k': return new WavEncoder(48_000);
    default: throw unreachable(format);
  }
}
