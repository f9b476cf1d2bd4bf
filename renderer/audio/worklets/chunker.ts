/** Gathers render quanta (128 frames) into chunks of another size and hands each full one on, as an array of its own. */
export class Chunker {
  private chunk: Float32Array<ArrayBuffer>;
  private filled = 0;

  constructor(private readonly frames: number, private readonly onChunk: (pcm: Float32Array<ArrayBuffer>) => void) {
    this.chunk = new Float32Array(frames);
  }

  /** `pcm` undefined = no microphone: as many frames of silence, so that the far end's clock goes on. */
  push(pcm: Float32Array | undefined, frames: number): void {
    let at = 0;
    while (at < frames) {
      const take = Math.min(frames - at, this.frames - this.filled);
      if (pcm !== undefined) this.chunk.set(pcm.subarray(at, at + take), this.filled);
      this.filled += take;
      at += take;
      if (this.filled < this.frames) continue;
      this.onChunk(this.chunk);
      this.chunk = new Float32Array(this.frames);
      this.filled = 0;
    }
  }

  reset(): void {
    this.chunk.fill(0);
    this.filled = 0;
  }
}
