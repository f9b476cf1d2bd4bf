import type { FrameDecoder } from './frame-decoder';
import type { JitterStats } from './jitter-stats';
import type { SampleQueue } from './sample-queue';

/** Without a decoder there is only silence, in pieces of 5 ms. */
const SILENT_PIECE = 240;

/** Made-up sound: concealment, and the noise of pauses. Keeps account of how much there is and what it stood for. */
export class Filler {
  readonly #sound: SampleQueue;
  readonly #stats: JitterStats;
  #decoder: FrameDecoder | null = null;
  #made = 0;
  #starved = 0;
  #noiseRun = 0;

  constructor(sound: SampleQueue, stats: JitterStats) {
    this.#sound = sound;
    this.#stats = stats;
  }

  /** How much of the waiting sound's end is made up and may still be replaced. */
  get leftover(): number { return Math.min(this.#made, this.#sound.pending); }
  /** Concealment since the last real sound, samples. */
  get starved(): number { return this.#starved; }
  /** Comfort noise since the last packet, samples. */
  get noiseRun(): number { return this.#noiseRun; }
  get isNoise(): boolean { return this.#decoder?.isNoise === true; }

  /** Appends up to `wanted` samples of concealment or comfort noise and answers how many. */
  make(wanted: number): number {
    const decoder = this.#decoder;
    const samples = Math.max(1, Math.round(Math.min(wanted, decoder?.concealSamples ?? SILENT_PIECE)));
    const before = this.#sound.pending;
    const leftover = this.leftover;
    if (decoder) this.#sound.append(decoder.conceal(samples));
    // A decoder that is gone gives nothing.
    if (this.#sound.pending === before) this.#sound.appendSilence(samples);
    const made = this.#sound.pending - before;
    this.#made = leftover + made;
    if (this.isNoise) {
      this.#noiseRun += made;
      this.#stats.noise += made;
    } else this.#starved += made;
    return made;
  }

  /** So much was made up elsewhere, with its end known. */
  noteBridged(samples: number): void {
    this.#starved += samples;
  }

  /** So much of it was taken back unheard. */
  takenBack(samples: number): void {
    this.#starved = Math.max(0, this.#starved - samples);
  }

  /** It stood for sound that did not come in time. */
  settle(): void {
    if (this.#starved > 0) {
      this.#stats.concealed += this.#starved;
      this.#stats.concealmentEvents++;
    }
    this.#starved = 0;
    this.#made = 0;
  }

  /** It stood for nothing: the sender was silent. */
  settleAsPause(): void {
    this.#stats.noise += this.#starved;
    this.#starved = 0;
    this.#made = 0;
  }

  /** Real sound, or a description of noise, came from `decoder`: what is made up from now on follows that. */
  follow(decoder: FrameDecoder): void {
    this.#decoder = decoder;
    this.#noiseRun = 0;
  }

  /** Nothing waits any more. */
  clear(): void {
    this.#made = 0;
    this.#starved = 0;
    this.#noiseRun = 0;
  }

  /** Another stream. */
  reset(): void {
    this.clear();
    this.#decoder?.reset();
    this.#decoder = null;
  }
}
