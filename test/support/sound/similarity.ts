import { correlateSpectra, spectrumOf } from './fft';
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
  return searchIn(heard, spoken.length)(spoken);
}

/** As compare, for many that are looked for in one recording; none is longer than `longest` samples. */
export function searchIn(heard: Float32Array, longest: number): (spoken: Float32Array) => Likeness {
  const size = 2 ** Math.ceil(Math.log2(longest + heard.length));
  const spectrum = spectrumOf(heard, size);
  const energy = runningEnergy(heard);
  return (spoken) => find(spoken, heard, energy, correlateSpectra(spectrumOf(spoken, size), spectrum));
}

/** `energy`: of heard, see runningEnergy; `products`: of spoken and heard at each lag. */
function find(spoken: Float32Array, heard: Float32Array, energy: Float64Array, products: Float64Array): Likeness {
  let best = 0;
  let bestNormalised = 0;
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
