import { RATE } from './signal';

const WINDOW = RATE / 100;
/** What of a window's energy is not the tone, from which on it is torn: -10 dB. Codecs stay below -20 dB. */
const TORN_SHARE = 0.1;
/** Quieter than this share of the usual level is a hole. */
const HOLE_SHARE = 0.5;
/** Torn windows no further apart than this are one event. */
const JOIN_WINDOWS = 5;

export interface Tears {
  /** Holes, jumps and clicks that can be heard, each counted once. */
  readonly events: number;
  /** Sound that was torn, ms, in pieces of 10 ms. */
  readonly tornMs: number;
  /** Where each event begins, ms. */
  readonly atMs: readonly number[];
}

/**
 * Looks for tears in a recording of one steady tone, 48 kHz: in each 10 ms the tone is fitted in amplitude and phase,
 * and what is left over tells. A slow change of phase (a tempo moved without a seam) is none.
 */
export function findTears(pcm: Float32Array, frequencyHz: number): Tears {
  const fits = Array.from({ length: Math.floor(pcm.length / WINDOW) }, (_, at) => fit(pcm.subarray(at * WINDOW, (at + 1) * WINDOW), frequencyHz));
  const usual = fits.map(({ amplitude }) => amplitude).sort((a, b) => a - b)[Math.floor(fits.length / 2)] ?? 0;
  const torn = fits.flatMap(({ amplitude, rest }, at) => (rest > TORN_SHARE || amplitude < usual * HOLE_SHARE ? [at] : []));
  const starts = torn.filter((at, i) => i === 0 || at - (torn[i - 1] ?? 0) > JOIN_WINDOWS);
  return { events: starts.length, tornMs: torn.length * 10, atMs: starts.map((at) => at * 10) };
}

/**
 * How far the tone at the end of a recording is from where it would be had nothing between been lost or held up,
 * degrees, 0..180. Whole turns are not seen: choose a frequency of which no piece that may go missing holds whole turns.
 */
export function lostPhase(pcm: Float32Array, frequencyHz: number): number {
  const from = pcm.length - WINDOW;
  const turns = (fit(pcm.subarray(from), frequencyHz).phase - fit(pcm.subarray(0, WINDOW), frequencyHz).phase) / (2 * Math.PI) + (frequencyHz * from) / RATE;
  return 360 * Math.abs(turns - Math.round(turns));
}

/** The best fitting tone of that frequency: its amplitude, its phase at the first sample, and the share of energy that is not it. */
function fit(window: Float32Array, frequencyHz: number): { amplitude: number; phase: number; rest: number } {
  const turn = (2 * Math.PI * frequencyHz) / RATE;
  let [cc, ss, cs, xc, xs, xx] = [0, 0, 0, 0, 0, 0];
  for (let i = 0; i < window.length; i += 1) {
    const x = window[i] ?? 0;
    const c = Math.cos(turn * i);
    const s = Math.sin(turn * i);
    cc += c * c;
    ss += s * s;
    cs += c * s;
    xc += x * c;
    xs += x * s;
    xx += x * x;
  }
  const determinant = cc * ss - cs * cs;
  const a = (xc * ss - xs * cs) / determinant;
  const b = (xs * cc - xc * cs) / determinant;
  return { amplitude: Math.hypot(a, b), phase: Math.atan2(b, a), rest: xx === 0 ? 1 : Math.max(0, 1 - (a * xc + b * xs) / xx) };
}
