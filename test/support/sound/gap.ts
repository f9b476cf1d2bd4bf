import { RATE, rms } from './signal';

const STEP_MS = 20;
const STEP = Math.round((STEP_MS / 1000) * RATE);

/** The longest silence between two sounds, ms, and where it begins; `threshold`: what counts as sound, linear. */
export function longestGap(pcm: Float32Array, threshold: number): { ms: number; atMs: number } {
  const levels = Float32Array.from({ length: Math.floor(pcm.length / STEP) }, (_, i) => rms(pcm.subarray(i * STEP, (i + 1) * STEP)));
  let last = levels.findIndex((level) => level >= threshold);
  let longest = { ms: last < 0 ? Infinity : 0, atMs: 0 };
  for (let i = last + 1; last >= 0 && i < levels.length; i += 1) {
    if ((levels[i] ?? 0) < threshold) continue;
    const ms = (i - last - 1) * STEP_MS;
    if (ms > longest.ms) longest = { ms, atMs: (last + 1) * STEP_MS };
    last = i;
  }
  return longest;
}
