import { random16, random32 } from './random';

/** What the practice line needs of a packet (RFC 3550 5.1). */
export interface Packet {
  readonly marker: boolean;
  readonly payloadType: number;
  readonly sequence: number;
  readonly timestamp: number;
  readonly ssrc: number;
  readonly payload: Uint8Array;
}

/** Null where the bytes are no RTP: another version, RTCP (RFC 5761 4), or cut short. */
export function readPacket(bytes: Buffer): Packet | null {
  if (bytes.length < 12 || (bytes.readUInt8(0) >> 6) !== 2) return null;
  const first = bytes.readUInt8(0);
  const second = bytes.readUInt8(1);
  if (second >= 192 && second <= 223) return null;
  let start = 12 + 4 * (first & 15);
  if (first & 0x10) {
    if (bytes.length < start + 4) return null;
    start += 4 + 4 * bytes.readUInt16BE(start + 2);
  }
  const padding = first & 0x20 ? (bytes.at(-1) ?? 0) : 0;
  const end = bytes.length - padding;
  if (end < start) return null;
  return {
    marker: second >= 128, payloadType: second & 127, sequence: bytes.readUInt16BE(2), timestamp: bytes.readUInt32BE(4),
    ssrc: bytes.readUInt32BE(8), payload: bytes.subarray(start, end),
  };
}

/** Our own stream: one SSRC, a sequence and timestamps that start anywhere (RFC 3550 5.1). */
export class OutgoingStream {
  readonly ssrc = random32();
  /** Counts for sender reports (RFC 3550 6.4.1). */
  packets = 0;
  octets = 0;
  #nextSequence = random16();
  #lastTimestamp = random32();
  /** How the numbers of the stream we return map to ours. */
  #mapping: { ssrc: number; sequence: number; timestamp: number } | null = null;
  #highestSequence = this.#nextSequence;

  /** RTP time of the newest packet. */
  get timestamp(): number {
    return this.#lastTimestamp;
  }

  /** A packet of sound made here; `advance` is how far the RTP clock has run since the one before. */
  packet(payloadType: number, marker: boolean, advance: number, payload: Uint8Array): Buffer {
    this.#lastTimestamp = (this.#lastTimestamp + advance) >>> 0;
    return this.#write(payloadType, marker, this.#nextSequence, this.#lastTimestamp, payload);
  }

  /**
   * The same sound under our own numbers. They keep the distances of the numbers that came, so that the phone sees
   * loss and reordering on its way here as what they are.
   */
  echo(packet: Packet): Buffer {
    if (this.#mapping?.ssrc !== packet.ssrc) {
      this.#mapping = {
        ssrc: packet.ssrc, sequence: this.#nextSequence - packet.sequence, timestamp: this.#lastTimestamp - packet.timestamp,
      };
    }
    const sequence = (packet.sequence + this.#mapping.sequence) & 0xffff;
    this.#lastTimestamp = (packet.timestamp + this.#mapping.timestamp) >>> 0;
    return this.#write(packet.payloadType, packet.marker, sequence, this.#lastTimestamp, packet.payload);
  }

  #write(payloadType: number, marker: boolean, sequence: number, timestamp: number, payload: Uint8Array): Buffer {
    const isNewest = ((sequence - this.#highestSequence) & 0xffff) < 0x8000;
    if (isNewest) {
      this.#highestSequence = sequence;
      this.#nextSequence = (sequence + 1) & 0xffff;
    }
    this.packets++;
    this.octets += payload.length;
    const bytes = Buffer.alloc(12 + payload.length);
    bytes.writeUInt8(0x80, 0);
    bytes.writeUInt8((marker ? 0x80 : 0) | payloadType, 1);
    bytes.writeUInt16BE(sequence, 2);
    bytes.writeUInt32BE(timestamp, 4);
    bytes.writeUInt32BE(this.ssrc, 8);
    bytes.set(payload, 12);
    return bytes;
  }
}
