import { CodedError } from '../../calls/errors';
import { MAX_EVENT_DURATION, buildTelephoneEvent, eventOfDigit } from './telephone-event';

/** -10 dBm0: the level a telephone key has. */
const VOLUME = 10;
/** The last packet goes out three times in all (RFC 4733 2.5.1.4). */
const END_PACKETS = 3;
const PAUSE_MS = 500;
const MIN_DIGIT_MS = 40;
/** Between two digits beside the repeated end packets, so that slow detectors part them. */
const GAP_MS = 40;

export interface EventPacket {
  readonly payload: Uint8Array<ArrayBuffer>;
  readonly timestamp: number;
  readonly marker: boolean;
}

export interface EventFrame {
  /** RTP timestamp the audio frame would have had. */
  readonly timestamp: number;
  readonly frameMs: number;
  /** Hz of the RTP timestamps of the stream. */
  readonly clockRate: number;
  /** Hz of the negotiated telephone-event; the same, unless the far end knows only 8000. */
  readonly eventClockRate: number;
}

type Step =
  | { kind: 'digit'; event: number; leftMs: number; sentMs: number; segmentMs: number; timestamp: number | null; endsLeft: number; ended: boolean }
  | { kind: 'pause'; leftMs: number };
interface Job { steps: Step[]; resolve: () => void; reject: (error: Error) => void }

export class DtmfError extends CodedError<'NO_TELEPHONE_EVENT' | 'INVALID_DIGITS' | 'INTERRUPTED'> {}

/**
 * Turns digits into telephone-event packets (RFC 4733). It has no timer of its own: each time a frame of audio is
 * due the sender asks nextPacket() first, and what it answers goes out in the frame's place.
 */
export class TelephoneEventSender {
  #jobs: Job[] = [];

  get busy(): boolean { return this.#jobs.length > 0; }

  /** `,` pauses 500 ms. Rejects with DtmfError INVALID_DIGITS, or INTERRUPTED when abort() comes first. */
  send(digits: string, digitMs: number): Promise<void> {
    const steps: Step[] = [];
    for (const digit of digits) {
      if (digit === ',') { steps.push({ kind: 'pause', leftMs: PAUSE_MS }); continue; }
      const event = eventOfDigit(digit);
      if (event === null) return Promise.reject(new DtmfError('INVALID_DIGITS', 'not a DTMF digit'));
      const leftMs = Number.isFinite(digitMs) ? Math.max(MIN_DIGIT_MS, digitMs) : MIN_DIGIT_MS;
      steps.push({ kind: 'digit', event, leftMs, sentMs: 0, segmentMs: 0, timestamp: null, endsLeft: END_PACKETS, ended: false });
      steps.push({ kind: 'pause', leftMs: GAP_MS });
    }
    if (steps.length === 0) return Promise.resolve();
    return new Promise((resolve, reject) => this.#jobs.push({ steps, resolve, reject }));
  }

  /** What to send in place of the frame that is due now; null = send the audio. */
  nextPacket(frame: EventFrame): EventPacket | null {
    const job = this.#jobs[0];
    const step = job?.steps[0];
    if (!job || !step) return null;
    const packet = step.kind === 'pause' ? this.#pause(step, frame) : this.#digit(step, frame);
    if (step.kind === 'pause' ? step.leftMs <= 0 : step.endsLeft === 0) {
      job.steps.shift();
      if (job.steps.length === 0) {
        this.#jobs.shift();
        job.resolve();
      }
    }
    return packet;
  }

  abort(): void {
    const jobs = this.#jobs;
    this.#jobs = [];
    for (const job of jobs) job.reject(new DtmfError('INTERRUPTED', 'digits were cut off'));
  }

  #pause(step: Extract<Step, { kind: 'pause' }>, frame: EventFrame): null {
    step.leftMs -= frame.frameMs;
    return null;
  }

  #digit(step: Extract<Step, { kind: 'digit' }>, frame: EventFrame): EventPacket {
    const marker = step.timestamp === null;
    step.timestamp ??= frame.timestamp;
    const maxSegmentMs = (MAX_EVENT_DURATION / frame.eventClockRate) * 1000;
    if (!step.ended) {
      const moreMs = Math.min(frame.frameMs, step.leftMs);
      step.leftMs -= moreMs;
      step.segmentMs += moreMs;
      if (step.segmentMs > maxSegmentMs) {
        // RFC 4733 2.5.1.3: the duration field is full; a new segment begins where the old one ends, without marker.
        step.timestamp = (step.timestamp + Math.round((MAX_EVENT_DURATION * frame.clockRate) / frame.eventClockRate)) >>> 0;
        step.segmentMs -= maxSegmentMs;
      }
      step.ended = step.leftMs <= 0;
    }
    if (step.ended) step.endsLeft--;
    const duration = (step.segmentMs / 1000) * frame.eventClockRate;
    return {
      payload: buildTelephoneEvent({ event: step.event, end: step.ended, volume: VOLUME, duration }),
      timestamp: step.timestamp,
      marker,
    };
  }
}
