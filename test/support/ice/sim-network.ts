import { sameEndpoint, type Endpoint } from '../../../electron/media/transport/endpoint';
import type { FakeClock } from '../fake-clock';
import { seededRandom } from '../random';

/** RFC 3489's names, as everybody uses them: who is let back in, and whether each destination gets a port of its own. */
export type NatKind = 'full cone' | 'address-restricted' | 'port-restricted' | 'symmetric';

export type Receive = (bytes: Uint8Array, from: Endpoint) => void;
export interface SimSocket {
  readonly endpoint: Endpoint;
  send(bytes: Uint8Array, to: Endpoint): void;
  close(): void;
}

const keyOf = ({ address, port }: Endpoint): string => `${address}:${port}`;

/** An address translator with one public address and a private network behind it. */
export class SimNat {
  /** Inner socket (and destination, where symmetric) to the port outside. */
  readonly #mappings = new Map<string, { inner: Endpoint; port: number; sentTo: Endpoint[] }>();
  #nextPort = 50_000;

  constructor(readonly address: string, readonly kind: NatKind) {}

  outward(inner: Endpoint, to: Endpoint): Endpoint {
    const key = this.kind === 'symmetric' ? `${keyOf(inner)}>${keyOf(to)}` : keyOf(inner);
    let mapping = this.#mappings.get(key);
    if (!mapping) this.#mappings.set(key, mapping = { inner, port: this.#nextPort++, sentTo: [] });
    if (!mapping.sentTo.some((known) => sameEndpoint(known, to))) mapping.sentTo.push(to);
    return { address: this.address, port: mapping.port };
  }

  /** Where it goes inside; null where it is dropped. */
  inward(port: number, from: Endpoint): Endpoint | null {
    const mapping = [...this.#mappings.values()].find((one) => one.port === port);
    if (!mapping) return null;
    const known = this.kind === 'full cone' || mapping.sentTo.some((to) => to.address === from.address && (this.kind === 'address-restricted' || to.port === from.port));
    return known ? mapping.inner : null;
  }

  /** Restarted: all its ports are new. */
  forget(): void {
    this.#mappings.clear();
  }
}

/** Datagrams between simulated hosts under a fake clock, with translators, delay and loss. */
export class SimNetwork {
  loss = 0;
  delayMs = 20;
  /** Answers false for what is to get lost. */
  passes: (from: Endpoint, to: Endpoint) => boolean = () => true;
  sent = 0;
  readonly #sockets = new Map<string, { nat: SimNat | null; receive: Receive }>();
  readonly #nats = new Map<string, SimNat>();
  readonly #random: () => number;

  constructor(readonly clock: FakeClock, seed = 1) {
    this.#random = seededRandom(seed);
  }

  nat(address: string, kind: NatKind): SimNat {
    const nat = new SimNat(address, kind);
    this.#nats.set(address, nat);
    return nat;
  }

  bind(endpoint: Endpoint, nat: SimNat | null, receive: Receive): SimSocket {
    this.#sockets.set(keyOf(endpoint), { nat, receive });
    return {
      endpoint,
      send: (bytes, to) => this.#send(endpoint, nat, bytes, to),
      close: () => { this.#sockets.delete(keyOf(endpoint)); },
    };
  }

  /** What a STUN server at `server` would answer. */
  mapped(inner: Endpoint, nat: SimNat | null, server: Endpoint): Endpoint {
    return nat ? nat.outward(inner, server) : inner;
  }

  #send(inner: Endpoint, nat: SimNat | null, bytes: Uint8Array, to: Endpoint): void {
    this.sent++;
    const copy = Uint8Array.from(bytes);
    const near = this.#sockets.get(keyOf(to));
    // Within one private network nothing is translated.
    const direct = near !== undefined && near.nat === nat;
    const from = direct || !nat ? inner : nat.outward(inner, to);
    if (this.#random() < this.loss || !this.passes(inner, to)) return;
    this.clock.after(this.delayMs, () => {
      if (direct) return near.receive(copy, from);
      const outer = this.#nats.get(to.address);
      const target = outer ? outer.inward(to.port, from) : to;
      const socket = target && this.#sockets.get(keyOf(target));
      // A private address of another network leads nowhere.
      if (socket && socket.nat === (outer ?? null)) socket.receive(copy, from);
    });
  }
}
