const TAPS = 24;
const PHASES = 256;

/** Streaming sample-rate conversion of mono PCM by a windowed sinc of 24 taps: 0.25 ms late, good to beyond speech. */
export class Resampler {
  private readonly kernels: Float32Array[];
  private readonly step: number;
  private history: Float32Array<ArrayBufferLike> = new Float32Array(TAPS);
  /** Where the next output sample lies in `history`, in input samples. */
  private at = TAPS / 2;

  constructor(readonly from: number, readonly to: number) {
    this.step = from / to;
    // Going down, everything above the new half rate must go first.
    const cutoff = Math.min(1, to / from) * 0.96;
    this.kernels = Array.from({ length: PHASES + 1 }, (_, phase) => kernel(phase / PHASES, cutoff));
  }

  process(input: Float32Array<ArrayBuffer>): Float32Array<ArrayBuffer> {
    if (this.from === this.to) return input;
    const joined = new Float32Array(this.history.length + input.length);
    joined.set(this.history);
    joined.set(input, this.history.length);
    const last = joined.length - TAPS / 2;
    const out = new Float32Array(Math.max(0, Math.ceil((last - this.at) / this.step)));
    for (let i = 0; i < out.length; i += 1) {
      const whole = Math.floor(this.at);
      const taps = this.kernels[Math.round((this.at - whole) * PHASES)] ?? new Float32Array(TAPS);
      const first = whole - TAPS / 2 + 1;
      let sum = 0;
      for (let k = 0; k < TAPS; k += 1) sum += (joined[first + k] ?? 0) * (taps[k] ?? 0);
      out[i] = sum;
      this.at += this.step;
    }
    const keepFrom = Math.max(0, Math.floor(this.at) - TAPS / 2);
    this.history = joined.slice(keepFrom);
    this.at -= keepFrom;
    return out;
  }
}

/** Weights of the samples around a point `fraction` (0..1) behind the middle one. */
function kernel(fraction: number, cutoff: number): Float32Array {
  const taps = new Float32Array(TAPS);
  let sum = 0;
  for (let k = 0; k < TAPS; k += 1) {
    const distance = k - (TAPS / 2 - 1) - fraction;
    const x = Math.PI * distance * cutoff;
    const sinc = x === 0 ? 1 : Math.sin(x) / x;
    const window = Math.abs(distance) > TAPS / 2 ? 0 : 0.5 + 0.5 * Math.cos((2 * Math.PI * distance) / TAPS);
    taps[k] = sinc * window;
    sum += sinc * window;
  }
  return taps.map((tap) => tap / sum);
}
