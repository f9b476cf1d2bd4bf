/*
 * One page of an Ogg stream (RFC 3533 6):
 *
 *   0      4  5  6               14       18       22       26 27           27+n
 *   'OggS' v  f  granule position serial   sequence CRC      n  n lacing ... body
 */

const HEADER = 27;
/** RFC 3533 6: flags of the header type. */
export const oggFlag = { continued: 1, first: 2, last: 4 } as const;
export const MAX_SEGMENTS = 255;

/** Lacing values a packet of this size takes (RFC 3533 5). */
export function segmentsOf(octets: number): number {
  return Math.floor(octets / 255) + 1;
}

/** A page of whole packets. @throws RangeError where they need more than 255 segments */
export function oggPage(options: { packets: readonly Uint8Array[]; granule: number; serial: number; sequence: number; flags: number }): Buffer {
  const { packets, granule, serial, sequence, flags } = options;
  const segments = packets.reduce((sum, { length }) => sum + segmentsOf(length), 0);
  if (segments > MAX_SEGMENTS) throw new RangeError(`${segments} segments do not fit into a page`);
  const page = Buffer.alloc(HEADER + segments + packets.reduce((sum, { length }) => sum + length, 0));
  page.write('OggS', 0, 'latin1');
  page[5] = flags;
  page.writeBigInt64LE(BigInt(granule), 6);
  page.writeUInt32LE(serial, 14);
  page.writeUInt32LE(sequence, 18);
  page[26] = segments;
  let lacing = HEADER;
  let body = HEADER + segments;
  for (const packet of packets) {
    for (let left = packet.length; ; left -= 255) {
      page[lacing++] = Math.min(255, left);
      if (left < 255) break;
    }
    page.set(packet, body);
    body += packet.length;
  }
  page.writeUInt32LE(oggCrc(page), 22);
  return page;
}

/** RFC 3533 6: polynomial 0x04c11db7, first value 0, not reflected; the field itself counts as 0. */
const table = Uint32Array.from({ length: 256 }, (_, octet) => {
  let value = octet << 24;
  for (let bit = 0; bit < 8; bit++) value = value & 0x8000_0000 ? (value << 1) ^ 0x04c1_1db7 : value << 1;
  return value >>> 0;
});

/** The checksum of a page whose own field is 0. */
export function oggCrc(page: Uint8Array): number {
  let crc = 0;
  for (let i = 0; i < page.length; i++) crc = ((crc << 8) ^ (table[((crc >>> 24) ^ (page[i] as number)) & 0xff] as number)) >>> 0;
  return crc;
}
