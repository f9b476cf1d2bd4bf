/*
 * Recordings of calls: which calls a file belongs to, what the history knows of it, and what the user is told when it ends
 * by itself. The sound is written by the media process. One recording a call at most; a conference has one for all.
 */
import type { Settings } from '../../contract/settings';
import type { CallId, RecordingId } from '../../contract/ids';
import type { Call } from '../call';
import { CallError } from '../errors';
import type { Clock, Log, Media, MediaEvent, RecordingEnd, RecordingStore } from '../ports';
import { recordingName, type NamedCall } from './recording-name';

/** How often both ends are reminded. */
const TONE_EVERY_SECONDS = 15;

/** Why something went wrong, as the user is told. interrupted: the media process died; a new part follows. */
export type RecordingProblem = Extract<RecordingEnd, 'disk-full' | 'disk-slow' | 'failed'> | 'interrupted';

/** What recordings need beside the media process. */
export interface RecordingSupport {
  store: RecordingStore;
  /** Folder for new recordings. */
  folder: () => string;
  /** Joins folder and file name as the system writes paths. */
  join: (folder: string, name: string) => string;
  /** The spoken announcement in the user's language. */
  announcement: () => string;
  newRecordingId: () => RecordingId;
  onProblem: (problem: RecordingProblem, detail: string) => void;
}

interface Running {
  readonly id: RecordingId;
  readonly startedAtEpochMs: number;
  callIds: readonly CallId[];
  /** Once the media process has made the file. */
  stored: boolean;
  /** The media process that wrote it is gone; a new part begins with the next one. */
  interrupted: boolean;
}

export class CallRecordings {
  readonly #running = new Map<RecordingId, Running>();

  constructor(
    private readonly support: RecordingSupport | null,
    private readonly options: { media: Media; clock: Clock; log: Log; settings: () => Settings; calls: () => readonly Call[]; group: (callId: CallId) => readonly Call[]; changed: () => void; written: () => void },
  ) {}

  /** Since when this call is recorded, null = it is not. */
  of(callId: CallId): { startedAtEpochMs: number } | null {
    const running = this.#find(callId);
    return running === undefined ? null : { startedAtEpochMs: running.startedAtEpochMs };
  }

  /** Records the call, or the whole conference it is in. Throws CallError WRONG_PHASE, CALL_NOT_FOUND. */
  start(callId: CallId): void {
    const group = this.options.group(callId);
    if (this.support === null) throw new CallError('WRONG_PHASE', 'nothing can be recorded here');
    const calls = group.filter(({ id }) => this.#find(id) === undefined);
    if (calls.length < group.length) return this.#extend(group);
    if (calls.some(({ state }) => state.kind !== 'established')) throw new CallError('WRONG_PHASE', 'only an established call is recorded');
    this.#begin(this.support, calls, this.options.settings().recordingNotice !== 'off');
  }

  /** As the setting says, from the answer on. */
  established(call: Call): void {
    if (this.support !== null && this.options.settings().recordAutomatically && this.#find(call.id) === undefined) this.#begin(this.support, [call], true);
  }

  stop(callId: CallId): void {
    const running = this.#find(callId);
    if (running === undefined) return;
    this.options.media.stopRecording(running.id).then(
      (result) => { if (result === null) this.#forget(running); },
      (error: unknown) => {
        this.options.log.warn('recording did not stop', { error: messageOf(error) });
        this.#forget(running);
      },
    );
  }

  /** Calls were joined: where one of them is recorded, all are, and the others hear of it as well. */
  conferenceChanged(members: readonly Call[]): void {
    if (members.some(({ id }) => this.#find(id) !== undefined)) this.#extend(members);
  }

  onMedia(event: MediaEvent): void {
    switch (event.kind) {
      case 'recordingStopped': {
        const running = [...this.#running.values()].find(({ id }) => id === event.recordingId);
        if (running === undefined) return;
        const { reason, durationMs, detail } = event.result;
        this.#write(() => this.support?.store.ended(running.id, durationMs));
        this.#forget(running);
        if (reason !== 'asked' && reason !== 'calls-ended') this.support?.onProblem(reason, detail);
        return;
      }
      case 'died':
        for (const running of this.#running.values()) {
          running.interrupted = true;
          this.#write(() => this.support?.store.ended(running.id, this.options.clock.epochMs() - running.startedAtEpochMs));
        }
        return;
      case 'restarted':
        return this.#beginAgain();
      default:
        return;
    }
  }

  #begin(support: RecordingSupport, calls: readonly Call[], told: boolean): void {
    const { media, clock, settings } = this.options;
    const { recordingFormat, recordingNotice } = settings();
    const running: Running = { id: support.newRecordingId(), startedAtEpochMs: clock.epochMs(), callIds: calls.map(({ id }) => id), stored: false, interrupted: false };
    this.#running.set(running.id, running);
    const named: NamedCall[] = calls.map(({ direction, remote }) => ({ direction, number: remote.number, name: remote.contact?.name ?? remote.displayName }));
    const name = recordingName(running.startedAtEpochMs, named);
    media.startRecording(running.id, {
      path: support.join(support.folder(), name), format: recordingFormat, callIds: running.callIds, title: name,
      announcement: told && recordingNotice === 'announcement' ? support.announcement() : null,
      toneEverySeconds: told && recordingNotice !== 'off' ? TONE_EVERY_SECONDS : null,
    }).then(
      ({ file }) => {
        running.stored = true;
        this.#write(() => support.store.begin({ id: running.id, callIds: running.callIds, file, startedAtEpochMs: running.startedAtEpochMs }));
      },
      (error: unknown) => {
        if (!this.#running.has(running.id) || running.interrupted) return;
        this.#forget(running);
        support.onProblem(codeOf(error) === 'ENOSPC' ? 'disk-full' : 'failed', messageOf(error));
      },
    );
    this.options.changed();
  }

  /** The new process knows nothing of the old one's files. */
  #beginAgain(): void {
    const before = [...this.#running.values()];
    this.#running.clear();
    for (const { callIds } of before) {
      const calls = this.options.calls().filter(({ id, state }) => callIds.includes(id) && state.kind === 'established');
      if (calls.length === 0 || this.support === null) continue;
      this.support.onProblem('interrupted', '');
      this.#begin(this.support, calls, true);
    }
  }

  #extend(group: readonly Call[]): void {
    const running = group.map(({ id }) => this.#find(id)).find((found) => found !== undefined);
    if (running === undefined) return;
    const added = group.map(({ id }) => id).filter((id) => this.#find(id) === undefined);
    if (added.length === 0) return;
    running.callIds = [...running.callIds, ...added];
    this.options.media.setRecordingCalls(running.id, running.callIds);
    if (running.stored) this.#write(() => this.support?.store.addCalls(running.id, added));
    this.options.changed();
  }

  #find(callId: CallId): Running | undefined {
    return [...this.#running.values()].find(({ callIds }) => callIds.includes(callId));
  }

  #forget(running: Running): void {
    if (this.#running.delete(running.id)) this.options.changed();
  }

  #write(act: () => void): void {
    try {
      act();
      this.options.written();
    } catch (error) {
      this.options.log.error('recording not noted in the history', { error: messageOf(error) });
    }
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
