import type { Segment, Tone } from './tone';

/** Loudness of a tone as a whole: -18 dBFS, comfortable beside speech. */
const TONE_AMPLITUDE = 0.126;
/** Rise and fall of every stretch of sound, so that none begins with a click. */
const RAMP_MS = 5;

/** Samples of one turn of a tone, mono, at `rate` Hz; begins and ends in silence, so it loops without a click. */
export function render(tone: Tone, rate: number): Float32Array<ArrayBuffer> {
  const lengths = tone.segments.map((segment) => Math.round((segment.durationMs * rate) / 1000));
  const pcm = new Float32Array(lengths.reduce((sum, length) => sum + length, 0));
  let at = 0;
  tone.segments.forEach((segment, i) => {
    const length = lengths[i] ?? 0;
    fill(pcm.subarray(at, at + length), segment, rate);
    at += length;
  });
  return pcm;
}

function fill(pcm: Float32Array, segment: Segment, rate: number): void {
  const count = segment.frequenciesHz.length;
  if (count === 0) return;
  const amplitude = (TONE_AMPLITUDE * 10 ** ((segment.levelDb ?? 0) / 20)) / Math.sqrt(count);
  const ramp = Math.max(1, Math.min(Math.round((RAMP_MS * rate) / 1000), Math.floor(pcm.length / 2)));
  for (let i = 0; i < pcm.length; i += 1) {
    const seconds = i / rate;
    let sum = 0;
    for (const frequency of segment.frequenciesHz) sum += Math.sin(2 * Math.PI * frequency * seconds);
    const edge = Math.min(1, i / ramp, (pcm.length - 1 - i) / ramp);
    const swing = segment.modulationHz === undefined ? 1 : 0.5 + 0.5 * Math.cos(2 * Math.PI * segment.modulationHz * seconds);
    pcm[i] = amplitude * sum * swing * (0.5 - 0.5 * Math.cos(Math.PI * edge));
  }
}
