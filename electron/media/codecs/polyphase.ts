import { firFilter } from '../../../native';

/**
 * out[n * phases + p] = the taps of phase p times the samples from `from + n * step` on; `taps` holds the phases one behind the
 * other. By the addon, which does four at a time; where it is missing, here.
 */
export function polyphase(taps: Float32Array, phases: number, samples: Float32Array, from: number, step: number, out: Float32Array): void {
  if (out.length === 0 || firFilter(taps, phases, samples, from, step, out)) return;
  const length = taps.length / phases;
  for (let at = 0, start = from; at < out.length; at += phases, start += step) {
    for (let phase = 0; phase < phases; phase++) out[at + phase] = dot(taps, phase * length, samples, start, length);
  }
}

/** Four sums at once: one would wait for itself at each step. */
function dot(taps: Float32Array, first: number, samples: Float32Array, from: number, length: number): number {
  const whole = length & ~3;
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  for (let k = 0; k < whole; k += 4) {
    const tap = first + k;
    const at = from + k;
    a += (taps[tap] as number) * (samples[at] as number);
    b += (taps[tap + 1] as number) * (samples[at + 1] as number);
    c += (taps[tap + 2] as number) * (samples[at + 2] as number);
    d += (taps[tap + 3] as number) * (samples[at + 3] as number);
  }
  for (let k = whole; k < length; k++) a += (taps[first + k] as number) * (samples[from + k] as number);
  return a + b + c + d;
}
