import type { FrameDecoder } from './frame-decoder';

/** One packet waiting for its moment. Times in samples at 48 kHz on the stream's own unrolled timeline. */
export interface QueuedPacket {
  readonly start: number;
  /** 0 for a description of noise. */
  readonly length: number;
  readonly sequenceNumber: number;
  readonly payload: Uint8Array;
  readonly decoder: FrameDecoder;
  readonly arrivalMs: number;
  /** A copy that came with a later packet (RFC 2198). */
  readonly isCopy: boolean;
}

/** Starts that differ by less are the same: clock rates that do not divide 48 kHz round. */
const SAME = 24;

/** Packets in the order of their time, however they came. */
export class PacketQueue {
  readonly #packets: QueuedPacket[] = [];

  get head(): QueuedPacket | undefined { return this.#packets[0]; }
  get second(): QueuedPacket | undefined { return this.#packets[1]; }
  get length(): number { return this.#packets.length; }

  /** From the start of the head to the end of the newest, samples. */
  get span(): number {
    const head = this.#packets[0];
    const newest = this.#packets[this.#packets.length - 1];
    return head && newest ? newest.start + newest.length - head.start : 0;
  }

  /** False for one that is here already. The packet itself takes the place of its copy. */
  insert(packet: QueuedPacket): boolean {
    const packets = this.#packets;
    let at = packets.length;
    while (at > 0) {
      const before = packets[at - 1] as QueuedPacket;
      if (isSame(before, packet)) {
        if (!before.isCopy || packet.isCopy) return false;
        packets[at - 1] = packet;
        return true;
      }
      if (before.start <= packet.start) break;
      at--;
    }
    packets.splice(at, 0, packet);
    return true;
  }

  shift(): QueuedPacket | undefined { return this.#packets.shift(); }

  clear(): void { this.#packets.length = 0; }
}

function isSame(one: QueuedPacket, other: QueuedPacket): boolean {
  return one.decoder.isNoise === other.decoder.isNoise && Math.abs(one.start - other.start) < SAME;
}
