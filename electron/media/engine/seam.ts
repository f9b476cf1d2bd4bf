/** 2.5 ms at 48 kHz. */
const FADE = 120;

/** Joins what is heard before and after a change of the session: a hard edge between two waves would click. */
export class Seam {
  #last = 0;
  #left = 0;
  #from = 0;

  /** What is pulled next does not follow from what was pulled before. */
  cut(): void {
    this.#from = this.#last;
    this.#left = FADE;
  }

  /** Lets the old level run out under the new sound, which itself fades in. Changes `pcm` in place. */
  smooth(pcm: Float32Array<ArrayBuffer>): Float32Array<ArrayBuffer> {
    for (let i = 0; i < pcm.length && this.#left > 0; i++, this.#left--) {
      const share = this.#left / FADE;
      pcm[i] = (pcm[i] ?? 0) * (1 - share) + this.#from * share;
    }
    this.#last = pcm.at(-1) ?? this.#last;
    return pcm;
  }
}
