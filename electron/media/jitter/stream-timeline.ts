import { TimestampUnroller, sequenceDistance } from '../rtp/serial';
import type { IncomingAudio } from './incoming-audio';

/** Timestamps that leave the pace of arrival by more than this are a new origin. */
const NEW_ORIGIN_MS = 1000;
/** And at the start of a talk spurt by more than this: some senders let their timestamps stand in silence. */
const NEW_SPURT_ORIGIN_MS = 250;
/** Sequence numbers remembered against duplicates. */
const REMEMBERED = 256;

/**
 * Where the packets of one stream belong: RTP timestamps and sequence numbers that wrap and jump become samples at 48 kHz
 * on one line that goes on.
 */
export class StreamTimeline {
  readonly #unroller = new TimestampUnroller();
  readonly #seen = new Int32Array(REMEMBERED).fill(-1);
  #ssrc: number | null = null;
  #clockRate = 0;
  #last: { sequenceNumber: number; timestamp: number; start: number; arrivalMs: number } | null = null;

  /** False where the packet begins another stream, or this one anew; then `reset` is due. */
  continues(packet: IncomingAudio, clockRate: number, nowMs: number): boolean {
    if (packet.ssrc !== this.#ssrc || clockRate !== this.#clockRate) return false;
    if (this.#last === null) return true;
    const spacingMs = (((packet.timestamp - this.#last.timestamp) | 0) * 1000) / clockRate;
    const strayedMs = Math.abs(spacingMs - (nowMs - this.#last.arrivalMs));
    return strayedMs <= (packet.marker === true && spacingMs > 0 ? NEW_SPURT_ORIGIN_MS : NEW_ORIGIN_MS);
  }

  reset(ssrc: number | null, clockRate: number): void {
    this.#ssrc = ssrc;
    this.#clockRate = clockRate;
    this.#unroller.reset();
    this.#seen.fill(-1);
    this.#last = null;
  }

  /**
   * In one bunch with the packet before it: whatever held them up is one event and counts once, with the first.
   * To be asked before `place`.
   */
  isBunched(packet: IncomingAudio, nowMs: number): boolean {
    if (this.#last === null) return false;
    const spacing = (packet.timestamp - this.#last.timestamp) | 0;
    return spacing > 0 && (nowMs - this.#last.arrivalMs) * this.#clockRate < (spacing * 1000) / 4;
  }

  /** When the packet is to be heard. */
  place(packet: IncomingAudio, nowMs: number): number {
    const start = Math.round((this.#unroller.unroll(packet.timestamp) * 48_000) / this.#clockRate);
    const last = this.#last;
    if (last === null) this.#last = { sequenceNumber: packet.sequenceNumber, timestamp: packet.timestamp, start, arrivalMs: nowMs };
    else {
      last.sequenceNumber = packet.sequenceNumber;
      last.timestamp = packet.timestamp;
      last.start = start;
      last.arrivalMs = nowMs;
    }
    return start;
  }

  /** When a copy that came with the packet placed last is to be heard; null where it is of another stream. */
  placeCopy(copy: IncomingAudio, clockRate: number): number | null {
    if (this.#last === null || copy.ssrc !== this.#ssrc || clockRate !== this.#clockRate) return null;
    if (sequenceDistance(this.#last.sequenceNumber, copy.sequenceNumber) <= 0) return null;
    return this.#last.start + Math.round((((copy.timestamp - this.#last.timestamp) | 0) * 48_000) / this.#clockRate);
  }

  /** Whether the packet itself has come already; `note` remembers it. */
  hasSeen(sequenceNumber: number): boolean {
    return this.#seen[sequenceNumber % REMEMBERED] === sequenceNumber;
  }

  note(sequenceNumber: number): void {
    this.#seen[sequenceNumber % REMEMBERED] = sequenceNumber;
  }
}
