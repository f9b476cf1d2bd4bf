import type { Pulse } from './pulse';
import { correlate } from './fft';
import { click, onset, peak, RATE, silence, concat } from './signal';

const CLICK_AMPLITUDE = 0.5;
/** An echo quieter than this share of the click is not one. */
const ECHO_SHARE = 0.02;
const LONGEST_MS = 900;

/**
 * One-way latency of any two phones in a call, ms, one figure per click that was heard.
 *
 * `bus` is a null sink: phone A's microphone is its monitor, phone B's speaker is it. A click played into it is
 * recorded from the monitor together with its first echo, which went A's microphone, the wire, B's speaker: one
 * recording, one clock. B is turned down by 12 dB first, for what B plays goes round again.
 */
export async function mouthToEar(pulse: Pulse, bus: string, clicks: number): Promise<number[]> {
  await pulse.turnDown(bus, 12);
  const recorder = await pulse.record(`${bus}.monitor`);
  try {
    const figures: number[] = [];
    for (let i = 0; i < clicks; i += 1) {
      const from = recorder.position;
      // Clicks fall on no grid, so that packet times are met at every phase.
      await pulse.play(bus, concat(silence(20), click(CLICK_AMPLITUDE)));
      await pause(LONGEST_MS + 300 + ((i * 7.3) % 20));
      const figure = echoDelayMs(recorder.samples(from));
      if (figure !== null) figures.push(figure);
    }
    return figures;
  } finally {
    await recorder.stop();
  }
}

/** The delay of the first echo behind the click in one recording, ms; null where there is no click or no echo. */
export function echoDelayMs(recording: Float32Array): number | null {
  const shape = click(CLICK_AMPLITUDE);
  const size = 2 ** Math.ceil(Math.log2(recording.length + shape.length));
  const likeness = Float32Array.from(correlate(shape, recording, size)).subarray(0, recording.length).map(Math.abs);
  const whole = peak(likeness);
  const first = onset(likeness, whole * 0.5);
  if (first === null || whole === 0) return null;
  const struck = highest(likeness, first, first + shape.length / 2);
  const afterClick = struck + shape.length;
  const echo = highest(likeness, afterClick, Math.min(likeness.length, struck + (LONGEST_MS * RATE) / 1000));
  if ((likeness[echo] ?? 0) < whole * ECHO_SHARE) return null;
  return ((echo - struck) * 1000) / RATE;
}

function highest(values: Float32Array, from: number, to: number): number {
  let best = from;
  for (let i = from; i < to && i < values.length; i += 1) if ((values[i] ?? 0) > (values[best] ?? 0)) best = i;
  return best;
}

export function median(figures: readonly number[]): number {
  const sorted = [...figures].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] ?? NaN : ((sorted[middle - 1] ?? NaN) + (sorted[middle] ?? NaN)) / 2;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
