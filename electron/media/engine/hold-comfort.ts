/** What a held far end hears, so that it does not take the line for dead: a faint noise floor and, now and then, a soft chime. */

/** About -64 dBFS: audible as "not dead", never as noise. */
const NOISE_PEAK = 0.0011;
const CHIME_PEAK = 0.03;
const FIRST_CHIME_S = 2;
const CHIME_EVERY_S = 10;
const NOTE_S = 0.16;
/** A rising fourth. */
const NOTES_HZ = [659.26, 880] as const;

/** Fills frames one after the other; the position in time goes on from frame to frame. */
export class HoldComfort {
  #sample = 0;

  constructor(private readonly random: () => number = Math.random) {}

  /** The hold begins anew: the first chime comes after two seconds. */
  reset(): void {
    this.#sample = 0;
  }

  /** @param frame overwritten; -1..1 at `sampleRate` Hz */
  fill(frame: Float32Array, sampleRate: number): void {
    for (let i = 0; i < frame.length; i += 1, this.#sample += 1) {
      frame[i] = (this.random() * 2 - 1) * NOISE_PEAK + chime(this.#sample / sampleRate);
    }
  }
}

function chime(seconds: number): number {
  const since = (seconds - FIRST_CHIME_S) % CHIME_EVERY_S;
  if (seconds < FIRST_CHIME_S || since >= NOTE_S * NOTES_HZ.length) return 0;
  const note = NOTES_HZ[Math.floor(since / NOTE_S)];
  if (note === undefined) return 0;
  const within = (since % NOTE_S) / NOTE_S;
  return CHIME_PEAK * Math.sin(Math.PI * within) ** 2 * Math.sin(2 * Math.PI * note * since);
}
