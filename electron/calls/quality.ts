import type { CallQuality } from '../contract/calls';
import type { HistoryEntry } from '../contract/contacts';
import type { MediaStats } from './ports';

/** Above these a listener notices; above the second they complain (after ITU-T G.107 with packet loss concealment). */
const FAIR = { lossPercent: 1.5, jitterMs: 40, roundTripMs: 300 };
const POOR = { lossPercent: 6, jitterMs: 100, roundTripMs: 700 };
/** Nothing heard for this long is poor, whatever the counters say. */
const SILENT_POOR_MS = 3_000;

/** The figures of a call in the form the window shows. `expectsAudio` is false on hold, when silence is right. */
export function qualityOf(stats: MediaStats, expectsAudio: boolean): CallQuality {
  const silentForMs = expectsAudio ? stats.silentForMs : null;
  return {
    word: wordFor(stats, silentForMs),
    codec: stats.codec,
    lossInPercent: stats.lossInPercent,
    lossOutPercent: stats.lossOutPercent,
    jitterMs: stats.jitterMs,
    roundTripMs: stats.roundTripMs,
    playoutDelayMs: stats.playoutDelayMs,
    packetsSent: stats.packetsSent,
    packetsReceived: stats.packetsReceived,
    packetsLost: stats.packetsLost,
    silentForMs,
  };
}

function wordFor(stats: MediaStats, silentForMs: number | null): CallQuality['word'] {
  if (silentForMs !== null && silentForMs >= SILENT_POOR_MS) return 'poor';
  if (stats.packetsReceived === 0) return 'unknown';
  const loss = Math.max(stats.lossInPercent, stats.lossOutPercent ?? 0);
  const beyond = (limit: typeof FAIR): boolean =>
    loss > limit.lossPercent || stats.jitterMs > limit.jitterMs || (stats.roundTripMs ?? 0) > limit.roundTripMs;
  if (beyond(POOR)) return 'poor';
  return beyond(FAIR) ? 'fair' : 'good';
}

/** The figures that stay in the history. */
export function historyQuality(stats: MediaStats): NonNullable<HistoryEntry['quality']> {
  return {
    lossInPercent: stats.lossInPercent,
    lossOutPercent: stats.lossOutPercent,
    jitterMs: stats.jitterMs,
    roundTripMs: stats.roundTripMs,
    packetsSent: stats.packetsSent,
    packetsReceived: stats.packetsReceived,
    packetsLost: stats.packetsLost,
  };
}
