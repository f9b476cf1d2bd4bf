/** Above this the gain goes down; what is below passes as it is. */
const THRESHOLD = 0.85;
/** From here a sample that came before the gain could follow is bent instead of cut. */
const KNEE = 0.9;
/** Shares of the way that the gain goes in one sample at 48 kHz: down in about 0.5 ms, up in about 150 ms. */
const ATTACK = 0.04;
const RELEASE = 1 / 7200;

/** Keeps a sum of voices within full scale by turning it down for a moment; never a hard edge. */
export class SoftLimiter {
  #gain = 1;

  /** Changes `pcm` in place; afterwards every sample is within -1..1. */
  process(pcm: Float32Array): void {
    let peak = 0;
    for (let i = 0; i < pcm.length; i++) {
      const size = Math.abs(pcm[i] as number);
      if (size > peak) peak = size;
    }
    if (peak <= THRESHOLD && this.#gain > 0.9999) {
      this.#gain = 1;
      return;
    }
    const wanted = peak > THRESHOLD ? THRESHOLD / peak : 1;
    const share = wanted < this.#gain ? ATTACK : RELEASE;
    for (let i = 0; i < pcm.length; i++) {
      this.#gain += (wanted - this.#gain) * share;
      pcm[i] = bent((pcm[i] as number) * this.#gain);
    }
  }
}

function bent(sample: number): number {
  const size = Math.abs(sample);
  if (size <= KNEE) return sample;
  const held = KNEE + (1 - KNEE) * Math.tanh((size - KNEE) / (1 - KNEE));
  // What is not a number is silence.
  return sample > 0 ? held : sample < 0 ? -held : 0;
}
