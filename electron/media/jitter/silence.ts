/** Sound is looked at in pieces of 5 ms. */
const PIECE = 240;
/** Mean square under which sound is silence to the ear whatever else is heard (-60 dBFS). */
const ABSOLUTE = 1e-6;
/** And above which it never is (-36 dBFS). */
const NEVER = 2.5e-4;
/** A pause is at most this far above the noise floor (5 dB). */
const ABOVE_FLOOR = 3;
/** The floor rises by 3 dB in about two seconds. */
const RISE_PER_PIECE = 1.0018;

/** Tells pauses from speech by the level: the lowest that was heard of late is the far end's background. */
export class SilenceMeter {
  #floor = NEVER;

  /** Takes note of the whole piece, and answers whether there is nothing but background in it. */
  isSilent(pcm: Float32Array): boolean {
    let silent = true;
    for (let at = 0; at < pcm.length; at += PIECE) {
      const end = Math.min(pcm.length, at + PIECE);
      let energy = 0;
      for (let i = at; i < end; i++) energy += (pcm[i] as number) ** 2;
      const level = energy / (end - at);
      this.#floor = Math.min(NEVER, Math.max(ABSOLUTE / ABOVE_FLOOR, level), this.#floor * RISE_PER_PIECE);
      if (level > Math.max(ABSOLUTE, Math.min(NEVER, this.#floor * ABOVE_FLOOR))) silent = false;
    }
    return silent;
  }

  reset(): void {
    this.#floor = NEVER;
  }
}
