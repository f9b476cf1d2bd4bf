/**
 * How to send, from what the far end's receiver reports say (RFC 3550 6.4). Pure: reports in, settings out.
 *
 *   loss      up at once, down over a quarter of a minute; each protection has a threshold to come and a lower one to go
 *   1 %       in-band FEC (on from the start, off after half a minute without loss)
 *   4 %       each packet repeats the frame before (RFC 2198), where the far end takes it
 *   12 %      the two frames before
 *   congestion: the round trip has grown together with the loss, or the loss with what was added: less instead of more
 */
export interface ReportedReception {
  /** In the far end's last interval. */
  readonly lossPercent: number;
  readonly roundTripMs: number | null;
  /** Monotonic. */
  readonly atMs: number;
}

export interface SendLimits {
  /** Opus: what is sent where nothing speaks against it, and the most the far end takes (maxaveragebitrate). */
  readonly usualBitsPerSecond: number;
  readonly maxBitsPerSecond: number;
  /** The far end makes use of in-band FEC. */
  readonly fecUseful: boolean;
  /** The far end takes redundant audio (RFC 2198). */
  readonly redundancyPossible: boolean;
}

export interface SendSettings {
  readonly expectedLossPercent: number;
  /** Of the codec alone, without repeated frames. */
  readonly bitsPerSecond: number;
  readonly inbandFec: boolean;
  /** Earlier frames repeated in each packet. */
  readonly redundancy: 0 | 1 | 2;
}

const UNKNOWN_LOSS_PERCENT = 10;
const LEAST_EXPECTED_PERCENT = 1;
const MOST_EXPECTED_PERCENT = 30;
/**
 * What libopus is told at least while FEC is on, by rate: under it, it finds no room for the copies (26 kbit/s, 5 %: none at all), or
 * makes it by narrowing the sound.
 */
const FEC_NEEDS_PERCENT = { usual: 10, lowRate: 20 } as const;
const LOW_RATE_BITS_PER_SECOND = 24_000;
/** Weight of a report that is worse than what was known. */
const RISE = 0.75;
const FALL_MS = 15_000;
const FEC_ON_PERCENT = 1;
const FEC_OFF_PERCENT = 0.3;
const CALM_BEFORE_FEC_OFF_MS = 30_000;
/** To come, to go. */
const ONE_REPEATED = { on: 4, off: 2 } as const;
const TWO_REPEATED = { on: 12, off: 7 } as const;
/** The copies inside FEC and the packets around them need room. */
const LOSSY_BITRATE_FACTOR = 1.25;
const TWO_REPEATED_BITRATE_FACTOR = 0.75;
const LEAST_BITS_PER_SECOND = 14_000;
/** Queues fill before packets are lost. */
const QUEUE_GROWN_MS = 150;
const QUEUE_GONE_MS = 60;
const CONGESTED_LOSS_PERCENT = 2;
const BACK_OFF_FACTOR = 0.7;
const RECOVER_FACTOR = 1.15;
/** Loss that grew by so much after something was added, in two reports, came from the adding; a single one is chance. */
const WORSENED_FACTOR = 2;
const WORSENED_PERCENT = 10;
const WORSENED_REPORTS = 2;
const BLAME_MS = 15_000;
const EMBARGO_MS = 30_000;

export class SendAdaptation {
  readonly #limits: SendLimits;
  #lossPercent: number | null = null;
  #expectedPercent = UNKNOWN_LOSS_PERCENT;
  #inbandFec: boolean;
  #redundancy: 0 | 1 | 2 = 0;
  /** 1 = all we would like to send. */
  #share = 1;
  #leastRoundTripMs = Number.POSITIVE_INFINITY;
  #lastAtMs = 0;
  #calmSinceMs: number | null = null;
  #added: { atMs: number; lossPercent: number; worse: number } | null = null;
  #embargoUntilMs = Number.NEGATIVE_INFINITY;

  constructor(limits: SendLimits) {
    this.#limits = limits;
    this.#inbandFec = limits.fecUseful;
  }

