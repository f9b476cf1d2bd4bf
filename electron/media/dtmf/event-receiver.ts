import { timestampDistance } from '../rtp/serial';
import { MAX_EVENT_DURATION, digitOfEvent, parseTelephoneEvent } from './telephone-event';

/** Without any packet for this long the key is up, even if all three end packets were lost (RFC 4733 2.6.2.2). */
const SILENCE_ENDS_MS = 200;
const REMEMBERED = 8;

export interface ReceivedDigit {
  readonly digit: string;
  readonly durationMs: number;
}

interface OpenEvent {
  event: number;
  /** Of the segment being received. */
  timestamp: number;
  duration: number;
  /** Of the segments before this one, in clock units. */
  earlier: number;
  clockRate: number;
  heardAtMs: number;
}

/**
 * Turns telephone-event packets into digits, each exactly once: the timestamp names the event, so updates, repeated
 * end packets and duplicates of one key press fall together (RFC 4733 2.6). A digit is told at its end.
 */
export class TelephoneEventReceiver {
  #open: OpenEvent | null = null;
  #done: number[] = [];

  /** `timestampsPerUnit`: RTP timestamp units in one unit of the event's clock; 1 unless the clocks differ. */
  note(payload: Uint8Array, timestamp: number, clockRate: number, nowMs: number, timestampsPerUnit = 1): ReceivedDigit[] {
    const digits: ReceivedDigit[] = [];
    const got = parseTelephoneEvent(payload);
    if (!got || this.#done.includes(timestamp)) return digits;

    const open = this.#open;
    if (open && timestamp !== open.timestamp) {
      const ahead = timestampDistance(timestamp, open.timestamp);
      if (ahead < 0) return digits;
      const units = ahead / timestampsPerUnit;
      // RFC 4733 2.5.1.3: the same key, going on where the full duration field of the segment before ended.
      const nextSegment = got.event === open.event
        && open.duration > MAX_EVENT_DURATION - clockRate / 10 && Math.abs(units - open.duration) <= clockRate / 10;
      if (nextSegment) {
        this.#remember(open.timestamp);
        open.earlier += units;
        open.timestamp = timestamp;
        open.duration = 0;
      } else {
        this.#finish(digits);
      }
    }

    this.#open ??= { event: got.event, timestamp, duration: 0, earlier: 0, clockRate, heardAtMs: nowMs };
    this.#open.duration = Math.max(this.#open.duration, got.duration);
    this.#open.heardAtMs = nowMs;
    if (got.end) this.#finish(digits);
    return digits;
  }

  /** To be called now and then: ends an event whose end packets never came. */
  poll(nowMs: number): ReceivedDigit[] {
    const digits: ReceivedDigit[] = [];
    if (this.#open && nowMs - this.#open.heardAtMs >= SILENCE_ENDS_MS) this.#finish(digits);
    return digits;
  }

  reset(): void {
    this.#open = null;
    this.#done = [];
  }

  #finish(digits: ReceivedDigit[]): void {
    const open = this.#open;
    if (!open) return;
    this.#open = null;
    this.#remember(open.timestamp);
    const digit = digitOfEvent(open.event);
    if (digit !== null) digits.push({ digit, durationMs: Math.round(((open.earlier + open.duration) / open.clockRate) * 1000) });
  }

  #remember(timestamp: number): void {
    this.#done.push(timestamp);
    if (this.#done.length > REMEMBERED) this.#done.shift();
  }
}
