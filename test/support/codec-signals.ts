import { readFileSync } from 'node:fs';
import { createResampler } from '../../electron/media/codecs';
import { muLaw } from '../../electron/media/codecs/g711';

/** Speech (the practice line's greeting, telephone band) at the rate asked for, mono, -1..1. */
export function speech(sampleRate: 8000 | 16000 | 48000, seconds: number): Float32Array {
  const octets = readFileSync(new URL('../../assets/practice/talk.ulaw', import.meta.url)).subarray(0, seconds * 8000);
  const pcm = Float32Array.from(octets, (octet) => (muLaw.expand[octet] ?? 0) / 32768);
  return createResampler(8000, sampleRate).process(pcm);
}

/** Cuts into whole frames; a rest is left off. */
export function frames(pcm: Float32Array, length: number): Float32Array[] {
  return Array.from({ length: Math.floor(pcm.length / length) }, (_, i) => pcm.subarray(i * length, (i + 1) * length));
}

export function joined(parts: readonly Float32Array[]): Float32Array {
  const out = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** Normalised correlation of two waves, -1..1, the second read `delay` samples later. */
export function correlation(a: Float32Array, b: Float32Array, delay = 0): number {
  let product = 0;
  let energyA = 0;
  let energyB = 0;
  for (let i = 0; i < a.length && i + delay < b.length; i++) {
    const x = a[i] ?? 0;
    const y = b[i + delay] ?? 0;
    product += x * y;
    energyA += x * x;
    energyB += y * y;
  }
  return product / Math.sqrt(energyA * energyB || 1);
}

/** Signal to noise of `copy` (read `delay` samples later) against `original`, dB. */
export function snrDb(original: Float32Array, copy: Float32Array, delay = 0): number {
  let signal = 0;
  let noise = 0;
  for (let i = 0; i < original.length && i + delay < copy.length; i++) {
    const x = original[i] ?? 0;
    signal += x * x;
    noise += (x - (copy[i + delay] ?? 0)) ** 2;
  }
  return 10 * Math.log10(signal / (noise || 1e-20));
}

/** How many elements differ: a matcher's deep comparison of 100,000 samples takes minutes. */
export function differences(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let count = Math.abs(a.length - b.length);
  for (let i = 0; i < Math.min(a.length, b.length); i++) if (a[i] !== b[i]) count++;
  return count;
}
