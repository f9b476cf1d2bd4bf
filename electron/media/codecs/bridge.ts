/** Below this likeness of both sides there is no common period: noise, an onset or another sound. */
const ALIKE = 0.5;

/**
 * Fills `samples` between two pieces of sound. `ahead` goes on with the one before, for as long and a good part longer;
 * `next` begins after it. Voiced sound is bent by up to `reach` samples so that both meet in phase.
 */
export function bridged(
  ahead: Float32Array, samples: number, next: Float32Array, compare: number, reach: number, shortestPeriod: number,
): Float32Array {
  const { shift, likeness } = meeting(ahead, samples, next, compare, reach);
  const voiced = likeness >= ALIKE;
  const period = startPeriod(next, compare, shortestPeriod, reach * 2);
  const out = new Float32Array(samples);
  for (let i = 0; i < samples; i++) {
    const way = (i + 0.5) / samples;
    const before = interpolated(ahead, voiced ? i + (shift * i) / samples : i);
    const after = backwards(next, samples - i, period);
    // Sounds in phase are added by amplitude, others by power.
    const share = 0.5 - 0.5 * Math.cos(Math.PI * way);
    const sample = voiced
      ? (1 - share) * before + share * after
      : Math.cos((Math.PI / 2) * way) * before + Math.sin((Math.PI / 2) * way) * after;
    out[i] = Math.max(-1, Math.min(1, sample));
  }
  return out;
}

/** By how much later or earlier in `ahead` the sound is that is most like the beginning of `next`. */
function meeting(ahead: Float32Array, samples: number, next: Float32Array, compare: number, reach: number): { shift: number; likeness: number } {
  let shift = 0;
  let likeness = -1;
  for (let candidate = -reach; candidate <= reach; candidate++) {
    const at = samples + candidate;
    if (at < 0) continue;
    let product = 0;
    let one = 1e-9;
    let other = 1e-9;
    for (let i = 0; i < compare; i++) {
      const x = ahead[at + i] ?? 0;
      const y = next[i] ?? 0;
      product += x * y;
      one += x * x;
      other += y * y;
    }
    // Of two meetings as good, the one that bends less.
    const score = product / Math.sqrt(one * other) - (0.05 * Math.abs(candidate)) / (reach + 1);
    if (score > likeness) { likeness = score; shift = candidate; }
  }
  return { shift, likeness };
}

/** The period of the beginning of `next`, around `expected`. */
function startPeriod(next: Float32Array, compare: number, shortest: number, expected: number): number {
  const longest = Math.min(next.length - 1, Math.round(expected * 1.4));
  let best = Math.max(1, Math.min(expected, longest));
  let bestScore = -1;
  for (let lag = Math.max(shortest, Math.round(expected * 0.7)); lag <= longest; lag++) {
    const length = Math.min(compare, next.length - lag);
    if (length < shortest) break;
    let product = 0;
    let one = 1e-9;
    let other = 1e-9;
    for (let i = 0; i < length; i++) {
      const x = next[i] ?? 0;
      const y = next[i + lag] ?? 0;
      product += x * y;
      one += x * x;
      other += y * y;
    }
    const score = product / Math.sqrt(one * other);
    if (score > bestScore) { bestScore = score; best = lag; }
  }
  return best;
}

/** The wave `back` samples before `next`, as its first period goes on backwards; the seams of the loop are led over. */
function backwards(next: Float32Array, back: number, period: number): number {
  const position = (((-back) % period) + period) % period;
  const direct = next[position] ?? 0;
  const overlap = Math.max(1, period >> 2);
  if (position >= overlap || period + position >= next.length) return direct;
  // Going back past the start of the period: from what follows the period into the period's own start.
  const share = (position + 1) / (overlap + 1);
  return share * direct + (1 - share) * (next[period + position] ?? 0);
}

function interpolated(wave: Float32Array, at: number): number {
  const whole = Math.floor(at);
  const part = at - whole;
  return (wave[whole] ?? 0) * (1 - part) + (wave[whole + 1] ?? 0) * part;
}
