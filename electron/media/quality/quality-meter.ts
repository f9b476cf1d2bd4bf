import type { MediaQuality } from '../../calls/ports/media-quality';
import type { VoipMetrics } from '../rtp/xr';
import { eModel } from './e-model';
import { equipmentOf } from './equipment';
import { LossPattern } from './loss-pattern';

/** What a session knows at one moment. */
export interface QualityFacts {
  readonly codec: string | null;
  readonly ptimeMs: number;
  /** Cumulative: sound made up because nothing usable was there. */
  readonly concealedMs: number;
  /** Cumulative: packets that came too late, or were not wanted any more. */
  readonly packetsLate: number;
  readonly roundTripMs: number | null;
  readonly playoutDelayMs: number;
  /** Audio is to flow towards us. */
  readonly receiving: boolean;
}

/** Sound card and its buffers at both ends, ms: not seen from here. */
const DEVICES_MS = 20;
/** How fast the running share of concealment follows. */
const FOLLOW_MS = 8_000;
/** The jitter buffer holds a second at most. */
const JITTER_MAX_MS = 1_000;

/** Estimates how a call sounds on our side, from what the session counts. One object a session. */
export class QualityMeter {
  readonly #losses = new LossPattern();
  #ssrc: number | null = null;
  #concealedMs = 0;
  #atMs: number | null = null;
  #concealedShare = 0;
  #latest: { quality: MediaQuality; facts: QualityFacts } | null = null;

  /** Every RTP packet of theirs, as it comes. */
  note(ssrc: number, sequenceNumber: number): void {
    if (ssrc !== this.#ssrc) this.#losses.restart();
    this.#ssrc = ssrc;
    this.#losses.note(sequenceNumber);
  }

  /** To be asked about once a second; null before enough came. `nowMs` is monotonic. */
  estimate(facts: QualityFacts, nowMs: number): MediaQuality | null {
    this.#follow(facts, nowMs);
    if (this.#losses.packets === 0) return null;
    const equipment = equipmentOf(facts.codec);
    const concealedPercent = this.#concealedShare * 100;
    const { burstRatio } = this.#losses;
    const mouthToEarMs = (facts.roundTripMs ?? 0) / 2 + facts.playoutDelayMs + facts.ptimeMs + equipment.lookAheadMs + DEVICES_MS;
    const rating = eModel({ equipment, lossPercent: concealedPercent, burstRatio, delayMs: mouthToEarMs });
    const quality = { ...rating, band: equipment.band, concealedPercent, burstRatio, mouthToEarMs };
    this.#latest = { quality, facts };
    return quality;
  }

  /** The same for the far end (RFC 3611 4.7); null before the first estimate. */
  voipMetrics(): VoipMetrics | null {
    if (this.#latest === null || this.#ssrc === null) return null;
    const { quality, facts } = this.#latest;
    const figures = this.#losses.figures();
    const { packets, losses } = this.#losses;
    return {
      ssrc: this.#ssrc,
      lossPercent: packets === 0 ? 0 : (losses / packets) * 100,
      discardPercent: packets === 0 ? 0 : Math.min(100, (facts.packetsLate / packets) * 100),
      burstDensityPercent: figures.burstDensityPercent, gapDensityPercent: figures.gapDensityPercent,
      burstMs: figures.burstPackets * facts.ptimeMs, gapMs: figures.gapPackets * facts.ptimeMs,
      roundTripMs: facts.roundTripMs ?? 0, endSystemDelayMs: facts.playoutDelayMs + facts.ptimeMs + DEVICES_MS,
      rFactor: quality.rFactor, mosListening: quality.mosListening, mosConversational: quality.mosConversational,
      jitterBufferMs: facts.playoutDelayMs, jitterBufferMaxMs: Math.max(facts.playoutDelayMs, JITTER_MAX_MS),
    };
  }

  #follow({ concealedMs, receiving }: QualityFacts, nowMs: number): void {
    const since = this.#atMs;
    const made = concealedMs - this.#concealedMs;
    this.#atMs = nowMs;
    this.#concealedMs = concealedMs;
    if (since === null || nowMs <= since || !receiving) return;
    const share = Math.min(1, Math.max(0, made) / (nowMs - since));
    this.#concealedShare += Math.min(1, (nowMs - since) / FOLLOW_MS) * (share - this.#concealedShare);
  }
}
