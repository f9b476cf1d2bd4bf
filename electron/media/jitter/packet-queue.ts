import type { FrameDecoder } from './frame-decoder';

/** One packet waiting for its moment. Times in samples at 48 kHz on the stream's own unrolled timeline. */
export interface QueuedPacket {
  readonly start: number;
  readonly length: number;
  readonly sequenceNumber: number;
  readonly payload: Uint8Array;
  readonly decoder: FrameDecoder;
  readonly arrivalMs: number;
}

/** Packets in the order of their time, however they came. */
export class PacketQueue {
  #packets: QueuedPacket[] = [];

  get head(): QueuedPacket | undefined { return this.#packets[0]; }
  get newest(): QueuedPacket | undefined { return this.#packets.at(-1); }
  get length(): number { return this.#packets.length; }

  /** From the start of the head to the end of the newest, samples. */
  get span(): number {
    const { head, newest } = this;
    return head && newest ? newest.start + newest.length - head.start : 0;
  }

  /** False for one that is here already. */
  insert(packet: QueuedPacket): boolean {
    let at = this.#packets.length;
    while (at > 0 && (this.#packets[at - 1]?.start ?? 0) >= packet.start) {
      if (this.#packets[at - 1]?.start === packet.start) return false;
      at--;
    }
    this.#packets.splice(at, 0, packet);
    return true;
  }

  shift(): QueuedPacket | undefined { return this.#packets.shift(); }

  clear(): void { this.#packets = []; }
}