  get settings(): SendSettings {
    const bitsPerSecond = this.#bitsPerSecond();
    const leastPercent = !this.#inbandFec ? LEAST_EXPECTED_PERCENT : bitsPerSecond < LOW_RATE_BITS_PER_SECOND ? FEC_NEEDS_PERCENT.lowRate : FEC_NEEDS_PERCENT.usual;
    return {
      expectedLossPercent: Math.max(leastPercent, this.#expectedPercent),
      bitsPerSecond,
      inbandFec: this.#inbandFec,
      redundancy: this.#redundancy,
    };
  }

  /** Takes one report; answers what to send with from now on. */
  note(report: ReportedReception): SendSettings {
    const lossPercent = Math.min(100, Math.max(0, report.lossPercent)) || 0;
    const congested = this.#congested(lossPercent, report);
    const smoothed = this.#smooth(lossPercent, report.atMs);
    this.#lastAtMs = report.atMs;
    this.#expect(smoothed);
    this.#chooseFec(lossPercent, smoothed, report.atMs);
    this.#chooseRedundancy(smoothed, congested, report.atMs);
    this.#share = congested ? this.#share * BACK_OFF_FACTOR : Math.min(1, this.#share * (this.#calmQueue(report) ? RECOVER_FACTOR : 1));
    return this.settings;
  }

  #smooth(lossPercent: number, atMs: number): number {
    const before = this.#lossPercent ?? lossPercent;
    const weight = lossPercent > before ? RISE : 1 - Math.exp(-Math.max(0, atMs - this.#lastAtMs) / FALL_MS);
    this.#lossPercent = before + (lossPercent - before) * weight;
    return this.#lossPercent;
  }

  /** Whole percents, and not moved for less than two: every change costs the encoder its rhythm. */
  #expect(smoothed: number): void {
    const wanted = Math.min(MOST_EXPECTED_PERCENT, Math.max(LEAST_EXPECTED_PERCENT, Math.ceil(smoothed)));
    if (wanted > this.#expectedPercent || wanted <= this.#expectedPercent - 2 || wanted === LEAST_EXPECTED_PERCENT) this.#expectedPercent = wanted;
  }

  #chooseFec(lossPercent: number, smoothed: number, atMs: number): void {
    if (smoothed >= FEC_OFF_PERCENT || lossPercent >= FEC_ON_PERCENT) this.#calmSinceMs = null;
    else this.#calmSinceMs ??= atMs;
    if (lossPercent >= FEC_ON_PERCENT || smoothed >= FEC_ON_PERCENT) this.#inbandFec = this.#limits.fecUseful;
    else if (this.#calmSinceMs !== null && atMs - this.#calmSinceMs >= CALM_BEFORE_FEC_OFF_MS) this.#inbandFec = false;
  }

  #chooseRedundancy(smoothed: number, congested: boolean, atMs: number): void {
    if (!this.#limits.redundancyPossible) return;
    const before = this.#redundancy;
    if (congested) {
      if (before > 0) this.#embargoUntilMs = atMs + EMBARGO_MS;
      this.#redundancy = 0;
      this.#added = null;
      return;
    }
    const steady = smoothed < ONE_REPEATED.off ? 0 : smoothed < TWO_REPEATED.off ? Math.min(1, before) : before;
    const wanted = smoothed >= TWO_REPEATED.on ? 2 : smoothed >= ONE_REPEATED.on ? Math.max(1, steady) : steady;
    if (wanted > before && atMs < this.#embargoUntilMs) return;
    if (wanted > before && (this.#added === null || atMs - this.#added.atMs > BLAME_MS)) this.#added = { atMs, lossPercent: smoothed, worse: 0 };
    this.#redundancy = wanted === 2 ? 2 : wanted === 1 ? 1 : 0;
  }

  #congested(lossPercent: number, { roundTripMs, atMs }: ReportedReception): boolean {
    if (roundTripMs !== null) this.#leastRoundTripMs = Math.min(this.#leastRoundTripMs, roundTripMs);
    const queued = roundTripMs !== null && roundTripMs >= this.#leastRoundTripMs + QUEUE_GROWN_MS;
    if (queued && lossPercent >= CONGESTED_LOSS_PERCENT) return true;
    const added = this.#added;
    if (added === null || atMs - added.atMs > BLAME_MS) return false;
    const worse = lossPercent >= added.lossPercent * WORSENED_FACTOR && lossPercent >= added.lossPercent + WORSENED_PERCENT;
    added.worse = worse ? added.worse + 1 : 0;
    return added.worse >= WORSENED_REPORTS;
  }

  #calmQueue({ roundTripMs }: ReportedReception): boolean {
    return roundTripMs === null || roundTripMs <= this.#leastRoundTripMs + QUEUE_GONE_MS;
  }

  #bitsPerSecond(): number {
    const { usualBitsPerSecond, maxBitsPerSecond } = this.#limits;
    const lossy = (this.#lossPercent ?? 0) >= FEC_ON_PERCENT && this.#redundancy < 2 ? LOSSY_BITRATE_FACTOR : 1;
    const repeated = this.#redundancy === 2 ? TWO_REPEATED_BITRATE_FACTOR : 1;
    const wanted = Math.max(LEAST_BITS_PER_SECOND, usualBitsPerSecond * lossy * repeated * this.#share);
    return Math.round(Math.min(maxBitsPerSecond, wanted));
  }
}
