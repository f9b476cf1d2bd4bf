/**
 * ChannelData (RFC 8656 12.4) and how it and STUN messages lie in a stream of TCP or TLS (RFC 8656 3.1).
 *
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  | channel number 0x4000-0x4FFF  |            length             |
 *  |                       application data ...
 */
export const FIRST_CHANNEL = 0x4000;
export const LAST_CHANNEL = 0x4fff;

export function buildChannelData(channel: number, data: Uint8Array, padded: boolean): Uint8Array {
  const bytes = Buffer.alloc(4 + (padded ? roundUp(data.length) : data.length));
  bytes.writeUInt16BE(channel, 0);
  bytes.writeUInt16BE(data.length, 2);
  bytes.set(data, 4);
  return bytes;
}

/** Null where it is none. Padding after the data is left out. */
export function parseChannelData(bytes: Uint8Array): { channel: number; data: Uint8Array } | null {
  if (bytes.length < 4) return null;
  const channel = ((bytes[0] ?? 0) << 8) | (bytes[1] ?? 0);
  const length = ((bytes[2] ?? 0) << 8) | (bytes[3] ?? 0);
  if (channel < FIRST_CHANNEL || channel > LAST_CHANNEL || bytes.length < 4 + length) return null;
  return { channel, data: bytes.subarray(4, 4 + length) };
}

/** Cuts a stream into messages. */
export class StreamFramer {
  #rest: Buffer = Buffer.alloc(0);

  /** The messages that are whole by now; null where this is no such stream, and nothing after it can be understood. */
  push(chunk: Uint8Array): Uint8Array[] | null {
    this.#rest = this.#rest.length === 0 ? Buffer.from(chunk) : Buffer.concat([this.#rest, chunk]);
    const messages: Uint8Array[] = [];
    while (this.#rest.length >= 4) {
      const kind = this.#rest.readUInt8(0) >> 6;
      if (kind > 1) return null;
      const length = this.#rest.readUInt16BE(2);
      const size = kind === 0 ? 20 + length : 4 + roundUp(length);
      if (this.#rest.length < size) break;
      messages.push(this.#rest.subarray(0, size));
      this.#rest = this.#rest.subarray(size);
    }
    return messages;
  }
}

function roundUp(length: number): number {
  return Math.ceil(length / 4) * 4;
}
