import { fft } from '../fft';
import { SCORE_RATE } from './rate';

/** 32 ms under a Hann window. */
export const FRAME = 512;
/** Levels are counted as if speech were heard at this one, dB over the threshold of hearing at 1 kHz. */
export const LISTENING_LEVEL_DB = 79;

export type Band = 'wide' | 'narrow';

/** The ear's bands between two frequencies, half a Bark each. */
export interface BarkBands {
  readonly count: number;
  /** For each band the share of each line of the spectrum that falls into it. */
  readonly shares: readonly { readonly line: number; readonly share: number }[][];
  /** Power that is just heard, per band. */
  readonly threshold: Float64Array;
  readonly centreHz: Float64Array;
}

const BAND_BARK = 0.5;
/** Exponent of loudness over power (Zwicker). */
const LOUDNESS_EXPONENT = 0.23;
/** Makes a 1 kHz tone of 40 dB about one sone. */
const SONE_SCALE = 0.19;
const window = Float64Array.from({ length: FRAME }, (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * (i + 0.5)) / FRAME));

/** Schroeder's approximation of the Bark scale. */
const bark = (hz: number): number => 7 * Math.asinh(hz / 650);
const hertz = (z: number): number => 650 * Math.sinh(z / 7);

/** `wide`: 50 to 7400 Hz; `narrow`: the telephone's 300 to 3400 Hz. */
export function barkBands(band: Band): BarkBands {
  const [low, high] = band === 'wide' ? [bark(50), bark(7_400)] : [bark(300), bark(3_400)];
  const count = Math.round((high - low) / BAND_BARK);
  const step = (high - low) / count;
  const lineHz = SCORE_RATE / FRAME;
  const shares = Array.from({ length: count }, (_, b) => {
    const from = hertz(low + b * step), to = hertz(low + (b + 1) * step);
    const lines: { line: number; share: number }[] = [];
    for (let line = 1; line < FRAME / 2; line += 1) {
      const share = Math.min(to, (line + 0.5) * lineHz) - Math.max(from, (line - 0.5) * lineHz);
      if (share > 0) lines.push({ line, share: share / lineHz });
    }
    return lines;
  });
  const centreHz = Float64Array.from({ length: count }, (_, b) => hertz(low + (b + 0.5) * step));
  return { count, shares, centreHz, threshold: centreHz.map((hz) => 10 ** (thresholdDb(hz) / 10)) };
}

/** Hearing threshold in quiet (Terhardt), dB. */
function thresholdDb(hz: number): number {
  const khz = hz / 1000;
  return 3.64 * khz ** -0.8 - 6.5 * Math.exp(-0.6 * (khz - 3.3) ** 2) + 1e-3 * khz ** 4;
}

/** Power per band of the frames that begin every `hop` samples, `count` of them from sample `from` on; outside is silence. */
export function bandPowers(pcm: Float32Array, from: number, count: number, hop: number, bands: BarkBands): Float64Array[] {
  const re = new Float64Array(FRAME), im = new Float64Array(FRAME);
  const frames: Float64Array[] = [];
  // Two real frames share one complex transform.
  for (let frame = 0; frame < count; frame += 2) {
    const one = from + frame * hop, other = one + hop;
    for (let i = 0; i < FRAME; i += 1) {
      re[i] = (pcm[one + i] ?? 0) * (window[i] as number);
      im[i] = (pcm[other + i] ?? 0) * (window[i] as number);
    }
    fft(re, im);
    const first = new Float64Array(bands.count), second = new Float64Array(bands.count);
    for (let b = 0; b < bands.count; b += 1) {
      let powerOne = 0, powerOther = 0;
      for (const { line, share } of bands.shares[b] ?? []) {
        const mirror = FRAME - line;
        const evenRe = (re[line] as number) + (re[mirror] as number), evenIm = (im[line] as number) - (im[mirror] as number);
        const oddRe = (im[line] as number) + (im[mirror] as number), oddIm = (re[mirror] as number) - (re[line] as number);
        powerOne += (share * (evenRe ** 2 + evenIm ** 2)) / 4;
        powerOther += (share * (oddRe ** 2 + oddIm ** 2)) / 4;
      }
      first[b] = powerOne;
      second[b] = powerOther;
    }
    frames.push(first);
    if (frame + 1 < count) frames.push(second);
  }
  return frames;
}

/** Loudness per band, sone (Zwicker's law, silence is 0). */
export function loudness(powers: Float64Array, bands: BarkBands): Float64Array {
  return powers.map((power, b) => {
    const threshold = bands.threshold[b] as number;
    if (power <= threshold) return 0;
    return SONE_SCALE * (threshold / 0.5) ** LOUDNESS_EXPONENT * ((0.5 + (0.5 * power) / threshold) ** LOUDNESS_EXPONENT - 1);
  });
}

export const total = (powers: Float64Array): number => powers.reduce((a, b) => a + b, 0);
