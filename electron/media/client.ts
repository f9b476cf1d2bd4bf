import { systemClock, type Clock } from '../calls/ports/clock';
import { type Log, silentLog } from '../calls/ports/log';
import type { AcceptResult, AnswerResult, Media, MediaEvent, MediaOptions, MediaStats, OfferCheck } from '../calls/ports/media';
import type { RecordingOptions, RecordingResult } from '../calls/ports/recording';
import type { CallId } from '../contract/ids';
import { MediaError } from './engine/errors';
import { defaultPortRange, type PortRange } from './transport/socket-pair';
import type { FromMedia, MediaRequest, ToMedia } from './protocol';

/** The forked process; Electron's UtilityProcess fits as it is. */
export interface MediaProcess {
  postMessage(message: ToMedia, transfer?: readonly unknown[]): void;
  on(event: 'message', listener: (message: FromMedia) => void): unknown;
  on(event: 'exit', listener: (code: number) => void): unknown;
  kill(): unknown;
}

export interface MediaClientOptions<Port> {
  /** Starts a process running media/process. */
  readonly spawn: () => MediaProcess;
  readonly clock?: Clock;
  readonly log?: Log;
  readonly ports?: PortRange;
  /** What connectAudio() transfers; only to name the type. */
  readonly audioPort?: Port;
}

/** Even a slow start of the process is within this. */
const REQUEST_TIMEOUT_MS = 5000;
/** A disk that wakes up, a folder on the network. */
const DISK_TIMEOUT_MS = 15_000;
/** A process that dies sooner than this after its start is started again ever more slowly. */
const HEALTHY_AFTER_MS = 10_000;
const FIRST_RETRY_MS = 250;
const MAX_RETRY_MS = 5000;
const SHUTDOWN_MS = 500;

const mayWait: ReadonlySet<MediaRequest['method']> = new Set(['sendDigits', 'startRecording', 'stopRecording', 'playFile']);

interface Pending {
  readonly request: MediaRequest;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly cancelTimeout: () => void;
}

/**
 * The media process as main sees it. Starts it at once; when it dies, tells `died`, starts another and tells
 * `restarted`. Every promise settles: with the answer, or with MediaError PROCESS_DIED, TIMEOUT or CLOSED.
 */
export class MediaClient<Port = unknown> implements Media {
  readonly #options: MediaClientOptions<Port>;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #listeners = new Set<(event: MediaEvent) => void>();
  readonly #pending = new Map<number, Pending>();
  readonly #muted = new Set<CallId>();
  #activeCallId: CallId | null = null;
  #conference: readonly CallId[] = [];
  #process: MediaProcess | null = null;
  /** Asked while no process was there; goes out when the next one is. */
  #waiting: { message: ToMedia; transfer: readonly unknown[] }[] = [];
  #nextId = 1;
  #startedAtMs = 0;
  #failures = 0;
  #cancelRestart: (() => void) | null = null;
  #hasDied = false;
  #disposed = false;
  #onExit: (() => void) | null = null;

