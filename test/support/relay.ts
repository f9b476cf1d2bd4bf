import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import type { Clock } from '../../electron/calls/ports/clock';
import { systemClock } from '../../electron/calls/ports';
import { seededRandom } from './random';

/** What one direction does to the datagrams that pass. All shares 0..1, all times ms. */
export interface Impairment {
  /** Share of datagrams that vanish. */
  readonly loss?: number;
  /** Mean length of a run of losses, datagrams; 1 = each alone (default). */
  readonly lossBurst?: number;
  /** Fixed delay. */
  readonly delayMs?: number;
  /** Up to this much more, uniformly spread. Keeps the order unless `reorder` says otherwise. */
  readonly jitterMs?: number;
  /** Share held back by another 25 ms so that later ones overtake them. */
  readonly reorder?: number;
  /** Share that arrives twice. */
  readonly duplicate?: number;
}

export interface RelayOptions {
  /** Where datagrams of the client go, e.g. the RTP port of the far end; may be set later. */
  readonly target?: { readonly address: string; readonly port: number };
  readonly seed: number;
  /** Real time unless given. */
  readonly clock?: Clock;
  readonly toTarget?: Impairment;
  readonly toClient?: Impairment;
  readonly localAddress?: string;
  /** 0 = any free one. */
  readonly localPort?: number;
  /** Sees each datagram before anything happens to it; false drops it. */
  readonly filter?: (bytes: Buffer, towards: 'target' | 'client') => boolean;
}

export interface RelayCounts { forwarded: number; lost: number; reordered: number; duplicated: number }

const REORDER_HOLD_MS = 25;

/**
 * A UDP relay that loses, delays, mixes up and doubles datagrams, the same way for the same seed: what netem does where
 * the kernel has none. Clients send to `port`; the newest sender is where answers go. The target sees `farPort`. For RTP
 * both must be written into the SDP, each for its side, or symmetric RTP finds the way around. dispose() frees the sockets.
 */
export class UdpRelay {
  readonly toTarget: Direction;
  readonly toClient: Direction;
  target: { readonly address: string; readonly port: number } | null;
  #client: { address: string; port: number } | null = null;

  private constructor(private readonly near: Socket, private readonly far: Socket, options: RelayOptions) {
    const random = seededRandom(options.seed);
    const { filter, clock = systemClock } = options;
    this.target = options.target ?? null;
    this.toTarget = new Direction(options.toTarget ?? {}, random, clock, (bytes) => {
      if (this.target) far.send(bytes, this.target.port, this.target.address, () => {});
    });
    this.toClient = new Direction(options.toClient ?? {}, random, clock, (bytes) => {
      if (this.#client) near.send(bytes, this.#client.port, this.#client.address, () => {});
    });
    near.on('message', (bytes: Buffer, from: RemoteInfo) => {
      this.#client = { address: from.address, port: from.port };
      if (filter?.(bytes, 'target') ?? true) this.toTarget.pass(bytes);
    });
    far.on('message', (bytes: Buffer) => { if (filter?.(bytes, 'client') ?? true) this.toClient.pass(bytes); });
    for (const socket of [near, far]) socket.on('error', () => {});
  }

  static async open(options: RelayOptions): Promise<UdpRelay> {
    const address = options.localAddress ?? '127.0.0.1';
    const near = await bind(address, options.localPort ?? 0);
    return new UdpRelay(near, await bind(address, 0), options);
  }

  /** What clients send to. */
  get port(): number { return this.near.address().port; }
  /** What the target sees as the sender. */
  get farPort(): number { return this.far.address().port; }

  dispose(): void {
    this.toTarget.dispose();
    this.toClient.dispose();
    this.near.close();
    this.far.close();
  }
}

/** One way through the relay. `impairment` may be changed while it runs. */
export class Direction {
  readonly counts: RelayCounts = { forwarded: 0, lost: 0, reordered: 0, duplicated: 0 };
  readonly #timers = new Set<() => void>();
  #inLossRun = false;
  #lastDueMs = 0;
  #disposed = false;

  constructor(
    public impairment: Impairment, private readonly random: () => number,
    private readonly clock: Clock, private readonly send: (bytes: Buffer) => void,
  ) {}

  pass(bytes: Buffer): void {
    const { delayMs = 0, jitterMs = 0, reorder = 0, duplicate = 0 } = this.impairment;
    if (this.#loses()) { this.counts.lost++; return; }
    const now = this.clock.monotonicMs();
    let due = now + delayMs + this.random() * jitterMs;
    if (this.random() < reorder) {
      due += REORDER_HOLD_MS;
      this.counts.reordered++;
    } else {
      due = Math.max(due, this.#lastDueMs);
      this.#lastDueMs = due;
    }
    this.#at(due - now, bytes);
    if (this.random() < duplicate) {
      this.counts.duplicated++;
      this.#at(due - now + 1, bytes);
    }
  }

  dispose(): void {
    this.#disposed = true;
    for (const cancel of this.#timers) cancel();
    this.#timers.clear();
  }

  /** Two states, so that losses can come in runs (Gilbert). */
  #loses(): boolean {
    const { loss = 0, lossBurst = 1 } = this.impairment;
    if (loss <= 0) return false;
    const leave = 1 / Math.max(1, lossBurst);
    const enter = loss >= 1 ? 1 : (loss * leave) / (1 - loss);
    this.#inLossRun = lossBurst <= 1 ? this.random() < loss : this.random() < (this.#inLossRun ? 1 - leave : enter);
    return this.#inLossRun;
  }

  #at(delayMs: number, bytes: Buffer): void {
    const forward = (): void => {
      if (this.#disposed) return;
      this.counts.forwarded++;
      this.send(bytes);
    };
    if (delayMs <= 0.5) { forward(); return; }
    const cancel = this.clock.after(delayMs, () => {
      this.#timers.delete(cancel);
      forward();
    });
    this.#timers.add(cancel);
  }
}

function bind(address: string, port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = createSocket('udp4');
    socket.once('error', reject);
    socket.bind(port, address, () => {
      socket.off('error', reject);
      resolve(socket);
    });
  });
}
