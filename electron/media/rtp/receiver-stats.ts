import { compactNtp, msToCompact } from './ntp';
import type { ReportBlock, SenderInfo } from './rtcp';
import { sequenceDistance, timestampDistance } from './serial';

/** A jump further than this is a restart of the sender, not loss (RFC 3550 A.1). */
const MAX_DROPOUT = 3000;
const MAX_MISORDER = 100;
/** Window of the loss shown to the user, and the step it moves by. */
const LOSS_WINDOW_MS = 5000;
const LOSS_STEP_MS = 250;

/** What is known of one received stream (RFC 3550 A.1, A.3, A.8). One object an SSRC. */
export class ReceiverStats {
  #baseSequence = 0;
  #highest = 0;
  #cycles = 0;
  /** The other half of a suspected restart: two in a row that follow each other prove it (A.1). */
  #badSequence = -1;
  #received = 0;
  #expectedPrior = 0;
  #receivedPrior = 0;
  /** Scaled by 16, as in A.8. */
  #jitter16 = 0;
  #lastTransit: number | null = null;
  #lastClockRate = 0;
  #lastSenderReport = 0;
  #lastSenderReportAtMs = 0;
  #marks: { atMs: number; expected: number; received: number }[] = [];

  constructor(readonly ssrc: number) {}

  /** Takes note of one packet; `arrivalMs` is monotonic. Timestamp null: a packet that is not to count for jitter. */
  note(sequenceNumber: number, timestamp: number | null, clockRate: number, arrivalMs: number): void {
    if (this.#received === 0) this.#begin(sequenceNumber);
    else if (!this.#advance(sequenceNumber)) return;
    this.#received++;
    if (timestamp !== null) this.#noteJitter(timestamp, clockRate, arrivalMs);
    const last = this.#marks.at(-1);
    if (!last || arrivalMs - last.atMs >= LOSS_STEP_MS) {
      this.#marks.push({ atMs: arrivalMs, expected: this.expected, received: this.#received });
      while (this.#marks.length > 1 && arrivalMs - (this.#marks[1]?.atMs ?? arrivalMs) >= LOSS_WINDOW_MS) this.#marks.shift();
    }
  }

  get received(): number { return this.#received; }
  get extendedHighestSequence(): number { return this.#cycles + this.#highest; }
  /** RFC 3550 A.3: from the first to the highest sequence number. */
  get expected(): number { return this.#received === 0 ? 0 : this.extendedHighestSequence - this.#baseSequence + 1; }
  /** Cumulative; negative where duplicates outnumber losses. */
  get lost(): number { return this.expected - this.#received; }
  get jitterMs(): number { return this.#lastClockRate === 0 ? 0 : (this.#jitter16 / 16 / this.#lastClockRate) * 1000; }

  /** Percent of the packets of the last 5 s that did not come. */
  recentLossPercent(): number {
    const from = this.#marks[0];
    if (!from) return 0;
    // The first mark already counts its own packet, so the difference is of whole packets.
    const expected = this.expected - from.expected;
    const received = this.#received - from.received;
    return expected <= 0 ? 0 : Math.max(0, ((expected - received) / expected) * 100);
  }

  noteSenderReport(info: SenderInfo, arrivalMs: number): void {
    this.#lastSenderReport = compactNtp(info.ntp);
    this.#lastSenderReportAtMs = arrivalMs;
  }

  /** The block for our next report. Starts a new interval for the fraction lost (A.3). */
  report(nowMs: number): ReportBlock {
    const expectedInterval = this.expected - this.#expectedPrior;
    const receivedInterval = this.#received - this.#receivedPrior;
    this.#expectedPrior = this.expected;
    this.#receivedPrior = this.#received;
    const lostInterval = expectedInterval - receivedInterval;
    const fractionLost = expectedInterval <= 0 || lostInterval <= 0
      ? 0 : Math.min(255, Math.floor((lostInterval * 256) / expectedInterval));
    return {
      ssrc: this.ssrc,
      fractionLost,
      cumulativeLost: this.lost,
      extendedHighestSequence: this.extendedHighestSequence,
      jitter: Math.floor(this.#jitter16 / 16),
      lastSenderReport: this.#lastSenderReport,
      delaySinceLastSenderReport: this.#lastSenderReport === 0 ? 0 : msToCompact(nowMs - this.#lastSenderReportAtMs),
    };
  }

  #begin(sequenceNumber: number): void {
    this.#baseSequence = sequenceNumber;
    this.#highest = sequenceNumber;
    this.#cycles = 0;
    this.#badSequence = -1;
    this.#received = 0;
    this.#expectedPrior = 0;
    this.#receivedPrior = 0;
    this.#lastTransit = null;
    this.#marks = [];
  }

  /** False where the packet does not count: the first one after an unbelievable jump. */
  #advance(sequenceNumber: number): boolean {
    const ahead = sequenceDistance(sequenceNumber, this.#highest);
    if (ahead > 0 && ahead < MAX_DROPOUT) {
      if (sequenceNumber < this.#highest) this.#cycles += 65_536;
      this.#highest = sequenceNumber;
    } else if (ahead >= MAX_DROPOUT || ahead < -MAX_MISORDER) {
      if (sequenceNumber !== this.#badSequence) {
        this.#badSequence = (sequenceNumber + 1) & 0xffff;
        return false;
      }
      this.#begin(sequenceNumber);
    }
    return true;
  }

  #noteJitter(timestamp: number, clockRate: number, arrivalMs: number): void {
    const arrival = Math.round((arrivalMs / 1000) * clockRate);
    const transit = arrival - timestamp;
    if (this.#lastTransit !== null && clockRate === this.#lastClockRate) {
      // A wrapped difference: the timestamp may have passed 2^32 between the two.
      const difference = Math.abs(timestampDistance(transit, this.#lastTransit));
      // More than 5 s is a new origin of the timestamps, not jitter.
      if (difference < clockRate * 5) this.#jitter16 += difference - Math.floor((this.#jitter16 + 8) / 16);
    }
    this.#lastTransit = transit;
    this.#lastClockRate = clockRate;
  }
}
