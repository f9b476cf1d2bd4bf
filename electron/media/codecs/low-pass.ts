/** 60 dB. */
const kaiserBeta = 5.65;

/** Kaiser-windowed sinc with unit gain at 0 Hz; `cutoff` in cycles a sample. */
export function lowPass(length: number, cutoff: number): Float32Array {
  const middle = (length - 1) / 2;
  const taps = Array.from({ length }, (_, i) => {
    const x = i - middle;
    const sinc = x === 0 ? 2 * cutoff : Math.sin(2 * Math.PI * cutoff * x) / (Math.PI * x);
    const edge = x / (middle + 1);
    return (sinc * bessel0(kaiserBeta * Math.sqrt(1 - edge * edge))) / bessel0(kaiserBeta);
  });
  const gain = taps.reduce((sum, tap) => sum + tap, 0);
  return Float32Array.from(taps, (tap) => tap / gain);
}

/** Modified Bessel function of the first kind, order 0, by its power series. */
function bessel0(x: number): number {
  let sum = 1;
  let term = 1;
  for (let k = 1; term > sum * 1e-12; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}
