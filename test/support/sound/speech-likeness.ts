import { compare } from './similarity';
import { RATE, rms } from './signal';

export interface SpeechLikeness {
  /** Median normalised correlation of the wave over voiced pieces of 300 ms: 1 = the same but for level. */
  correlation: number;
  /** Correlation of loudness over time (20 ms steps): survives codecs, gain control and noise suppression. */
  envelope: number;
  /** How much later the voiced pieces were heard than spoken, ms, median. */
  delayMs: number;
  /** Level of heard against spoken, dB. */
  gainDb: number;
}

const PIECE = Math.round(0.3 * RATE);
const SLACK = Math.round(0.12 * RATE);
const STEP = Math.round(0.02 * RATE);

/**
 * How alike speech is to what was spoken, for a path whose delay moves: a jitter buffer shortens and stretches, and a
 * single correlation over seconds would take that for another sound. Each piece is looked for near where the loudness
 * says it must be; pauses, which are alike to nothing, are left out.
 */
export function compareSpeech(spoken: Float32Array, heard: Float32Array): SpeechLikeness {
  const whole = envelopeDelay(spoken, heard);
  const loud = rms(spoken);
  const pieces: { correlation: number; delayMs: number }[] = [];
  for (let from = 0; from + PIECE <= spoken.length; from += PIECE) {
    const piece = spoken.subarray(from, from + PIECE);
    if (rms(piece) < loud * 0.5) continue;
    const start = Math.max(0, from + whole.delay - SLACK);
    const found = compare(piece, heard.subarray(start, from + whole.delay + PIECE + SLACK));
    pieces.push({ correlation: found.correlation, delayMs: found.delayMs + ((start - from) * 1000) / RATE });
  }
  return {
    correlation: median(pieces.map((piece) => piece.correlation)), delayMs: median(pieces.map((piece) => piece.delayMs)), envelope: whole.likeness,
    gainDb: 20 * Math.log10(Math.max(1e-9, rms(heard.subarray(whole.delay, whole.delay + spoken.length))) / Math.max(1e-9, loud)),
  };
}

/** Loudness over time, one figure per 20 ms. */
export function envelopeOf(pcm: Float32Array): Float32Array {
  return Float32Array.from({ length: Math.floor(pcm.length / STEP) }, (_, i) => rms(pcm.subarray(i * STEP, (i + 1) * STEP)));
}

/** The longest silence between two sounds, ms, and where it begins; `threshold`: what counts as sound, linear. */
export function longestGap(pcm: Float32Array, threshold: number): { ms: number; atMs: number } {
  const envelope = envelopeOf(pcm);
  let last = envelope.findIndex((level) => level >= threshold);
  let longest = { ms: last < 0 ? Infinity : 0, atMs: 0 };
  for (let i = last + 1; last >= 0 && i < envelope.length; i += 1) {
    if ((envelope[i] ?? 0) < threshold) continue;
    const ms = (i - last - 1) * 20;
    if (ms > longest.ms) longest = { ms, atMs: (last + 1) * 20 };
    last = i;
  }
  return longest;
}

function envelopeDelay(spoken: Float32Array, heard: Float32Array): { delay: number; likeness: number } {
  const a = envelopeOf(spoken);
  const b = envelopeOf(heard);
  let best = { delay: 0, likeness: -1 };
  for (let lag = 0; lag + a.length / 2 < b.length; lag += 1) {
    const likeness = pearson(a, b.subarray(lag, lag + a.length));
    if (likeness > best.likeness) best = { delay: lag * STEP, likeness };
  }
  return best;
}

function pearson(a: Float32Array, b: Float32Array): number {
  const n = Math.min(a.length, b.length);
  let sumA = 0, sumB = 0, sumAA = 0, sumBB = 0, sumAB = 0;
  for (let i = 0; i < n; i += 1) {
    const x = a[i] ?? 0, y = b[i] ?? 0;
    sumA += x; sumB += y; sumAA += x * x; sumBB += y * y; sumAB += x * y;
  }
  const spread = Math.sqrt((n * sumAA - sumA * sumA) * (n * sumBB - sumB * sumB));
  return spread === 0 ? 0 : (n * sumAB - sumA * sumB) / spread;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
