/** What the speech score works at, Hz. */
export const SCORE_RATE = 16_000;

const FACTOR = 3;
const HALF = 48;
/** Low-pass at 7.6 kHz for 48 kHz input, a windowed sinc of unit gain. */
const TAPS = lowPass(7_600 / 48_000, HALF);

/** 48 kHz to 16 kHz without aliases; sample n of the answer is sample 3n of `pcm`. */
export function toScoreRate(pcm: Float32Array): Float32Array {
  const out = new Float32Array(Math.floor(pcm.length / FACTOR));
  for (let i = 0; i < out.length; i += 1) {
    const centre = i * FACTOR;
    const from = Math.max(0, centre - HALF);
    const to = Math.min(pcm.length - 1, centre + HALF);
    let sum = 0;
    for (let k = from; k <= to; k += 1) sum += (pcm[k] as number) * (TAPS[k - centre + HALF] as number);
    out[i] = sum;
  }
  return out;
}

function lowPass(cutoff: number, half: number): Float64Array {
  const taps = new Float64Array(2 * half + 1);
  for (let i = -half; i <= half; i += 1) {
    const sinc = i === 0 ? 2 * cutoff : Math.sin(2 * Math.PI * cutoff * i) / (Math.PI * i);
    taps[i + half] = sinc * (0.5 + 0.5 * Math.cos((Math.PI * i) / (half + 1)));
  }
  const sum = taps.reduce((a, b) => a + b, 0);
  return taps.map((tap) => tap / sum);
}
