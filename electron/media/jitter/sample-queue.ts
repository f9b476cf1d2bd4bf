/** Samples kept behind the reading point, for the search of a period: 40 ms at 48 kHz. */
export const HISTORY = 1920;
/** What may wait: one packet of 120 ms, another taken with it, and what was put in to stretch them. */
const CAPACITY = HISTORY + 20_480;

/**
 * Decoded sound on its way to the device, in one piece of memory: what was read last (for comparison), then what waits.
 * Indexes count from the next sample to be read; those below zero are history.
 */
export class SampleQueue {
  readonly #samples = new Float32Array(CAPACITY);
  #read = HISTORY;
  #write = HISTORY;

  /** Samples that wait. */
  get pending(): number { return this.#write - this.#read; }
  /** Room before the oldest would have to go. */
  get room(): number { return CAPACITY - HISTORY - this.pending; }

  at(index: number): number { return this.#samples[this.#read + index] ?? 0; }

  /** The memory itself and where the next sample to be read lies in it; both hold until the next change. */
  get samples(): Float32Array { return this.#samples; }
  get origin(): number { return this.#read; }

  /** What does not fit is left out: callers look at `room`. */
  append(pcm: Float32Array, from = 0): void {
    const count = Math.min(pcm.length - from, this.room);
    if (count <= 0) return;
    this.#makeRoom(count);
    const samples = this.#samples;
    for (let i = 0, to = this.#write; i < count; i++, to++) samples[to] = pcm[from + i] as number;
    this.#write += count;
  }

  appendSilence(count: number): void {
    const fits = Math.min(Math.max(0, count), this.room);
    this.#makeRoom(fits);
    this.#samples.fill(0, this.#write, this.#write + fits);
    this.#write += fits;
  }

  /** Moves up to `count` samples into `out` and answers how many. */
  read(out: Float32Array, at: number, count: number): number {
    const taken = Math.min(count, this.pending);
    const samples = this.#samples;
    for (let i = 0, from = this.#read; i < taken; i++, from++) out[at + i] = samples[from] as number;
    this.#read += taken;
    return taken;
  }

  /** Leads from the sound at `from` over into that at `to` within `fade` samples; what lay between is gone. */
  splice(from: number, to: number, fade: number): void {
    const samples = this.#samples;
    const at = this.#read + from;
    const later = this.#read + to;
    const length = Math.min(fade, this.#write - later);
    // Backwards: a fade longer than what goes reads what it writes.
    for (let i = length - 1; i >= 0; i--) {
      const share = (i + 0.5) / length;
      samples[later + i] = (samples[at + i] as number) * (1 - share) + (samples[later + i] as number) * share;
    }
    samples.copyWithin(at, later, this.#write);
    this.#write -= to - from;
  }

  /** Says the last `lag` samples read once more, led over within `fade` samples. False where there is no room. */
  repeat(lag: number, fade: number): boolean {
    if (lag > this.room || lag > HISTORY) return false;
    this.#makeRoom(lag);
    const samples = this.#samples;
    const at = this.#read;
    samples.copyWithin(at + lag, at, this.#write);
    this.#write += lag;
    // After the copy the sound that goes on without a break stands `lag` later.
    const length = Math.min(fade, lag);
    for (let i = 0; i < lag; i++) {
      const share = i < length ? (i + 0.5) / length : 1;
      samples[at + i] = (samples[at + lag + i] as number) * (1 - share) + (samples[at - lag + i] as number) * share;
    }
    return true;
  }

  /** Puts better sound in the place of the last `count` waiting samples: the end of `pcm`, led over within `fade` samples. */
  replaceLast(count: number, pcm: Float32Array, fade: number): void {
    const samples = this.#samples;
    const at = this.#write - count;
    const from = pcm.length - count;
    for (let i = 0; i < count; i++) {
      const share = i < fade ? (i + 0.5) / fade : 1;
      samples[at + i] = (samples[at + i] as number) * (1 - share) + (pcm[from + i] as number) * share;
    }
  }

  /** Leaves out the last `count` waiting samples. */
  dropLast(count: number): void {
    this.#write -= Math.min(Math.max(0, count), this.pending);
  }

  clear(): void {
    this.#read = HISTORY;
    this.#write = HISTORY;
    this.#samples.fill(0, 0, HISTORY);
  }

  #makeRoom(count: number): void {
    if (this.#write + count <= CAPACITY) return;
    const from = this.#read - HISTORY;
    this.#samples.copyWithin(0, from, this.#write);
    this.#read -= from;
    this.#write -= from;
  }
}