  constructor(options: MediaClientOptions<Port>) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#log = options.log ?? silentLog;
    this.#start();
  }

  onEvent(listener: (event: MediaEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  canAnswer(offer: string, options: MediaOptions): Promise<OfferCheck> {
    return this.#ask({ method: 'canAnswer', offer, options }, REQUEST_TIMEOUT_MS) as Promise<OfferCheck>;
  }

  makeOffer(callId: CallId, options: MediaOptions): Promise<string> {
    return this.#ask({ method: 'makeOffer', callId, options }, REQUEST_TIMEOUT_MS) as Promise<string>;
  }

  async prepareAnswer(callId: CallId, offer: string, options: MediaOptions): Promise<void> {
    await this.#ask({ method: 'prepareAnswer', callId, offer, options }, REQUEST_TIMEOUT_MS);
  }

  makeAnswer(callId: CallId, offer: string, options: MediaOptions): Promise<AnswerResult> {
    return this.#ask({ method: 'makeAnswer', callId, offer, options }, REQUEST_TIMEOUT_MS) as Promise<AnswerResult>;
  }

  takeAnswer(callId: CallId, answer: string): Promise<AcceptResult> {
    return this.#ask({ method: 'takeAnswer', callId, answer }, REQUEST_TIMEOUT_MS) as Promise<AcceptResult>;
  }

  setMuted(callId: CallId, muted: boolean): void {
    if (muted) this.#muted.add(callId);
    else this.#muted.delete(callId);
    this.#post({ t: 'muted', callId, muted });
  }

  setActive(callId: CallId | null): void {
    this.#activeCallId = callId;
    this.#post({ t: 'active', callId });
  }

  setConference(callIds: readonly CallId[]): void {
    this.#conference = callIds;
    this.#post({ t: 'conference', callIds });
  }

  /** The disk may be slow, so more time than for others. */
  startRecording(recordingId: string, options: RecordingOptions): Promise<{ file: string }> {
    return this.#ask({ method: 'startRecording', recordingId, options }, DISK_TIMEOUT_MS) as Promise<{ file: string }>;
  }

  setRecordingCalls(recordingId: string, callIds: readonly CallId[]): void {
    this.#post({ t: 'recording-calls', recordingId, callIds });
  }

  stopRecording(recordingId: string): Promise<RecordingResult | null> {
    // No process, no recording: its file was whole up to the last second.
    if (!this.#process) return Promise.resolve(null);
    return this.#ask({ method: 'stopRecording', recordingId }, DISK_TIMEOUT_MS) as Promise<RecordingResult | null>;
  }

  playFile(callId: CallId, file: string): Promise<{ durationMs: number | null }> {
    return this.#ask({ method: 'playFile', callId, file }, DISK_TIMEOUT_MS) as Promise<{ durationMs: number | null }>;
  }

  stopFile(callId: CallId): void {
    this.#post({ t: 'stop-file', callId });
  }

  async sendDigits(callId: CallId, digits: string, digitMs: number): Promise<void> {
    // Digits asked for before these are sent first, so there is room for as many again.
    const timeoutMs = REQUEST_TIMEOUT_MS + 2 * [...digits].length * (digitMs + 600);
    await this.#ask({ method: 'sendDigits', callId, digits, digitMs }, timeoutMs);
  }

  close(callId: CallId): Promise<MediaStats | null> {
    this.#muted.delete(callId);
    // No process, no session: a promise kept by a process that died would be refused for nothing.
    if (!this.#process) return Promise.resolve(null);
    return this.#ask({ method: 'close', callId }, REQUEST_TIMEOUT_MS) as Promise<MediaStats | null>;
  }

  /** Hands the audio window's port over. To be done again after each `restarted`. */
  connectAudio(port: Port): void {
    this.#post({ t: 'audio-port' }, [port]);
  }

  /** Closes all sessions (BYE by RTCP) and ends the process. */
  async dispose(): Promise<void> {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#cancelRestart?.();
    const ended = this.#process;
    if (ended) {
      await new Promise<void>((resolve) => {
        const cancel = this.#clock.after(SHUTDOWN_MS, () => { ended.kill(); resolve(); });
        this.#onExit = () => { cancel(); resolve(); };
        ended.postMessage({ t: 'shutdown' });
      });
    }
    this.#process = null;
    this.#rejectAll(new MediaError('CLOSED', 'media is disposed'));
    this.#listeners.clear();
  }

  #start(): void {
    this.#cancelRestart = null;
    this.#startedAtMs = this.#clock.monotonicMs();
    let started: MediaProcess;
    try {
      started = this.#options.spawn();
    } catch (error) {
      this.#log.error('media process not started', { detail: String(error) });
      this.#restartLater();
      return;
    }
    this.#process = started;
    started.on('message', (message) => { if (this.#process === started) this.#receive(message); });
    started.on('exit', (code) => this.#exited(started, code));
    started.postMessage({ t: 'configure', ports: this.#options.ports ?? defaultPortRange });
    for (const callId of this.#muted) started.postMessage({ t: 'muted', callId, muted: true });
    if (this.#conference.length > 0) started.postMessage({ t: 'conference', callIds: this.#conference });
    if (this.#activeCallId !== null) started.postMessage({ t: 'active', callId: this.#activeCallId });
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const { message, transfer } of waiting) this.#send(started, message, transfer);
  }

  #exited(ended: MediaProcess, code: number): void {
    if (this.#process !== ended) return;
    this.#process = null;
    if (this.#disposed) { this.#onExit?.(); return; }
    this.#log.error('media process died', { code });
    this.#rejectAll(new MediaError('PROCESS_DIED', 'the media process died'));
    this.#hasDied = true;
    this.#emit({ kind: 'died' });
    this.#restartLater();
  }

  #restartLater(): void {
    if (this.#disposed) return;
    const healthy = this.#clock.monotonicMs() - this.#startedAtMs >= HEALTHY_AFTER_MS;
    this.#failures = healthy ? 0 : this.#failures + 1;
    // The first time at once: somebody is talking.
    const delayMs = this.#failures <= 1 ? 0 : Math.min(MAX_RETRY_MS, FIRST_RETRY_MS * 2 ** (this.#failures - 2));
    this.#cancelRestart = this.#clock.after(delayMs, () => this.#start());
  }

  #ask(request: MediaRequest, timeoutMs: number): Promise<unknown> {
    if (this.#disposed) return Promise.reject(new MediaError('CLOSED', 'media is disposed'));
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      const cancelTimeout = this.#clock.after(timeoutMs, () => this.#timedOut(id));
      this.#pending.set(id, { request, resolve, reject, cancelTimeout });
      this.#post({ t: 'request', id, request });
    });
  }

  #timedOut(id: number): void {
    const pending = this.#pending.get(id);
    if (!pending) return;
    this.#pending.delete(id);
    this.#waiting = this.#waiting.filter(({ message }) => message.t !== 'request' || message.id !== id);
    pending.reject(new MediaError('TIMEOUT', `media did not answer ${pending.request.method}`));
    // Digits may wait behind a hold, files for a disk; anything else unanswered means that the process hangs, and a new one helps.
    if (!mayWait.has(pending.request.method) && this.#process) {
      this.#log.error('media process does not answer', { method: pending.request.method });
      this.#process.kill();
    }
  }

  #post(message: ToMedia, transfer: readonly unknown[] = []): void {
    if (this.#disposed) return;
    if (this.#process) this.#send(this.#process, message, transfer);
    // The state of mute and active is told to every new process anyway.
    else if (message.t === 'request' || message.t === 'audio-port') this.#waiting.push({ message, transfer });
  }

  #send(process: MediaProcess, message: ToMedia, transfer: readonly unknown[]): void {
    try {
      if (transfer.length > 0) process.postMessage(message, transfer);
      else process.postMessage(message);
    } catch (error) {
      // It is dying; its exit comes next and settles what waits.
      this.#log.warn('message to media not sent', { detail: String(error) });
    }
  }

  #receive(message: FromMedia): void {
    switch (message.t) {
      case 'ready':
        this.#log.info('media process ready', { startMs: Math.round(this.#clock.monotonicMs() - this.#startedAtMs) });
        if (this.#hasDied) this.#emit({ kind: 'restarted' });
        break;
      case 'answer': {
        const pending = this.#pending.get(message.id);
        if (!pending) break;
        this.#pending.delete(message.id);
        pending.cancelTimeout();
        if (message.ok) pending.resolve(message.value);
        else pending.reject(new RemoteMediaError(message.error.code, message.error.message));
        break;
      }
      case 'event': this.#emit(message.event); break;
      case 'log': this.#log.child(message.component)[message.level](message.message, message.fields); break;
    }
  }

  #rejectAll(error: MediaError): void {
    const pending = [...this.#pending.values()];
    this.#pending.clear();
    this.#waiting = [];
    for (const { reject, cancelTimeout } of pending) {
      cancelTimeout();
      reject(error);
    }
  }

  #emit(event: MediaEvent): void {
    for (const listener of this.#listeners) listener(event);
  }
}

/** An error of the media process, with its code, as it came over. */
export class RemoteMediaError extends Error {
  constructor(readonly code: string, message: string) {
    super(message);
    this.name = 'RemoteMediaError';
  }
}
