/** In-place radix-2 FFT; lengths must be equal powers of two. `inverse` is not scaled. */
export function fft(re: Float64Array, im: Float64Array, inverse = false): void {
  const n = re.length;
  bitReverse(re, im);
  for (let size = 2; size <= n; size *= 2) {
    const angle = ((inverse ? 2 : -2) * Math.PI) / size;
    const half = size / 2;
    for (let k = 0; k < half; k += 1) {
      const wr = Math.cos(angle * k);
      const wi = Math.sin(angle * k);
      for (let a = k; a < n; a += size) {
        const b = a + half;
        const ar = re[a] ?? 0, ai = im[a] ?? 0, br = re[b] ?? 0, bi = im[b] ?? 0;
        const tr = br * wr - bi * wi;
        const ti = br * wi + bi * wr;
        re[a] = ar + tr; im[a] = ai + ti;
        re[b] = ar - tr; im[b] = ai - ti;
      }
    }
  }
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

/** Sum over t of a[t] * b[t + lag], for each lag of 0 and more. `size`: a power of two, at least a.length + b.length. */
export function correlate(a: Float32Array, b: Float32Array, size: number): Float64Array {
  const ar = new Float64Array(size), ai = new Float64Array(size);
  const br = new Float64Array(size), bi = new Float64Array(size);
  ar.set(a);
  br.set(b);
  fft(ar, ai);
  fft(br, bi);
  for (let i = 0; i < size; i += 1) {
    const xr = ar[i] ?? 0, xi = -(ai[i] ?? 0), yr = br[i] ?? 0, yi = bi[i] ?? 0;
    ar[i] = xr * yr - xi * yi;
    ai[i] = xr * yi + xi * yr;
  }
  fft(ar, ai, true);
  return ar.map((value) => value / size);
}
