/**
 * The packet index (RFC 3711 3.3.1) is ROC * 2^16 + SEQ, 48 bits: a plain number holds it exactly.
 */
const HALF = 0x8000;

/** RFC 3711 3.3.1: the index a sequence number most likely has after `highest`; negative for one before the first. */
export function guessIndex(highest: number, sequenceNumber: number): number {
  const roc = Math.floor(highest / 0x10000);
  const last = highest % 0x10000;
  let guess = roc;
  if (last < HALF) {
    if (sequenceNumber - last > HALF) guess = roc - 1;
  } else if (last - HALF > sequenceNumber) {
    guess = roc + 1;
  }
  return guess * 0x10000 + sequenceNumber;
}

/** RFC 3711 3.3.2 wants 64 at least. */
export const REPLAY_WINDOW_PACKETS = 128;

/** What of the last indexes has come already. */
export class ReplayWindow {
  #highest = -1;
  /** One octet an index, at index modulo the size. */
  readonly #seen = new Uint8Array(REPLAY_WINDOW_PACKETS);

  /** -1 before the first. */
  get highest(): number { return this.#highest; }

  /** False for what came already, or is too old to say. */
  allows(index: number): boolean {
    if (index < 0 || index <= this.#highest - REPLAY_WINDOW_PACKETS) return false;
    return index > this.#highest || this.#seen[index % REPLAY_WINDOW_PACKETS] === 0;
  }

  /** To be called once the packet has proven authentic. */
  note(index: number): void {
    if (index > this.#highest) {
      const fresh = Math.min(index - this.#highest, REPLAY_WINDOW_PACKETS);
      for (let i = 0; i < fresh; i++) this.#seen[(index - i) % REPLAY_WINDOW_PACKETS] = 0;
      this.#highest = index;
    }
    this.#seen[index % REPLAY_WINDOW_PACKETS] = 1;
  }
}
