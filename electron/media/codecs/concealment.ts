import { bridged } from './bridge';

/**
 * Packet loss concealment for codecs that bring none of their own: repeats the last pitch periods and fades.
 * After ITU-T G.711 Appendix I, but without its delay: the seam into the gap is smoothed by letting the step between
 * the last real sample and the repeated wave die away, instead of holding sound back to overlap it.
 */
const shortestPeriodMs = 2.5;
const longestPeriodMs = 15;
const compareMs = 10;
/** One period is repeated for the first stretch, two in the next, three after: longer loops buzz less. */
const stretchMs = 10;
const mostPeriods = 3;
const holdMs = 20;
const silentAfterMs = 100;
const seamMs = 1.5;
const joinMs = 5;
const longestJoinMs = 10;

export class Concealer {
  readonly #rate: number;
  readonly #history: Float32Array;
  /** What stood in during the running gap, kept so that the next gap finds an unbroken past. */
  readonly #stoodIn: Float32Array;
  /** Samples of the running gap made so far; 0 while packets arrive. */
  #made = 0;
  #period = 0;
  /** The bridge's own way through the beginning of the packet it leads to. */
  #beyond: Float32Array | null = null;
  /** The step at the start of the gap, which the seam lets die away. */
  #step = 0;

  constructor(sampleRate: number) {
    this.#rate = sampleRate;
    this.#history = new Float32Array(this.#samples(longestPeriodMs * (mostPeriods + 1) + compareMs));
    this.#stoodIn = new Float32Array(this.#history.length);
  }

