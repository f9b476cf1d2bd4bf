import { addon, type Addon } from './load';

let filter: Addon['firFilter'] | null | undefined;

/**
 * A polyphase FIR filter: `out[n * phases + p]` becomes the sum of products of the taps of phase p (`taps` holds the phases one
 * behind the other, newest tap last) with the samples from `from + n * step` on.
 * @returns false, with `out` as it was, where the addon is missing or the arguments do not fit each other. Never throws.
 */
export function firFilter(taps: Float32Array, phases: number, samples: Float32Array, from: number, step: number, out: Float32Array): boolean {
  if (filter === undefined) {
    try {
      // An addon of an earlier build does not have it.
      filter = (addon() as Partial<Addon>).firFilter ?? null;
    } catch {
      filter = null;
    }
  }
  return filter !== null && out.length > 0 && filter(taps, phases, samples, from, step, out) === 0;
}
