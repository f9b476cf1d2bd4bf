import { checkedSystem, NativeError } from './errors';
import { addon, type RawRtpSocket } from './load';

export interface SocketAddress {
  /** A literal. */
  readonly address: string;
  readonly port: number;
}

/** Handed to onDatagram; the same object each time, so take what you need of it. */
export interface Datagram {
  /** Yours to keep: nothing writes to these octets again. */
  readonly bytes: Uint8Array;
  /** The same object for as long as the source does not change. */
  readonly from: SocketAddress;
  /** How long it waited since the kernel took it from the network. */
  readonly ageMs: number;
  /** The mark it came with (RFC 2474), null where the system does not say. */
  readonly dscp: number | null;
}

export interface RtpSocketOptions {
  /** Literal, IPv4 or IPv6. */
  readonly address: string;
  /** 0: any free one. */
  readonly port: number;
  /** Mark of what is sent, 0..63. */
  readonly dscp: number;
  /** Asked of the system, which may grant less. */
  readonly receiveBufferBytes: number;
  /** Called once for each datagram, on the event loop. What it throws ends the process like any uncaught error. */
  readonly onDatagram: (datagram: Datagram) => void;
}

const FACTS = 5;
const BATCH = 16;
/** Octets of many datagrams share one buffer: making one costs more than receiving a packet. */
const SLAB_BYTES = 65_536;

// All sockets of this thread share these: a receive is done with before the next begins.
const facts = new Int32Array(BATCH * FACTS);
let slab = new Uint8Array(SLAB_BYTES);
let used = 0;
let receiving = false;

/** Whether this platform's addon has it: not on Windows, and not where the addon is not built. */
export function rtpSocketAvailable(): boolean {
  try {
    return addon().RtpSocket !== undefined;
  } catch {
    return false;
  }
}

/**
 * A UDP socket for media: kernel timestamps, several datagrams a system call, sending without a promise or callback per packet,
 * a traffic class. It holds the process up, like any socket, until dispose().
 */
export class RtpSocket {
  readonly local: SocketAddress;
  readonly #raw: RawRtpSocket;
  readonly #onDatagram: (datagram: Datagram) => void;
  readonly #datagram: { -readonly [Key in keyof Datagram]: Datagram[Key] };
  #target: SocketAddress = { address: '', port: 0 };
  #open = true;

  /**
   * Binds.
   * @throws SocketError EADDRINUSE, EADDRNOTAVAIL, EACCES, EMFILE, EINVAL, ...
   * @throws NativeError 'ADDON_MISSING', 'UNIMPLEMENTED' on Windows
   */
  constructor(options: RtpSocketOptions) {
    const Raw = addon().RtpSocket;
    if (!Raw) throw new NativeError('UNIMPLEMENTED', 'There is no RtpSocket on this platform');
    const { address, port, dscp, receiveBufferBytes, onDatagram } = options;
    this.#raw = new Raw();
    this.#onDatagram = onDatagram;
    checkedSystem(this.#raw.open(address, port, dscp, receiveBufferBytes, () => this.receive()), `bind ${address} port ${port}`);
    const [boundAddress, boundPort] = this.#raw.local() ?? [address, port];
    this.local = { address: boundAddress, port: boundPort };
    this.#datagram = { bytes: slab.subarray(0, 0), from: this.local, ageMs: 0, dscp: null };
  }

  /**
   * Hands one datagram to the system at once.
   * @returns 0, or a negative errno: -EAGAIN where its queue is full, others for a bad address; see systemErrorName
   */
  send(bytes: Uint8Array, to: SocketAddress): number {
    if (!this.#open) return 0;
    if (to !== this.#target && (to.port !== this.#target.port || to.address !== this.#target.address)) {
      const code = this.#raw.setTarget(to.address, to.port);
      if (code < 0) { this.#target = { address: '', port: 0 }; return code; }
      this.#target = { address: to.address, port: to.port };
    }
    return this.#raw.send(bytes);
  }

  dispose(): void {
    this.#open = false;
    this.#raw.close();
  }

  /** Hands over at once what already waits in the system, 16 datagrams at most; the event loop sees to the rest. */
  receive(): void {
    if (receiving || !this.#open) return;
    receiving = true;
    try {
      this.#receive();
    } finally {
      receiving = false;
    }
  }

  #receive(): void {
    const count = this.#raw.receive(slab, used, facts);
    if (count <= 0) return;
    if (facts[0] === -1) {
      let total = 0;
      for (let i = 0; i < count; i++) total += facts[i * FACTS + 1] ?? 0;
      slab = new Uint8Array(Math.max(SLAB_BYTES, total));
      used = 0;
      this.#raw.copy(slab, 0, facts);
    }
    const last = (count - 1) * FACTS;
    used = (facts[last] ?? 0) + (facts[last + 1] ?? 0);
    // The listener may dispose this socket, or any other, from within.
    for (let i = 0; i < count && this.#open; i++) this.#deliver(i);
  }

  #deliver(index: number): void {
    const at = index * FACTS;
    const offset = facts[at] ?? 0;
    const dscp = facts[at + 3] ?? -1;
    const datagram = this.#datagram;
    if (facts[at + 4] === 1) {
      const [address, port] = this.#raw.source(index) ?? ['', 0];
      datagram.from = { address, port };
    }
    datagram.bytes = slab.subarray(offset, offset + (facts[at + 1] ?? 0));
    datagram.ageMs = (facts[at + 2] ?? 0) / 1000;
    datagram.dscp = dscp < 0 ? null : dscp;
    this.#onDatagram(datagram);
  }
}
