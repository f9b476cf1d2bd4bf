/** ITU-T G.711 companding by tables, made once from the two laws. Octets are as on the wire (A-law with even bits inverted). */
export interface Companding {
  /** Octet for a 16-bit sample given as its unsigned bits (`sample & 0xffff`). */
  readonly compress: Uint8Array;
  /** 16-bit sample of an octet. */
  readonly expand: Int16Array;
}

// Both laws take the ones' complement of a negative sample, so that 0 and -1 are mirror images (G.711 tables 1, 2).
const magnitude = (sample: number): number => (sample < 0 ? ~sample : sample);
const highestBit = (value: number): number => 31 - Math.clz32(value);

/** 13-bit A-law: eight segments, the lowest two of equal step. */
function compressA(sample: number): number {
  const value = magnitude(sample) >> 4;
  const segment = value < 16 ? 0 : highestBit(value) - 3;
  const step = segment === 0 ? value : (value >> (segment - 1)) & 15;
  return ((sample < 0 ? 0 : 0x80) | (segment << 4) | step) ^ 0x55;
}

function expandA(octet: number): number {
  const code = octet ^ 0x55;
  const segment = (code >> 4) & 7;
  const middle = ((code & 15) << 4) + 8;
  const value = segment === 0 ? middle : (middle + 256) << (segment - 1);
  return code & 0x80 ? value : -value;
}

/** 14-bit mu-law: a bias of 33 lines the eight segments up with powers of two. */
function compressMu(sample: number): number {
  const value = Math.min((magnitude(sample) >> 2) + 33, 8191);
  const segment = highestBit(value) - 5;
  const step = (value >> (segment + 1)) & 15;
  return ~((sample < 0 ? 0x80 : 0) | (segment << 4) | step) & 0xff;
}

function expandMu(octet: number): number {
  const code = ~octet & 0xff;
  const value = ((((code & 15) << 1) + 33) << ((code >> 4) & 7)) - 33;
  return (code & 0x80 ? -value : value) * 4;
}

function companding(compress: (sample: number) => number, expand: (octet: number) => number): Companding {
  return {
    compress: Uint8Array.from({ length: 65536 }, (_, bits) => compress((bits << 16) >> 16)),
    expand: Int16Array.from({ length: 256 }, (_, octet) => expand(octet)),
  };
}

export const aLaw: Companding = companding(compressA, expandA);
export const muLaw: Companding = companding(compressMu, expandMu);
