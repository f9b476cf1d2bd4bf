/**
 * Makes a piece of speech shorter or longer by one pitch period without changing its pitch (overlap-add at the
 * lag where the sound is most like itself). PCM at 48 kHz; both ends stay as they are, so it joins its neighbours.
 */

/** 2.5 ms: no voice is higher than 400 Hz. */
export const MIN_LAG = 120;
/** 10 ms: two periods must fit into a 20 ms frame. */
const MAX_LAG = 480;
/** The search looks at every fourth sample first, then closely around the best. */
const COARSE_STEP = 4;
/** Below this the sound does not repeat and a cut would be heard. */
const ALIKE = 0.6;
/** RMS under this is silence to the ear (-50 dBFS). */
const SILENCE_RMS = 0.003;
/** Cross-fade of a cut in silence: 2.5 ms. */
const SILENCE_FADE = 120;

/** A shorter copy by MIN_LAG to `maxRemove` samples, or null where it cannot be done unheard. `force` takes the best there is. */
export function compress(pcm: Float32Array, maxRemove: number, force = false): Float32Array | null {
  if (isSilence(pcm)) return cutSilence(pcm, maxRemove);
  const lag = bestLag(pcm, Math.min(maxRemove, MAX_LAG), force ? -1 : ALIKE);
  if (lag === null) return null;
  const out = new Float32Array(pcm.length - lag);
  crossFade(out, 0, pcm, 0, pcm, lag, lag);
  out.set(pcm.subarray(2 * lag), lag);
  return out;
}

/** A longer copy by MIN_LAG to `maxAdd` samples, or null where it cannot be done unheard. */
export function expand(pcm: Float32Array, maxAdd: number): Float32Array | null {
  const silent = isSilence(pcm);
  const lag = bestLag(pcm, Math.min(maxAdd, MAX_LAG), silent ? -1 : ALIKE);
  if (lag === null) return null;
  const out = new Float32Array(pcm.length + lag);
  out.set(pcm.subarray(0, lag));
  crossFade(out, lag, pcm, lag, pcm, 0, lag);
  out.set(pcm.subarray(lag), 2 * lag);
  return out;
}

export function isSilence(pcm: Float32Array): boolean {
  let energy = 0;
  for (let i = 0; i < pcm.length; i++) energy += (pcm[i] ?? 0) ** 2;
  return energy < SILENCE_RMS * SILENCE_RMS * pcm.length;
}

function cutSilence(pcm: Float32Array, maxRemove: number): Float32Array | null {
  const remove = Math.min(Math.floor(maxRemove), pcm.length - SILENCE_FADE);
  if (remove < MIN_LAG) return null;
  const out = new Float32Array(pcm.length - remove);
  crossFade(out, 0, pcm, 0, pcm, remove, SILENCE_FADE);
  out.set(pcm.subarray(remove + SILENCE_FADE), SILENCE_FADE);
  return out;
}

function crossFade(out: Float32Array, at: number, from: Float32Array, fromAt: number, to: Float32Array, toAt: number, length: number): void {
  for (let i = 0; i < length; i++) {
    const share = (i + 0.5) / length;
    out[at + i] = (from[fromAt + i] ?? 0) * (1 - share) + (to[toAt + i] ?? 0) * share;
  }
}

function bestLag(pcm: Float32Array, maxLag: number, threshold: number): number | null {
  const limit = Math.min(Math.floor(maxLag), pcm.length >> 1);
  if (limit < MIN_LAG) return null;
  let best = MIN_LAG;
  let bestLikeness = -2;
  const consider = (lag: number, step: number): void => {
    const likeness = correlate(pcm, lag, step);
    if (likeness > bestLikeness) { bestLikeness = likeness; best = lag; }
  };
  for (let lag = MIN_LAG; lag <= limit; lag += COARSE_STEP) consider(lag, COARSE_STEP);
  const centre = best;
  bestLikeness = -2;
  for (let lag = Math.max(MIN_LAG, centre - 3); lag <= Math.min(limit, centre + 3); lag++) consider(lag, 1);
  return bestLikeness >= threshold ? best : null;
}

/** Normalised correlation of the first `lag` samples with the `lag` after them, -1..1. */
function correlate(pcm: Float32Array, lag: number, step: number): number {
  let dot = 0;
  let before = 0;
  let after = 0;
  for (let i = 0; i < lag; i += step) {
    const a = pcm[i] ?? 0;
    const b = pcm[i + lag] ?? 0;
    dot += a * b;
    before += a * a;
    after += b * b;
  }
  return dot / Math.sqrt(before * after + 1e-12);
}
