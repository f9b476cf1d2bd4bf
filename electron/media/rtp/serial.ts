/** Serial number arithmetic on the wrapping fields of RTP (RFC 1982, RFC 3550 A.1). */

/** Signed distance a - b of two 16-bit sequence numbers, -32768..32767. */
export function sequenceDistance(a: number, b: number): number {
  return ((a - b) << 16) >> 16;
}

/** Signed distance a - b of two 32-bit timestamps. */
export function timestampDistance(a: number, b: number): number {
  return (a - b) | 0;
}

/** Unrolls a wrapping 32-bit timestamp into a number that goes on growing. */
export class TimestampUnroller {
  #last: number | null = null;
  #unrolled = 0;

  /** Never below -2^31 from the last one given; the first is taken as it is. */
  unroll(timestamp: number): number {
    if (this.#last === null) this.#unrolled = timestamp >>> 0;
    else this.#unrolled += timestampDistance(timestamp, this.#last);
    this.#last = timestamp >>> 0;
    return this.#unrolled;
  }

  reset(): void {
    this.#last = null;
  }
}
