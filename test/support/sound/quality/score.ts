/**
 * A full-reference speech quality score: how much worse a listener finds what was heard than what was spoken, 1 to 5.
 *
 *   spoken ──> Bark bands ──────────────────> equalise ──> loudness ─┐
 *                 │                                                  ├─> difference ──> over bands ──> over time ──> 1..5
 *   heard ──> level ──> Bark bands ──> delay path ──> gain ──> loudness ─┘
 *
 * The family is that of ITU-T P.862: loudness per Bark band, small differences masked, what was added weighs more than
 * what is missing, the worst moments count most. It is not PESQ: bands, alignment, constants and the mapping are our own,
 * and its figures must not be put beside figures of PESQ. docs/decisions/speech-score.md says how it was checked.
 */
import { LAG_REACH_MS, LAG_STEP, coarseLag, lagPath, msOfLag } from './align';
import { type Band, type BarkBands, FRAME, LISTENING_LEVEL_DB, bandPowers, barkBands, loudness, total } from './loudness';
import { SCORE_RATE } from './rate';

export interface SpeechScore {
  /** 1 (bad) to 4.6 (no difference heard). */
  readonly score: number;
  /** How much later it was heard than it is found in `spoken`, ms: median over active speech. */
  readonly delayMs: number;
  /** 95th percentile of that. */
  readonly delayP95Ms: number;
  /** How often the delay changed within the sentence. */
  readonly delayChanges: number;
  /** Mean disturbance and its part that counts what was added, before the mapping. */
  readonly disturbance: number;
  readonly added: number;
}

const HOP = FRAME / 2;
/** 0.5 ms. */
const FINE_STEP = 8;
/** Frames this far under the loudest are pauses. */
const ACTIVE_RANGE_DB = 38;
/** A linear filter in the path is forgiven up to this much a band. */
const EQUALISE_LIMIT_DB = 10;
/** How many frames the worst moments are gathered over (320 ms). */
const MOMENT = 20;
const bandsOf = new Map<Band, BarkBands>();

/**
 * Scores one sentence. `spoken` and `heard` are mono at 16 kHz (toScoreRate); `heard` begins where `spoken` would without
 * any delay and goes on for `reachMs` after its end, which is as late as it is looked for.
 */
export function scoreSpeech(spoken: Float32Array, heard: Float32Array, band: Band, reachMs = 1_200): SpeechScore {
  const bands = known(band);
  const frames = Math.max(2, Math.floor((spoken.length - FRAME) / HOP) + 1);
  const original = levelled(bandPowers(spoken, 0, frames, HOP, bands));
  const coarse = coarseLag(spoken, heard, (reachMs * SCORE_RATE) / 1000);

  const reach = Math.round((LAG_REACH_MS * SCORE_RATE) / 1000 / LAG_STEP) * LAG_STEP;
  const start = coarse - reach;
  const stepsPerHop = HOP / LAG_STEP;
  const lags = (2 * reach) / LAG_STEP + 1;
  const copy = bandPowers(heard, start, (frames - 1) * stepsPerHop + lags, LAG_STEP, bands);
  const gain = gainOf(original, Array.from({ length: frames }, (_, i) => copy[i * stepsPerHop + reach / LAG_STEP] as Float64Array));
  scaleBy(copy, gain);

  const originalLoudness = original.map((powers) => loudness(powers, bands));
  const copyLoudness = copy.map((powers) => loudness(powers, bands));
  const path = lagPath(frames, lags, (frame, lag) => unlike(originalLoudness[frame] as Float64Array, copyLoudness[frame * stepsPerHop + lag] as Float64Array));
  const coarsely = Array.from(path, (lag, frame) => copy[frame * stepsPerHop + lag] as Float64Array);
  const aligned = finely(originalLoudness, coarsely, path, (at) => bandPowers(heard, at, 1, HOP, bands)[0] as Float64Array, start, gain, bands);

  const active = activeFrames(original);
  const { disturbance, added } = disturb(original, aligned, active, bands);
  const delays = active.map((frame) => msOfLag(start + (path[frame] as number) * LAG_STEP)).sort((a, b) => a - b);
  return {
    score: toScore(disturbance, added, band), disturbance, added,
    delayMs: delays[delays.length >> 1] ?? Number.NaN, delayP95Ms: delays[Math.floor(delays.length * 0.95)] ?? Number.NaN,
    delayChanges: path.reduce((count, lag, frame) => count + (frame > 0 && lag !== path[frame - 1] ? 1 : 0), 0),
  };
}

/**
 * The path moved by less than a step of its grid, all of it by the same, to where both are most alike: whether a phone's delay falls
 * onto the grid or between must not count.
 */
function finely(
  originalLoudness: readonly Float64Array[], coarsely: Float64Array[], path: Uint16Array, powersAt: (sample: number) => Float64Array, start: number, gain: number, bands: BarkBands,
): Float64Array[] {
  let best = coarsely;
  let least = difference(originalLoudness, coarsely, bands);
  for (let shift = -LAG_STEP / 2; shift < LAG_STEP / 2; shift += FINE_STEP) {
    if (shift === 0) continue;
    const moved = Array.from(path, (lag, frame) => powersAt(start + frame * HOP + lag * LAG_STEP + shift));
    scaleBy(moved, gain);
    const sum = difference(originalLoudness, moved, bands);
    if (sum < least) { least = sum; best = moved; }
  }
  return best;
}

