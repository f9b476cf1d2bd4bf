/** Peak of the samples since the last take(), 0..1. */
export class Meter {
  private top = 0;

  add(pcm: Float32Array | undefined): void {
    if (pcm === undefined) return;
    for (const sample of pcm) {
      const magnitude = sample < 0 ? -sample : sample;
      if (magnitude > this.top) this.top = magnitude;
    }
  }

  take(): number {
    const top = Math.min(1, this.top);
    this.top = 0;
    return top;
  }
}
