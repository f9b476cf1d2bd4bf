/**
 * Makes waiting sound shorter or longer without changing its pitch: waveform similarity overlap-add at the lag where the
 * sound is most like itself. Works at the reading point of a SampleQueue, so what is changed joins what was heard.
 */
import type { SampleQueue } from './sample-queue';

const MS = 48;
/** No voice is higher than 400 Hz. */
export const MIN_LAG = 2.5 * MS;
/** 16.7 ms: a voice of 60 Hz, two periods of a common one, and for music a better choice of lags. */
const MAX_LAG = 800;
/** Length of sound that is compared, and of the cross-fade. */
const COMPARED = 10 * MS;
const FADE = 6 * MS;
/** The search looks at every fourth lag and sample first, then closely around the best. */
const COARSE_STEP = 4;
/** Below this likeness the sound does not repeat, and a cut would be heard. */
const ALIKE = 0.85;
/** A longer lag is chosen where it is nearly as good as a shorter one: fewer cuts for the same gain. */
const LONGER_IS_BETTER = 0.06;
/** Silence is led over within this. */
const SILENCE_FADE = 2.5 * MS;

/** How much may be heard of it: `unheard` only where the sound repeats itself, `pressing` at the best place there is. */
export type StretchUrgency = 'unheard' | 'pressing';

/** Takes out one period of at most `most` samples. Answers how many went, 0 where nothing did. */
export function shorten(queue: SampleQueue, most: number, urgency: StretchUrgency): number {
  const limit = Math.min(most, MAX_LAG, queue.pending - COMPARED);
  const lag = bestLag(queue, 1, limit, urgency === 'pressing' ? -1 : ALIKE, LONGER_IS_BETTER);
  if (lag === 0) return 0;
  queue.splice(0, lag, FADE);
  return lag;
}

/** Takes out exactly as much as asked for, or all but the cross-fade: for silence, where no period matters. */
export function cutSilence(queue: SampleQueue, most: number): number {
  const count = Math.min(Math.floor(most), queue.pending - SILENCE_FADE);
  if (count <= 0) return 0;
  queue.splice(0, count, SILENCE_FADE);
  return count;
}

/** Says one period of about `most` samples twice. Answers how many came in, 0 where nothing did. */
export function lengthen(queue: SampleQueue, most: number, urgency: StretchUrgency): number {
  if (queue.pending < COMPARED) return 0;
  const lag = bestLag(queue, -1, Math.min(Math.max(most, MIN_LAG), MAX_LAG), urgency === 'pressing' ? -1 : ALIKE, 0);
  return lag > 0 && queue.repeat(lag, FADE) ? lag : 0;
}

/**
 * Goes over from the `leftover` samples of made-up sound at the reading point to the real sound that follows them, as soon as
 * both are alike. Answers how many of the leftover were not used.
 */
export function merge(queue: SampleQueue, leftover: number): number {
  const compared = Math.min(COMPARED / 2, leftover, queue.pending - leftover);
  if (compared < 24) {
    queue.splice(0, Math.max(0, leftover), 24);
    return leftover;
  }
  let best = 0;
  let bestLikeness = -2;
  for (let at = 0; at <= leftover - compared; at += 2) {
    const likeness = similarity(queue, at, leftover, compared, 2);
    // The later the more delay: a later place must be clearly better.
    if (likeness > bestLikeness + 0.02) { bestLikeness = likeness; best = at; }
  }
  queue.splice(best, leftover, compared);
  return leftover - best;
}

function bestLag(queue: SampleQueue, direction: 1 | -1, limit: number, threshold: number, bonus: number): number {
  if (limit < MIN_LAG) return 0;
  let best = MIN_LAG;
  let bestLikeness = -2;
  for (let lag = MIN_LAG; lag <= limit; lag += COARSE_STEP) {
    const likeness = similarity(queue, 0, direction * lag, COMPARED, COARSE_STEP);
    const score = likeness + (bonus * lag) / MAX_LAG;
    if (score > bestLikeness) { bestLikeness = score; best = lag; }
  }
  if (bestLikeness < threshold - 0.2) return 0;
  const centre = best;
  bestLikeness = -2;
  for (let lag = Math.max(MIN_LAG, centre - 3); lag <= Math.min(limit, centre + 3); lag++) {
    const likeness = similarity(queue, 0, direction * lag, COMPARED, 2);
    if (likeness > bestLikeness) { bestLikeness = likeness; best = lag; }
  }
  return bestLikeness >= threshold ? best : 0;
}

/** Normalised correlation of the sound at `from` with that at `to`, -1..1; silence is like silence. */
function similarity(queue: SampleQueue, from: number, to: number, length: number, step: number): number {
  const { samples, origin } = queue;
  let dot = 0;
  let one = 1e-9;
  let other = 1e-9;
  for (let i = 0, a = origin + from, b = origin + to; i < length; i += step, a += step, b += step) {
    const x = samples[a] as number;
    const y = samples[b] as number;
    dot += x * y;
    one += x * x;
    other += y * y;
  }
  return (dot + 1e-9) / Math.sqrt(one * other);
}
