/** So many packets in a row that are not authentic are no stray ones any more: the keys do not fit. */
const FAILURES_IN_A_ROW = 20;

/** Whether what comes is really encrypted with the agreed keys, told by the packets themselves. */
export class Authenticity {
  /** Packets that were not authentic, replays among them. */
  failed = 0;
  #inARow = 0;
  #proven = false;
  #sent = false;

  /** Encrypted packets went out, and authentic ones come in. A call on hold stays what it was. */
  get encrypted(): boolean { return this.#proven && this.#sent && !this.misfit; }

  /** Much came and nothing of it fitted the keys. */
  get misfit(): boolean { return this.#inARow >= FAILURES_IN_A_ROW; }

  noteSent<Packet extends Uint8Array | null>(packet: Packet): Packet {
    if (packet) this.#sent = true;
    return packet;
  }

  noteReceived<Packet extends Uint8Array | null>(packet: Packet): Packet {
    if (packet) {
      this.#proven = true;
      this.#inARow = 0;
    } else {
      this.failed++;
      this.#inARow++;
    }
    return packet;
  }
}
