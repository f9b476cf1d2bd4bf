import type { Overlay } from '../mixer/leg';

/** The speaker reads a little behind the microphone; longer than this it is not read at all. */
const NEAR_PATIENCE_FRAMES = 24_000;

/** A short sound, whole in memory, that both ends hear once. */
export class Clip implements Overlay {
  #far = 0;
  #near = 0;

  constructor(private readonly pcm: Float32Array) {}

  get done(): boolean {
    return this.#far >= this.pcm.length && (this.#near >= this.pcm.length || this.#far >= this.pcm.length + NEAR_PATIENCE_FRAMES);
  }

  mixFar(pcm: Float32Array): void {
    this.#add(pcm, this.#far);
    this.#far += pcm.length;
  }

  mixNear(pcm: Float32Array): void {
    this.#add(pcm, this.#near);
    this.#near += pcm.length;
  }

  #add(pcm: Float32Array, from: number): void {
    const count = Math.min(pcm.length, this.pcm.length - from);
    for (let i = 0; i < count; i++) pcm[i] = (pcm[i] as number) + (this.pcm[from + i] as number);
  }
}

const TONE_HZ = 1400;
const TONE_MS = 200;
/** Well below speech: noticed, not in the way. */
const TONE_PEAK = 0.06;
const EDGE_MS = 10;

/** The tone that tells that a call is being recorded: 1400 Hz for a fifth of a second, as telephone networks have used it. */
export function recordingTone(): Float32Array {
  const pcm = new Float32Array(TONE_MS * 48);
  const edge = EDGE_MS * 48;
  for (let i = 0; i < pcm.length; i++) {
    const rise = Math.min(1, i / edge, (pcm.length - i) / edge);
    pcm[i] = TONE_PEAK * Math.sin((Math.PI / 2) * rise) * Math.sin((2 * Math.PI * TONE_HZ * i) / 48_000);
  }
  return pcm;
}
