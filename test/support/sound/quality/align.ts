import { SCORE_RATE } from './rate';

/** Grid of lags, samples at 16 kHz (4 ms). */
export const LAG_STEP = 64;
/** How far the delay may stray from its coarse value within one sentence. */
export const LAG_REACH_MS = 240;
/** What a change of delay must save: without a price the path would hide gaps by jumping over them. */
const CHANGE_COST = 3;
const CHANGE_COST_PER_STEP = 0.02;

const ENVELOPE_STEP = 64;

/**
 * Where `spoken` begins within `heard`, samples, by the loudness over time (4 ms steps); looks from 0 to `reach` samples.
 */
export function coarseLag(spoken: Float32Array, heard: Float32Array, reach: number): number {
  const a = envelope(spoken), b = envelope(heard);
  const lags = Math.max(1, Math.min(Math.floor(reach / ENVELOPE_STEP), b.length));
  let best = { lag: 0, likeness: Number.NEGATIVE_INFINITY };
  for (let lag = 0; lag < lags; lag += 1) {
    const likeness = pearson(a, b, lag);
    if (likeness > best.likeness) best = { lag, likeness };
  }
  return best.lag * ENVELOPE_STEP;
}

/** Log power over time: what is soft counts too. */
function envelope(pcm: Float32Array): Float64Array {
  return Float64Array.from({ length: Math.floor(pcm.length / ENVELOPE_STEP) }, (_, i) => {
    let sum = 1e-7;
    for (let k = i * ENVELOPE_STEP; k < (i + 1) * ENVELOPE_STEP; k += 1) sum += (pcm[k] as number) ** 2 / ENVELOPE_STEP;
    return Math.max(-55, 10 * Math.log10(sum));
  });
}

function pearson(a: Float64Array, b: Float64Array, lag: number): number {
  const n = a.length;
  let sumA = 0, sumB = 0, sumAA = 0, sumBB = 0, sumAB = 0;
  for (let i = 0; i < n; i += 1) {
    const x = a[i] as number, y = b[i + lag] ?? -55;
    sumA += x; sumB += y; sumAA += x * x; sumBB += y * y; sumAB += x * y;
  }
  const spread = Math.sqrt((n * sumAA - sumA * sumA) * (n * sumBB - sumB * sumB));
  return spread === 0 ? 0 : (n * sumAB - sumA * sumB) / spread;
}

/**
 * The path of least difference: for each frame of the speech, which lag of the grid it was heard at. `cost(frame, lag)`:
 * how unlike the two are. The delay stays where it is unless a change saves more than its price (Viterbi).
 */
export function lagPath(frames: number, lags: number, cost: (frame: number, lag: number) => number): Uint16Array {
  let sums = Float64Array.from({ length: lags }, (_, lag) => cost(0, lag));
  const cameFrom: Uint16Array[] = [];
  for (let frame = 1; frame < frames; frame += 1) {
    const next = new Float64Array(lags);
    const from = new Uint16Array(lags);
    for (let lag = 0; lag < lags; lag += 1) {
      let least = sums[lag] as number;
      let source = lag;
      for (let other = 0; other < lags; other += 1) {
        const sum = (sums[other] as number) + CHANGE_COST + CHANGE_COST_PER_STEP * Math.abs(other - lag);
        if (sum < least) { least = sum; source = other; }
      }
      next[lag] = least + cost(frame, lag);
      from[lag] = source;
    }
    cameFrom.push(from);
    sums = next;
  }
  const path = new Uint16Array(frames);
  path[frames - 1] = sums.indexOf(Math.min(...sums));
  for (let frame = frames - 1; frame > 0; frame -= 1) path[frame - 1] = cameFrom[frame - 1]?.[path[frame] as number] ?? 0;
  return path;
}

export const msOfLag = (samples: number): number => (samples * 1000) / SCORE_RATE;
