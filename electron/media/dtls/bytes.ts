/** Reads big-endian fields of a message. Past the end it answers zeros and empty vectors and says so in `failed`; it never throws. */
export class ByteReader {
  #at = 0;
  failed = false;

  constructor(private readonly bytes: Uint8Array) {}

  get left(): number { return this.bytes.length - this.#at; }
  /** All was read, and nothing past it. */
  get complete(): boolean { return !this.failed && this.left === 0; }

  number(octets: 1 | 2 | 3 | 4 | 6): number {
    let value = 0;
    for (const octet of this.take(octets)) value = value * 256 + octet;
    return value;
  }

  /** A view of the next octets. */
  take(count: number): Uint8Array {
    if (count > this.left) {
      this.failed = true;
      this.#at = this.bytes.length;
      return new Uint8Array(0);
    }
    this.#at += count;
    return this.bytes.subarray(this.#at - count, this.#at);
  }

  /** A vector with its length before it (RFC 5246 4.3). */
  vector(lengthOctets: 1 | 2 | 3): Uint8Array {
    return this.take(this.number(lengthOctets));
  }

  /** A vector of two-octet numbers. */
  numbers(lengthOctets: 1 | 2): number[] {
    const list = this.vector(lengthOctets);
    if (list.length % 2 !== 0) this.failed = true;
    return Array.from({ length: list.length >> 1 }, (_, i) => ((list[2 * i] ?? 0) << 8) | (list[2 * i + 1] ?? 0));
  }
}

/** A number as that many octets, big-endian. */
export function octetsOf(value: number, octets: 1 | 2 | 3 | 4 | 6): Uint8Array {
  const bytes = new Uint8Array(octets);
  for (let i = octets - 1, rest = value; i >= 0; i--, rest = Math.floor(rest / 256)) bytes[i] = rest % 256;
  return bytes;
}

export function vectorOf(lengthOctets: 1 | 2 | 3, ...parts: readonly Uint8Array[]): Uint8Array {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  return concatOctets(octetsOf(length, lengthOctets), ...parts);
}

export function numbersOf(lengthOctets: 1 | 2, numbers: readonly number[]): Uint8Array {
  return vectorOf(lengthOctets, ...numbers.map((number) => octetsOf(number, 2)));
}

export function concatOctets(...parts: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(parts);
}

export function sameOctets(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}