const difference = (one: readonly Float64Array[], powers: readonly Float64Array[], bands: BarkBands): number =>
  powers.reduce((sum, frame, i) => sum + unlike(one[i] as Float64Array, loudness(frame, bands)), 0);

function known(band: Band): BarkBands {
  const bands = bandsOf.get(band) ?? barkBands(band);
  bandsOf.set(band, bands);
  return bands;
}

/** Brings speech to the listening level: mean power of its active frames. */
function levelled(frames: Float64Array[]): Float64Array[] {
  const active = activeFrames(frames);
  const mean = active.reduce((sum, frame) => sum + total(frames[frame] as Float64Array), 0) / Math.max(1, active.length);
  scaleBy(frames, 10 ** (LISTENING_LEVEL_DB / 10) / Math.max(1e-12, mean));
  return frames;
}

function scaleBy(frames: readonly Float64Array[], gain: number): void {
  for (const frame of frames) for (let b = 0; b < frame.length; b += 1) frame[b] = (frame[b] as number) * gain;
}

/** What makes the copy as loud as the original over active speech; a copy that is nearly silent stays so. */
function gainOf(original: readonly Float64Array[], copy: readonly Float64Array[]): number {
  const active = activeFrames(original);
  const sum = (frames: readonly Float64Array[]): number => active.reduce((all, frame) => all + total(frames[frame] as Float64Array), 0);
  return sum(original) / Math.max(1e-3, sum(copy));
}

function activeFrames(frames: readonly Float64Array[]): number[] {
  const powers = frames.map(total);
  const floor = Math.max(...powers) / 10 ** (ACTIVE_RANGE_DB / 10);
  return powers.flatMap((power, frame) => (power > floor ? [frame] : []));
}

function unlike(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let band = 0; band < a.length; band += 1) sum += Math.abs((a[band] as number) - (b[band] as number));
  return (4 * sum) / a.length;
}

/** Mean over time of what differs, and of what of it was added. */
function disturb(original: Float64Array[], copy: Float64Array[], active: readonly number[], bands: BarkBands): { disturbance: number; added: number } {
  const filter = filterOf(original, copy, active, bands.count);
  const isActive = new Set(active);
  const all: number[] = [], more: number[] = [];
  let smoothGain = 1;
  original.forEach((powers, frame) => {
    const reference = powers.map((power, b) => power * (filter[b] as number));
    const heard = copy[frame] as Float64Array;
    // Slow changes of level are hardly heard and are followed; a drop-out is not slow.
    const gain = Math.min(4, Math.max(0.25, (total(reference) + 5e3) / (total(heard) + 5e3)));
    smoothGain = 0.85 * smoothGain + 0.15 * gain;
    const a = loudness(reference, bands);
    const b = loudness(heard.map((power) => power * smoothGain), bands);
    let sum = 0, sumAdded = 0;
    for (let band = 0; band < bands.count; band += 1) {
      const one = a[band] as number, other = b[band] as number;
      const difference = other - one;
      const masked = Math.max(0, Math.abs(difference) - 0.25 * Math.min(one, other));
      sum += masked ** 2;
      const ratio = (((heard[band] as number) * smoothGain + 50) / ((reference[band] as number) + 50)) ** 1.2;
      if (difference > 0 && ratio >= 3) sumAdded += masked * Math.min(12, ratio);
    }
    // What is wrong in a pause is less in the way than what is wrong in a word.
    const weight = isActive.has(frame) ? 1 : 0.4;
    all.push(weight * Math.sqrt(sum / bands.count));
    more.push((weight * sumAdded) / bands.count);
  });
  return { disturbance: overTime(all), added: overTime(more) };
}

/** The path's own filter, per band, as far as it is forgiven. */
function filterOf(original: readonly Float64Array[], copy: readonly Float64Array[], active: readonly number[], count: number): Float64Array {
  const limit = 10 ** (EQUALISE_LIMIT_DB / 10);
  return Float64Array.from({ length: count }, (_, b) => {
    let one = 1e3, other = 1e3;
    for (const frame of active) {
      one += (original[frame] as Float64Array)[b] as number;
      other += (copy[frame] as Float64Array)[b] as number;
    }
    return Math.min(limit, Math.max(1 / limit, other / one));
  });
}

/** Within a moment the worst counts most (L6), between moments less so (L2). */
function overTime(values: readonly number[]): number {
  const moments: number[] = [];
  for (let at = 0; at + MOMENT / 2 <= values.length; at += MOMENT / 2) {
    const part = values.slice(at, at + MOMENT);
    moments.push((part.reduce((sum, value) => sum + value ** 6, 0) / part.length) ** (1 / 6));
  }
  return Math.sqrt(moments.reduce((sum, value) => sum + value ** 2, 0) / Math.max(1, moments.length));
}

/** Logistic, through anchors of modulated noise (MNRU); see the decision. */
function toScore(disturbance: number, added: number, band: Band): number {
  const { middle, slope } = MAPPING[band];
  const x = Math.log(1e-4 + disturbance + ADDED_WEIGHT * added);
  return 1 + 3.65 / (1 + Math.exp(slope * (x - middle)));
}

const ADDED_WEIGHT = 0.05;
const MAPPING: Readonly<Record<Band, { middle: number; slope: number }>> = { wide: { middle: -0.63, slope: 1.6 }, narrow: { middle: -0.85, slope: 1.6 } };
