/** In-place radix-2 FFT; lengths must be equal powers of two. `inverse` is not scaled. */
export function fft(re: Float64Array, im: Float64Array, inverse = false): void {
  const n = re.length;
  bitReverse(re, im);
  const { cos, sin } = rootsOf(n);
  for (let size = 2; size <= n; size *= 2) {
    const half = size / 2;
    const step = n / size;
    // Neighbours in memory one after the other: several times as fast as by roots.
    for (let from = 0; from < n; from += size) {
      for (let k = 0; k < half; k += 1) {
        const a = from + k;
        const b = a + half;
        const wr = cos[k * step] as number, wi = (inverse ? 1 : -1) * (sin[k * step] as number);
        const ar = re[a] as number, ai = im[a] as number, br = re[b] as number, bi = im[b] as number;
        const tr = br * wr - bi * wi;
        const ti = br * wi + bi * wr;
        re[a] = ar + tr; im[a] = ai + ti;
        re[b] = ar - tr; im[b] = ai - ti;
      }
    }
  }
}

const roots = new Map<number, { cos: Float64Array; sin: Float64Array }>();

/** Half a turn in n / 2 steps; kept, because a few lengths are asked for again and again. */
function rootsOf(n: number): { cos: Float64Array; sin: Float64Array } {
  let known = roots.get(n);
  if (known === undefined) {
    known = {
      cos: Float64Array.from({ length: n / 2 }, (_, k) => Math.cos((2 * Math.PI * k) / n)),
      sin: Float64Array.from({ length: n / 2 }, (_, k) => Math.sin((2 * Math.PI * k) / n)),
    };
    roots.set(n, known);
  }
  return known;
}

function bitReverse(re: Float64Array, im: Float64Array): void {
  const n = re.length;
  for (let i = 1, j = 0; i < n; i += 1) {
    let bit = n >> 1;
    for (; j & bit; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i >= j) continue;
    const r = re[i] ?? 0, m = im[i] ?? 0;
    re[i] = re[j] ?? 0; im[i] = im[j] ?? 0;
    re[j] = r; im[j] = m;
  }
}

export interface Spectrum {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/** `size`: a power of two, at least the length. */
export function spectrumOf(pcm: Float32Array, size: number): Spectrum {
  const re = new Float64Array(size), im = new Float64Array(size);
  re.set(pcm);
  fft(re, im);
  return { re, im };
}

/** Sum over t of a[t] * b[t + lag], for each lag of 0 and more. `size`: a power of two, at least a.length + b.length. */
export function correlate(a: Float32Array, b: Float32Array, size: number): Float64Array {
  return correlateSpectra(spectrumOf(a, size), spectrumOf(b, size));
}

/** As correlate, of two that are spectra already, of the same size. */
export function correlateSpectra(a: Spectrum, b: Spectrum): Float64Array {
  const size = a.re.length;
  const re = new Float64Array(size), im = new Float64Array(size);
  for (let i = 0; i < size; i += 1) {
    const xr = a.re[i] as number, xi = -(a.im[i] as number), yr = b.re[i] as number, yi = b.im[i] as number;
    re[i] = (xr * yr - xi * yi) / size;
    im[i] = (xr * yi + xi * yr) / size;
  }
  fft(re, im, true);
  return re;
}
