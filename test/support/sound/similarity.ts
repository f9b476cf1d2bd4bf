import { correlate } from './fft';
import { RATE, rms } from './signal';

export interface Likeness {
  /** How much later `heard` is than `spoken`, ms. */
  delayMs: number;
  /** Normalised correlation at that delay: 1 = the same but for level, 0 = unrelated. */
  correlation: number;
  /** Level of heard against spoken where they overlap, dB. */
  gainDb: number;
}

/** Where `spoken` is found in `heard` (cross-correlation over all delays of 0 and more) and how alike they are. */
export function compare(spoken: Float32Array, heard: Float32Array): Likeness {
  const size = 2 ** Math.ceil(Math.log2(spoken.length + heard.length));
  const products = correlate(spoken, heard, size);
  let best = 0;
  let bestNormalised = 0;
  const energy = runningEnergy(heard);
  const spokenEnergy = energyOf(spoken);
  for (let lag = 0; lag < heard.length; lag += 1) {
    const end = Math.min(heard.length, lag + spoken.length);
    const heardEnergy = (energy[end] ?? 0) - (energy[lag] ?? 0);
    // A sliver at the end of the recording would look alike by chance.
    if (heardEnergy < spokenEnergy * 1e-6 || end - lag < spoken.length / 2) continue;
    const normalised = (products[lag] ?? 0) / Math.sqrt(heardEnergy * spokenEnergy);
    if (Math.abs(normalised) > Math.abs(bestNormalised)) {
      bestNormalised = normalised;
      best = lag;
    }
  }
  const overlap = heard.subarray(best, best + spoken.length);
  return {
    delayMs: (best * 1000) / RATE,
    correlation: bestNormalised,
    gainDb: 20 * Math.log10(Math.max(1e-9, rms(overlap)) / Math.max(1e-9, rms(spoken))),
  };
}

function energyOf(pcm: Float32Array): number {
  let sum = 0;
  for (const sample of pcm) sum += sample * sample;
  return sum;
}

function runningEnergy(pcm: Float32Array): Float64Array {
  const sums = new Float64Array(pcm.length + 1);
  for (let i = 0; i < pcm.length; i += 1) sums[i + 1] = (sums[i] ?? 0) + (pcm[i] ?? 0) ** 2;
  return sums;
}

/**
 * As compare, for sound that a jitter buffer may have stretched by a few milliseconds here and there: the median over
 * pieces of one second, each found near its place.
 */
export function compareInPieces(spoken: Float32Array, heard: Float32Array): Likeness {
  const whole = compare(spoken, heard);
  const slack = Math.round(0.1 * RATE);
  const at = Math.round((whole.delayMs * RATE) / 1000);
  const pieces: Likeness[] = [];
  for (let from = 0; from + RATE <= spoken.length; from += RATE) {
    const start = Math.max(0, from + at - slack);
    const found = compare(spoken.subarray(from, from + RATE), heard.subarray(start, from + at + RATE + slack));
    pieces.push({ ...found, delayMs: found.delayMs + ((start - from) * 1000) / RATE });
  }
  pieces.sort((one, other) => one.correlation - other.correlation);
  return pieces[Math.floor(pieces.length / 2)] ?? whole;
}

/**
 * As compare(), but for sound that was stretched or cut on its way (clocks that drift, a jitter buffer at work):
 * parts of `partMs` are looked for one by one. Answers the median of their delays, correlations and gains.
 */
export function compareInParts(spoken: Float32Array, heard: Float32Array, partMs: number): Likeness {
  const frames = Math.round((partMs * RATE) / 1000);
  const floor = rms(spoken) / 4;
  const parts: Likeness[] = [];
  for (let at = 0; at + frames <= spoken.length; at += frames) {
    const part = spoken.subarray(at, at + frames);
    // A pause is like any other pause.
    if (rms(part) < floor) continue;
    const likeness = compare(part, heard);
    parts.push({ ...likeness, delayMs: likeness.delayMs - (at * 1000) / RATE });
  }
  const middle = (figure: (part: Likeness) => number): number => {
    const sorted = parts.map(figure).sort((a, b) => a - b);
    return sorted[Math.floor(sorted.length / 2)] ?? 0;
  };
  return { delayMs: middle((part) => part.delayMs), correlation: middle((part) => part.correlation), gainDb: middle((part) => part.gainDb) };
}
