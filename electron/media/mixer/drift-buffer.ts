/**
 * Joins two clocks that should run alike and never quite do (microphone, speaker, our own timer). It keeps a wanted
 * amount waiting by reading a little faster or slower than real time; neither clicks nor a growing delay come of it.
 */

/** Beyond this the pitch would be heard to change. */
const MAX_BEND = 0.005;
/** Share by which the mean depth follows each read. */
const FOLLOW = 0.02;
/** After a stall there may be far too much; it is not worth waiting for the bend then. */
const JUMP_ABOVE = 4;
/** 2.5 ms at 48 kHz. */
const FADE = 120;

export class DriftBuffer {
  readonly #ring: Float32Array;
  readonly #mask: number;
  #targetFrames: number;
  readonly #maxTargetFrames: number;
  /** Frames written in all, and the place of the next one to read; places count on without end. */
  #written = 0;
  #at = 0;
  #filling = true;
  #meanDepth: number;
  #last = 0;
  /** Frames of the fade that are still to come, and the level it comes from. */
  #fadeLeft = 0;
  #fadeFrom = 0;

  /** Keeps about `targetFrames` waiting. Grows to at most four times that where reads come in bursts. */
  constructor(targetFrames: number) {
    this.#targetFrames = targetFrames;
    this.#maxTargetFrames = targetFrames * 4;
    this.#meanDepth = targetFrames;
    let size = 1024;
    while (size < this.#maxTargetFrames * 3 + 8192) size *= 2;
    this.#ring = new Float32Array(size);
    this.#mask = size - 1;
  }

  /** Frames waiting. */
  get depth(): number { return Math.max(0, this.#written - Math.floor(this.#at)); }

  write(pcm: Float32Array): void {
    for (let i = 0; i < pcm.length; i++) this.#ring[(this.#written + i) & this.#mask] = pcm[i] as number;
    this.#written += pcm.length;
    // More than can be kept: the oldest is lost.
    if (this.#written - this.#at > this.#ring.length - 16) this.#jumpTo(this.#written - this.#targetFrames);
  }

  /** Fills `out`; silence where nothing waits. */
  read(out: Float32Array): void {
    const { depth } = this;
    if (this.#filling) {
      if (depth < this.#targetFrames) {
        out.fill(0);
        this.#fade(out);
        return;
      }
      this.#filling = false;
      this.#meanDepth = depth;
      if (depth > this.#targetFrames + out.length) this.#at = this.#written - this.#targetFrames - out.length;
      this.#startFade();
    }
    this.#meanDepth += (depth - this.#meanDepth) * FOLLOW;
    if (depth > JUMP_ABOVE * this.#targetFrames + 2 * out.length) {
      this.#jumpTo(this.#written - this.#targetFrames - out.length);
      this.#meanDepth = this.#targetFrames + out.length;
    }
    const ranDry = this.#take(out, this.#rate(out.length));
    this.#fade(out);
    if (ranDry) this.#startFade();
  }

  /** What waits is thrown away; reading begins anew once there is enough. */
  reset(): void {
    this.#at = this.#written;
    this.#filling = true;
    this.#startFade();
  }

  /** Around the wanted depth nothing is bent, so that equal clocks pass the sound as it is. */
  #rate(reading: number): number {
    const error = (this.#meanDepth - reading / 2 - this.#targetFrames) / this.#targetFrames;
    if (Math.abs(error) < 0.5) return 1;
    return 1 + Math.max(-MAX_BEND, Math.min(MAX_BEND, error * 0.004));
  }

  /** Answers whether there was too little. */
  #take(out: Float32Array, rate: number): boolean {
    const ring = this.#ring;
    const mask = this.#mask;
    for (let i = 0; i < out.length; i++) {
      const whole = Math.floor(this.#at);
      const part = this.#at - whole;
      if (whole + (part === 0 ? 1 : 3) > this.#written) {
        this.#ranDry(out, i);
        return true;
      }
      if (part === 0) out[i] = ring[whole & mask] as number;
      else out[i] = between(ring[(whole - 1) & mask] as number, ring[whole & mask] as number, ring[(whole + 1) & mask] as number, ring[(whole + 2) & mask] as number, part);
      this.#at += rate;
    }
    return false;
  }

  #ranDry(out: Float32Array, from: number): void {
    let tail = from > 0 ? out[from - 1] as number : this.#last;
    for (let i = from; i < out.length; i++) {
      tail *= 0.97;
      out[i] = tail;
    }
    this.#at = this.#written;
    this.#filling = true;
    this.#targetFrames = Math.min(this.#maxTargetFrames, this.#targetFrames + 240);
  }

  #jumpTo(place: number): void {
    this.#at = Math.floor(place);
    this.#startFade();
  }

  #startFade(): void {
    this.#fadeFrom = this.#last;
    this.#fadeLeft = FADE;
  }

  #fade(out: Float32Array): void {
    for (let i = 0; i < out.length && this.#fadeLeft > 0; i++, this.#fadeLeft--) {
      const share = this.#fadeLeft / FADE;
      out[i] = (out[i] as number) * (1 - share) + this.#fadeFrom * share;
    }
    this.#last = out.length > 0 ? out[out.length - 1] as number : this.#last;
  }
}

/** Between b and c by a cubic through all four (Catmull-Rom). */
function between(a: number, b: number, c: number, d: number, part: number): number {
  const slope = (c - a) / 2;
  const next = (d - b) / 2;
  const square = part * part;
  const cube = square * part;
  return (2 * cube - 3 * square + 1) * b + (cube - 2 * square + part) * slope + (3 * square - 2 * cube) * c + (cube - square) * next;
}