  /** Takes a packet that arrived and, after a gap, fades it in over the wave that stood in for it. Changes `pcm` in place. */
  heard(pcm: Float32Array): void {
    if (pcm.length === 0) return;
    if (this.#made > 0) this.#join(pcm);
    else if (this.#beyond) leadOver(this.#beyond, pcm);
    this.#beyond = null;
    this.#remember(pcm);
  }

  /** The next `samples` of a gap: silence where nothing was heard before, or where the gap is longer than 100 ms. */
  conceal(samples: number): Float32Array {
    if (this.#made === 0) this.#begin();
    const out = new Float32Array(Math.max(0, samples));
    for (let i = 0; i < out.length; i++) {
      const at = this.#made;
      const sample = this.#next();
      out[i] = sample;
      if (at < this.#stoodIn.length) this.#stoodIn[at] = sample;
    }
    return out;
  }

  /**
   * The next `samples` of a gap whose end is known: `next` is what was decoded behind it. The repeated wave is bent so that
   * it meets `next` in phase, and on the way goes over into the one that leads there. Ends the gap: `heard(next)` follows,
   * with no other fade than over `settlingMs`, for as long as an adaptive codec is still off after a gap: up to there the
   * bridge goes on, and is left for the real sound.
   */
  bridge(gap: number, whole: Float32Array, settlingMs = 0): Float32Array {
    const settling = Math.min(this.#samples(settlingMs), whole.length >> 1);
    const next = whole.subarray(settling);
    const samples = gap + settling;
    const compare = Math.min(next.length, this.#samples(compareMs));
    if (gap <= 0 || compare < this.#samples(shortestPeriodMs) * 2) return this.conceal(gap);
    if (this.#made === 0) this.#begin();
    const reach = Math.ceil(this.#period / 2);
    const ahead = new Float32Array(samples + compare + 2 * reach + 2);
    const from = this.#made;
    for (let i = 0; i < ahead.length; i++) ahead[i] = this.#next();
    const out = bridged(ahead, samples, next, compare, reach, this.#samples(shortestPeriodMs));
    for (let i = 0; i < gap && from + i < this.#stoodIn.length; i++) this.#stoodIn[from + i] = out[i] ?? 0;
    this.#close(from + gap);
    this.#beyond = out.subarray(gap);
    return out.subarray(0, gap);
  }

  reset(): void {
    this.#history.fill(0);
    this.#made = 0;
    this.#beyond = null;
  }

  #begin(): void {
    this.#period = pitchPeriod(this.#history, this.#samples(shortestPeriodMs), this.#samples(longestPeriodMs), this.#samples(compareMs));
    const end = this.#history.length;
    this.#step = (this.#history[end - 1] ?? 0) - (this.#history[end - 1 - this.#period] ?? 0);
  }

  #next(): number {
    const at = this.#made++;
    const ms = (at * 1000) / this.#rate;
    if (ms >= silentAfterMs) return 0;
    const gain = ms <= holdMs ? 1 : (silentAfterMs - ms) / (silentAfterMs - holdMs);
    const seam = ms < seamMs ? this.#step * (1 - ms / seamMs) : 0;
    const wave = this.#wave(at, ms) + seam;
    return gain * Math.max(-1, Math.min(1, wave));
  }

  /** The repeated wave, crossing over to a loop of one period more at the start of each stretch. */
  #wave(at: number, ms: number): number {
    const periods = Math.min(mostPeriods, 1 + Math.floor(ms / stretchMs));
    const loop = this.#loop(at, periods);
    const intoStretch = ms - (periods - 1) * stretchMs;
    const crossMs = stretchMs / 4;
    if (periods === 1 || intoStretch >= crossMs) return loop;
    const weight = intoStretch / crossMs;
    return weight * loop + (1 - weight) * this.#loop(at, periods - 1);
  }

  /** The last `periods` pitch periods without end. The last quarter period leads over to what came before the first. */
  #loop(at: number, periods: number): number {
    const length = periods * this.#period;
    const end = this.#history.length;
    const position = at % length;
    const direct = this.#history[end - length + position] ?? 0;
    const overlap = Math.max(1, this.#period >> 2);
    const intoOverlap = position - (length - overlap);
    if (intoOverlap < 0) return direct;
    const weight = (intoOverlap + 1) / (overlap + 1);
    return (1 - weight) * direct + weight * (this.#history[end - 2 * length + position] ?? 0);
  }

  #join(pcm: Float32Array): void {
    const made = this.#made;
    const gapMs = (this.#made * 1000) / this.#rate;
    const length = Math.min(pcm.length, this.#samples(Math.min(longestJoinMs, joinMs + gapMs / 10)));
    for (let i = 0; i < length; i++) {
      const weight = (i + 1) / (length + 1);
      pcm[i] = weight * (pcm[i] ?? 0) + (1 - weight) * this.#next();
    }
    this.#close(made);
  }

  #close(made: number): void {
    // A gap longer than what is kept has all but faded out.
    if (made > this.#stoodIn.length) this.#history.fill(0);
    else this.#remember(this.#stoodIn.subarray(0, made));
    this.#made = 0;
  }

  #remember(pcm: Float32Array): void {
    const history = this.#history;
    if (pcm.length >= history.length) {
      history.set(pcm.subarray(pcm.length - history.length));
    } else {
      history.copyWithin(0, pcm.length);
      history.set(pcm, history.length - pcm.length);
    }
  }

  #samples(ms: number): number {
    return Math.round((ms * this.#rate) / 1000);
  }
}

/** From `one` to what stands in `pcm`, in place: the first fifth is all of one. */
function leadOver(one: Float32Array, pcm: Float32Array): void {
  const whole = one.length / 5;
  for (let i = 0; i < one.length && i < pcm.length; i++) {
    const share = Math.max(0, (i + 0.5 - whole) / (one.length - whole));
    pcm[i] = (1 - share) * (one[i] ?? 0) + share * (pcm[i] ?? 0);
  }
}

/** The lag at which the end of `history` looks most like what came before (normalised cross-correlation). */
export function pitchPeriod(history: Float32Array, shortest: number, longest: number, compare: number): number {
  const start = history.length - compare;
  let best = longest;
  let bestScore = 0;
  for (let lag = shortest; lag <= longest; lag++) {
    let product = 0;
    let energy = 1e-9;
    for (let i = 0; i < compare; i++) {
      const earlier = history[start - lag + i] ?? 0;
      product += (history[start + i] ?? 0) * earlier;
      energy += earlier * earlier;
    }
    const score = product / Math.sqrt(energy);
    // A multiple of the period fits about as well: it must be clearly better to win over the shorter one.
    if (score > bestScore * (lag > best * 1.5 ? 1.05 : 1)) {
      bestScore = score;
      best = lag;
    }
  }
  return best;
}
