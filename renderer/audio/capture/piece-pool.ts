/** On their way there and back at a time, with room for a stall; what comes back beyond is left to the collector. */
const KEPT = 8;

/** Pieces of PCM of one size that come back after use, so that a microphone does not make two hundred new ones a second. */
export class PiecePool {
  private frames = 0;
  private pieces: Float32Array<ArrayBuffer>[] = [];

  /** A piece of so many frames, with whatever was in it. */
  take(frames: number): Float32Array<ArrayBuffer> {
    if (frames !== this.frames) {
      this.frames = frames;
      this.pieces = [];
    }
    return this.pieces.pop() ?? new Float32Array(frames);
  }

  /** Nobody uses this piece any more. One of another size than is taken now is not kept. */
  give(piece: Float32Array<ArrayBuffer>): void {
    if (piece.length === this.frames && this.pieces.length < KEPT) this.pieces.push(piece);
  }
}
