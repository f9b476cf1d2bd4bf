import type { Overlay } from '../mixer/leg';
import type { SoundReader } from './sound-reader';

/** Read ahead, and how far the slower of both ends may be behind. */
const READY_FRAMES = 48_000;
const MAX_LAG_FRAMES = 24_000;
/** The file stays a little below the voices, which go on. */
const GAIN = 0.7;

export type PlayEnd = 'ended' | 'stopped' | 'failed';

/** A file that both ends hear. It is read ahead as it is used up; while its call is held, nothing moves. */
export class FilePlayer implements Overlay {
  /** What was read and not used by both ends yet; `#start` is the place of the first sample in the file. */
  #pieces: Float32Array[] = [];
  #start = 0;
  #end = 0;
  #far = 0;
  #near = 0;
  #reading = false;
  #readWhole = false;
  /** Asked for beyond the end: an end that does not listen must not keep the file open. */
  #beyond = 0;
  #closed = false;

  /** `onEnded` comes once: both ends have heard all, reading failed, or stop(). */
  constructor(private readonly reader: SoundReader, private readonly onEnded: (reason: PlayEnd) => void) {
    this.#readAhead();
  }

  get done(): boolean { return this.#closed; }

  mixFar(pcm: Float32Array): void {
    this.#far = this.#add(pcm, Math.max(this.#far, this.#near - MAX_LAG_FRAMES));
    this.#after(pcm.length);
  }

  mixNear(pcm: Float32Array): void {
    this.#near = this.#add(pcm, Math.max(this.#near, this.#far - MAX_LAG_FRAMES));
    this.#after(pcm.length);
  }

  stop(): void {
    this.#close('stopped');
  }

  /** Answers the place after the last sample added. */
  #add(pcm: Float32Array, from: number): number {
    const to = Math.min(this.#end, from + pcm.length);
    let place = this.#start;
    for (const piece of this.#pieces) {
      const first = Math.max(from, place);
      const last = Math.min(to, place + piece.length);
      for (let i = first; i < last; i++) pcm[i - from] = (pcm[i - from] as number) + GAIN * (piece[i - place] as number);
      place += piece.length;
      if (place >= to) break;
    }
    return Math.max(from, to);
  }

  #after(frames: number): void {
    const used = Math.max(Math.min(this.#far, this.#near), Math.max(this.#far, this.#near) - MAX_LAG_FRAMES);
    for (let first = this.#pieces[0]; first !== undefined && this.#start + first.length <= used; first = this.#pieces[0]) {
      this.#start += first.length;
      this.#pieces.shift();
    }
    this.#readAhead();
    if (!this.#readWhole || Math.max(this.#far, this.#near) < this.#end) return;
    this.#beyond += frames;
    if (Math.min(this.#far, this.#near) >= this.#end || this.#beyond > MAX_LAG_FRAMES) this.#close('ended');
  }

  #readAhead(): void {
    if (this.#reading || this.#readWhole || this.#closed || this.#end - Math.max(this.#far, this.#near) >= READY_FRAMES) return;
    this.#reading = true;
    this.reader.read().then(
      (piece) => {
        this.#reading = false;
        if (piece === null) this.#readWhole = true;
        else {
          this.#pieces.push(piece);
          this.#end += piece.length;
        }
        this.#readAhead();
      },
      () => this.#close('failed'),
    );
  }

  #close(reason: PlayEnd): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#pieces = [];
    void this.reader.close().catch(() => undefined);
    this.onEnded(reason);
  }
}
