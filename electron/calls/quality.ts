import type { CallQuality } from '../contract/calls';
import type { HistoryEntry } from '../contract/contacts';
import type { CallFinding, MosEstimate } from '../contract/quality';
import type { MediaStats } from './ports';

/** Above these a listener notices; above the second they complain (after ITU-T G.107 with packet loss concealment). */
const FAIR = { lossPercent: 1.5, jitterMs: 40, roundTripMs: 300 };
const POOR = { lossPercent: 6, jitterMs: 100, roundTripMs: 700 };
/** Nothing heard for this long is poor, whatever the counters say. */
const SILENT_POOR_MS = 3_000;

/** The figures of a call in the form the window shows. `expectsAudio` is false on hold, when silence is right. */
export function qualityOf(stats: MediaStats, expectsAudio: boolean, findings: readonly CallFinding[] = []): CallQuality {
  const silentForMs = expectsAudio ? stats.silentForMs : null;
  return {
    word: wordFor(stats, silentForMs, findings),
    codec: stats.codec,
    lossInPercent: stats.lossInPercent,
    lossOutPercent: stats.lossOutPercent,
    jitterMs: stats.jitterMs,
    roundTripMs: stats.roundTripMs,
    playoutDelayMs: stats.playoutDelayMs,
    packetsSent: stats.packetsSent,
    packetsReceived: stats.packetsReceived,
    packetsLost: stats.packetsLost,
    packetsLate: stats.packetsLate,
    silentForMs,
    mos: mosOf(stats),
    mouthToEarMs: stats.quality?.mouthToEarMs ?? null,
    concealedPercent: stats.quality?.concealedPercent ?? 0,
    findings: [...findings],
  };
}

/** What the estimate must fall below, on the scale of its band (G.107 annex B: satisfied, nearly all dissatisfied). */
const FAIR_MOS = 3.6;
const POOR_MOS = 2.6;

function wordFor(stats: MediaStats, silentForMs: number | null, findings: readonly CallFinding[]): CallQuality['word'] {
  if (silentForMs !== null && silentForMs >= SILENT_POOR_MS) return 'poor';
  if (findings.some(({ weight }) => weight === 'problem')) return 'poor';
  if (stats.packetsReceived === 0) return 'unknown';
  const loss = Math.max(stats.lossInPercent, stats.lossOutPercent ?? 0);
  const mos = stats.quality?.mosConversational ?? 5;
  const beyond = (limit: typeof FAIR): boolean =>
    loss > limit.lossPercent || stats.jitterMs > limit.jitterMs || (stats.roundTripMs ?? 0) > limit.roundTripMs;
  if (beyond(POOR) || mos < POOR_MOS) return 'poor';
  return beyond(FAIR) || mos < FAIR_MOS ? 'fair' : 'good';
}

function mosOf({ quality }: MediaStats): MosEstimate | null {
  return quality ? { listening: quality.mosListening, conversational: quality.mosConversational, band: quality.band } : null;
}

/** The figures that stay in the history. */
export function historyQuality(stats: MediaStats, found: readonly CallFinding[] = []): NonNullable<HistoryEntry['quality']> {
  return {
    lossInPercent: stats.lossInPercent,
    lossOutPercent: stats.lossOutPercent,
    jitterMs: stats.jitterMs,
    roundTripMs: stats.roundTripMs,
    packetsSent: stats.packetsSent,
    packetsReceived: stats.packetsReceived,
    packetsLost: stats.packetsLost,
    packetsLate: stats.packetsLate,
    concealedMs: stats.concealedMs,
    mos: mosOf(stats),
    mouthToEarMs: stats.quality?.mouthToEarMs ?? null,
    findings: [...found],
  };
}
