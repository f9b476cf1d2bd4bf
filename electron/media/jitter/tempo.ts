/**
 * Moves the delay by making the waiting sound shorter or longer: in pauses at once and as far as wanted, in speech period
 * by period, the faster the further it is off.
 */
import type { JitterStats } from './jitter-stats';
import type { SampleQueue } from './sample-queue';
import { MIN_LAG, cutSilence, lengthen, shorten } from './time-stretch';

const MS = 48;
/** Too much or too little by less than this is left alone; in pauses what is left afterwards is the middle. */
const EXCESS_ALLOWED = 3 * MS;
const KEPT_IN_PAUSE = 1 * MS;
const DEFICIT_IN_SPEECH = 1 * MS;
const DEFICIT_IN_PAUSE = 0.5 * MS;
/** From here on the best place there is will do, a little heard or not. */
const PRESSING = 20 * MS;
const PRESSING_DEFICIT = 5 * MS;
/** Share of the speech that may go: at a small excess, and at the most. */
const SLOW = 0.08;
const FAST = 0.35;
const FAST_AT = 60 * MS;
/** A period put in is not taken out again for so long, samples (10 s), or a drifting clock would make it come and go. */
const TOLERANCE_FADES = 480_000;
/** Enough to compare any two periods. */
export const AMPLE = 27 * MS;

export class Tempo {
  readonly #sound: SampleQueue;
  readonly #stats: JitterStats;
  /** Device positions. */
  #restsUntil = 0;
  #addedAt = 0;
  #added = 0;

  constructor(sound: SampleQueue, stats: JitterStats) {
    this.#sound = sound;
    this.#stats = stats;
  }

  /** Whether there is enough too much that more sound is wanted to choose from. */
  wantsMore(excess: number, silent: boolean, position: number): boolean {
    if (silent) return excess > this.#sound.pending;
    return excess > EXCESS_ALLOWED && this.#sound.pending < AMPLE && position >= this.#restsUntil;
  }

  /**
   * Takes out or puts in, towards `excess` 0 (above: playing stands later than needed). `silent`: nothing but background
   * waits. `position`: the device's.
   */
  adjust(excess: number, silent: boolean, position: number): void {
    if (excess > EXCESS_ALLOWED) this.#accelerate(excess, silent, position);
    else if (silent && excess < DEFICIT_IN_PAUSE) this.#stretchPause(KEPT_IN_PAUSE - excess);
    else if (excess < -DEFICIT_IN_SPEECH && position >= this.#restsUntil) {
      const added = lengthen(this.#sound, MIN_LAG * 5, excess < -PRESSING_DEFICIT ? 'pressing' : 'unheard');
      if (added === 0) return;
      this.#stats.added += added;
      this.#rest(position, added, -excess);
      this.#added = added;
      this.#addedAt = position;
    }
  }

  reset(): void {
    this.#restsUntil = 0;
    this.#added = 0;
  }

  #accelerate(excess: number, silent: boolean, position: number): void {
    if (silent) {
      this.#stats.removed += cutSilence(this.#sound, excess - KEPT_IN_PAUSE);
      return;
    }
    if (position < this.#restsUntil) return;
    const tolerated = Math.max(0, this.#added * (1 - (position - this.#addedAt) / TOLERANCE_FADES));
    if (excess <= EXCESS_ALLOWED + tolerated) return;
    const removed = shorten(this.#sound, excess, excess > PRESSING ? 'pressing' : 'unheard');
    if (removed === 0) return;
    this.#stats.removed += removed;
    this.#rest(position, removed, excess);
  }

  #stretchPause(missing: number): void {
    for (let left = missing, tries = 0; left > DEFICIT_IN_PAUSE && tries < 4; tries++) {
      const added = lengthen(this.#sound, Math.max(MIN_LAG, left), 'pressing');
      if (added === 0) return;
      this.#stats.added += added;
      left -= added;
    }
  }

  #rest(position: number, changed: number, distance: number): void {
    const share = Math.min(FAST, SLOW + ((FAST - SLOW) * distance) / FAST_AT);
    this.#restsUntil = position + changed / share - changed;
  }
}
