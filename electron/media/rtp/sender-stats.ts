import { compactNtp, compactToMs, ntpFromEpochMs } from './ntp';
import type { ReportBlock, SenderInfo } from './rtcp';

/** A round trip longer than this is a confused peer, not a network. */
const MAX_ROUND_TRIP_MS = 30_000;

/** What we count of our own stream, and what the far end's reports say about it (RFC 3550 6.4). */
export class SenderStats {
  #packets = 0;
  #octets = 0;
  #lastTimestamp = 0;
  #lastSentAtMs = 0;
  #roundTripMs: number | null = null;
  #remoteLossPercent: number | null = null;
  #remoteJitter: number | null = null;
  #reports = 0;

  constructor(readonly ssrc: number) {}

  note(timestamp: number, payloadBytes: number, sentAtMs: number): void {
    this.#packets++;
    this.#octets += payloadBytes;
    this.#lastTimestamp = timestamp;
    this.#lastSentAtMs = sentAtMs;
  }

  get packets(): number { return this.#packets; }
  /** How many of the far end's blocks were about this stream. */
  get reports(): number { return this.#reports; }
  get roundTripMs(): number | null { return this.#roundTripMs; }
  /** Of what we sent, lost in the far end's last interval; null before its first report. */
  get remoteLossPercent(): number | null { return this.#remoteLossPercent; }
  /** In timestamp units, as reported. */
  get remoteJitter(): number | null { return this.#remoteJitter; }

  /** True where we sent since `sinceMs`: then an SR is due, else an RR (RFC 3550 6.4). */
  sentSince(sinceMs: number): boolean {
    return this.#packets > 0 && this.#lastSentAtMs >= sinceMs;
  }

  /** For an SR made now. The RTP timestamp is the one of this very moment, not of the last packet (RFC 3550 6.4.1). */
  senderInfo(nowMs: number, epochMs: number, clockRate: number): SenderInfo {
    const since = Math.round(((nowMs - this.#lastSentAtMs) / 1000) * clockRate);
    return {
      ntp: ntpFromEpochMs(epochMs),
      rtpTimestamp: (this.#lastTimestamp + since) >>> 0,
      packetCount: this.#packets,
      octetCount: this.#octets,
    };
  }

  /** Takes a block about our SSRC. Round trip = A - LSR - DLSR (RFC 3550 6.4.1). */
  noteReport(report: ReportBlock, epochMs: number): void {
    this.#reports++;
    this.#remoteLossPercent = (report.fractionLost / 256) * 100;
    this.#remoteJitter = report.jitter;
    if (report.lastSenderReport === 0) return;
    const now = compactNtp(ntpFromEpochMs(epochMs));
    const units = (now - report.lastSenderReport - report.delaySinceLastSenderReport) | 0;
    const roundTripMs = compactToMs(Math.max(0, units));
    if (units >= -65 && roundTripMs <= MAX_ROUND_TRIP_MS) this.#roundTripMs = roundTripMs;
  }
}
