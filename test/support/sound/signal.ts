/** Measurements on mono PCM. Rates in Hz, levels linear 0..1 unless the name says dB. */

export const RATE = 48_000;

export function peak(pcm: Float32Array): number {
  let top = 0;
  for (const sample of pcm) top = Math.max(top, Math.abs(sample));
  return top;
}

export function rms(pcm: Float32Array): number {
  let sum = 0;
  for (const sample of pcm) sum += sample * sample;
  return pcm.length === 0 ? 0 : Math.sqrt(sum / pcm.length);
}

/** Amplitude of one frequency (Goertzel): 1 for a full-scale sine of it that fills the window. */
export function goertzel(pcm: Float32Array, frequencyHz: number, rate = RATE): number {
  const turn = (2 * Math.PI * frequencyHz) / rate;
  const coefficient = 2 * Math.cos(turn);
  let before = 0;
  let beforeThat = 0;
  for (const sample of pcm) {
    const now = sample + coefficient * before - beforeThat;
    beforeThat = before;
    before = now;
  }
  const power = before * before + beforeThat * beforeThat - coefficient * before * beforeThat;
  return (2 * Math.sqrt(Math.max(0, power))) / pcm.length;
}

/** A click that survives codecs: a 1 kHz burst of 8 ms under a raised cosine. */
export function click(amplitude = 0.8): Float32Array {
  const length = Math.round(0.008 * RATE);
  const pcm = new Float32Array(length);
  for (let i = 0; i < length; i += 1) {
    const envelope = 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / (length - 1));
    pcm[i] = amplitude * envelope * Math.sin((2 * Math.PI * 1000 * i) / RATE);
  }
  return pcm;
}

export function silence(ms: number): Float32Array {
  return new Float32Array(Math.round((ms * RATE) / 1000));
}

export function concat(...parts: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Another rate by windowed-sinc interpolation; good enough to compare speech. */
export function resample(pcm: Float32Array, from: number, to: number): Float32Array {
  if (from === to) return pcm;
  const out = new Float32Array(Math.floor((pcm.length * to) / from));
  const cutoff = Math.min(1, to / from);
  const half = Math.ceil(16 / cutoff);
  for (let i = 0; i < out.length; i += 1) {
    const at = (i * from) / to;
    let sum = 0;
    for (let k = Math.ceil(at - half); k <= at + half; k += 1) {
      const x = (k - at) * cutoff;
      const sinc = x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
      const window = 0.5 + 0.5 * Math.cos((Math.PI * (k - at)) / (half + 1));
      sum += (pcm[k] ?? 0) * sinc * window * cutoff;
    }
    out[i] = sum;
  }
  return out;
}

/** First sample whose magnitude reaches `threshold`, from `from` on; null if none does. */
export function onset(pcm: Float32Array, threshold: number, from = 0): number | null {
  for (let i = from; i < pcm.length; i += 1) if (Math.abs(pcm[i] ?? 0) >= threshold) return i;
  return null;
}
