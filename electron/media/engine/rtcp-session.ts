import type { Clock } from '../../calls/ports/clock';
import { buildCompound } from '../rtp/rtcp-build';
import type { VoipMetrics, XrBlock } from '../rtp/xr';
import { buildVoipMetrics } from '../rtp/xr-build';
import type { RtcpPacket } from '../rtp/rtcp';
import type { ReceiverStats } from '../rtp/receiver-stats';
import type { SenderStats } from '../rtp/sender-stats';

/** The first report comes soon, so that a round trip is known early in the call. */
const FIRST_REPORT_MS = 1000;
/** With two members and little data RFC 3550 6.2 allows less than 5 s between reports. */
const REPORT_INTERVAL_MS = 2500;

export interface RtcpSessionOptions {
  readonly clock: Clock;
  readonly random: () => number;
  readonly cname: string;
  readonly sender: SenderStats;
  readonly senderClockRate: () => number;
  readonly receiver: () => ReceiverStats | null;
  readonly send: (packet: Uint8Array) => void;
  readonly onRemoteLoss: (percent: number) => void;
  /** These streams have ended. */
  readonly onGoodbye: (ssrcs: readonly number[]) => void;
  /** What is to be said in VoIP metrics (RFC 3611 4.7); null where the far end did not ask for them. */
  readonly voipMetrics?: () => VoipMetrics | null;
}

/** Sends and takes the reports of one session (RFC 3550 6). They go on while the session is on hold. */
export class RtcpSession {
  readonly #options: RtcpSessionOptions;
  /** NTP times come from the monotonic clock, set once by the wall: a wall clock that is put right may not spoil a round trip. */
  readonly #epochAtZeroMs: number;
  #cancelTimer: (() => void) | null = null;
  #lastReportMs = 0;
  #beforeLastReportMs = 0;
  #reportsReceived = 0;
  #remoteMetrics: VoipMetrics | null = null;

  constructor(options: RtcpSessionOptions) {
    this.#options = options;
    this.#epochAtZeroMs = options.clock.epochMs() - options.clock.monotonicMs();
  }

  /** Sender and receiver reports of the far end so far. */
  get reportsReceived(): number { return this.#reportsReceived; }
  /** How the far end says it hears us (RFC 3611 4.7); null where it does not say. */
  get remoteMetrics(): VoipMetrics | null { return this.#remoteMetrics; }

  start(): void {
    if (this.#cancelTimer) return;
    this.#lastReportMs = this.#beforeLastReportMs = this.#options.clock.monotonicMs();
    this.#schedule(FIRST_REPORT_MS);
  }

  /** One compound packet of the far end. `arrivedMs` counts for the round trip: not the time it waited for us. */
  receive(packets: readonly RtcpPacket[], arrivedMs: number): void {
    for (const packet of packets) this.#take(packet, arrivedMs);
  }

  /** Says goodbye and stops. */
  bye(): void {
    if (this.#cancelTimer) this.#options.send(this.#compound('session ended'));
    this.dispose();
  }

  dispose(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = null;
  }

  #schedule(meanMs: number): void {
    // RFC 3550 6.3.1: spread over 0.5 to 1.5, against reports that fall into step.
    this.#cancelTimer = this.#options.clock.after(meanMs * (0.5 + this.#options.random()), () => {
      this.#schedule(REPORT_INTERVAL_MS);
      this.#options.send(this.#compound());
    });
  }

  #compound(byeReason?: string): Uint8Array {
    const { clock, sender, receiver, cname, senderClockRate } = this.#options;
    const nowMs = clock.monotonicMs();
    // RFC 3550 6.4: a sender is who sent since the second last report.
    const isSender = sender.sentSince(this.#beforeLastReportMs);
    this.#beforeLastReportMs = this.#lastReportMs;
    this.#lastReportMs = nowMs;
    const stats = receiver();
    const metrics = this.#options.voipMetrics?.() ?? null;
    return buildCompound({
      ssrc: sender.ssrc,
      cname,
      senderInfo: isSender ? sender.senderInfo(nowMs, this.#ntpMs(nowMs), senderClockRate()) : null,
      reports: stats && stats.received > 0 ? [stats.report(nowMs)] : [],
      ...(metrics === null ? {} : { extension: buildVoipMetrics(sender.ssrc, metrics) }),
      ...(byeReason === undefined ? {} : { byeReason }),
    });
  }

  #take(packet: RtcpPacket, nowMs: number): void {
    if (packet.kind === 'bye') this.#options.onGoodbye(packet.ssrcs);
    if (packet.kind === 'extendedReport') return this.#takeExtended(packet.blocks);
    if (packet.kind !== 'senderReport' && packet.kind !== 'receiverReport') return;
    this.#reportsReceived++;
    const { receiver, sender, onRemoteLoss } = this.#options;
    const stats = receiver();
    if (packet.kind === 'senderReport' && stats?.ssrc === packet.ssrc) stats.noteSenderReport(packet.info, nowMs);
    for (const report of packet.reports) {
      if (report.ssrc !== sender.ssrc) continue;
      sender.noteReport(report, this.#ntpMs(nowMs));
      if (sender.remoteLossPercent !== null) onRemoteLoss(sender.remoteLossPercent);
    }
  }

  #takeExtended(blocks: readonly XrBlock[]): void {
    for (const block of blocks) {
      if (block.kind === 'voipMetrics' && block.metrics.ssrc === this.#options.sender.ssrc) this.#remoteMetrics = block.metrics;
    }
  }

  #ntpMs(monotonicMs: number): number {
    return this.#epochAtZeroMs + monotonicMs;
  }
}
