import { goertzel, RATE } from './signal';

/** A steady tone of `ms`, 48 kHz. */
export function tone(frequencyHz: number, ms: number, amplitude = 0.2): Float32Array {
  return Float32Array.from({ length: Math.round((ms * RATE) / 1000) }, (_, i) => amplitude * Math.sin((2 * Math.PI * frequencyHz * i) / RATE));
}

/** Which of the tones are in it, by their amplitude. */
export function tonesIn(pcm: Float32Array, frequencies: readonly number[], least = 0.05): number[] {
  return frequencies.filter((frequency) => goertzel(pcm, frequency) >= least);
}

/** The largest step from one sample to the next: a click is one far above what the tones themselves make. */
export function largestStep(pcm: Float32Array): number {
  let largest = 0;
  for (let i = 1; i < pcm.length; i += 1) largest = Math.max(largest, Math.abs((pcm[i] ?? 0) - (pcm[i - 1] ?? 0)));
  return largest;
}
