import type { Clock } from '../../calls/ports/clock';
import type { TurnServer } from '../../calls/ports/ice';
import type { Log } from '../../calls/ports/log';
import type { Endpoint } from '../transport/endpoint';
import type { Component } from '../transport/media-path';
import type { IceBase } from './candidate';
import { TurnClient, openTurnTransport, type AllocateResult, type TurnFailure, type TurnTransport } from './turn';
import { unreachable } from './turn/failure';

/** RFC 8489 10: servers that send each other round are left. */
const MAX_ALTERNATES = 2;

export interface RelayOptions {
  readonly component: Component;
  readonly clock: Clock;
  readonly log: Log;
  readonly randomBytes: (count: number) => Uint8Array;
  readonly settings: TurnServer;
  readonly server: Endpoint;
  readonly localAddress: string;
  readonly family: 4 | 6;
  readonly ca?: string;
  /** From a peer, out of the relay's wrapping. */
  readonly onData: (base: IceBase, bytes: Uint8Array, from: Endpoint) => void;
  readonly onLost: (base: IceBase, failure: TurnFailure) => void;
  readonly onRefused: (address: string, failure: TurnFailure) => void;
}

export type OpenRelayResult = { readonly ok: true; readonly relay: Relay } | { readonly ok: false; readonly failure: TurnFailure };

/** One allocation with the connection below it, as a base that checks and media leave from. */
export class Relay implements IceBase {
  readonly kind = 'relay';
  readonly component: Component;
  readonly protocol: 'udp' | 'tcp' | 'tls';
  endpoint: Endpoint = { address: '0.0.0.0', port: 0 };
  /** Our address as the TURN server sees it. */
  mapped: Endpoint | null = null;
  readonly #client: TurnClient;
  readonly #transport: TurnTransport;

  private constructor(options: RelayOptions) {
    const { component, clock, log, randomBytes, settings, server } = options;
    this.component = component;
    this.protocol = settings.protocol;
    this.#transport = openTurnTransport({
      protocol: settings.protocol, host: settings.host, server, log, localAddress: options.localAddress,
      ...(options.ca === undefined ? {} : { ca: options.ca }),
      onMessage: (bytes) => this.#client.receive(bytes),
      onClosed: (failure) => this.#client.disconnected(failure),
    });
    this.#client = new TurnClient({
      clock, server, family: options.family, username: settings.username, password: settings.password, reliable: settings.protocol !== 'udp',
      newTransactionId: () => Buffer.from(randomBytes(12)).toString('hex'),
      send: (bytes) => this.#transport.send(bytes),
      onData: (bytes, from) => options.onData(this, bytes, from),
      onLost: (failure) => { this.#transport.dispose(); options.onLost(this, failure); },
      onRefused: options.onRefused,
    });
  }

  /**
   * Asks the server, and those it sends us on to, for a relayed address. Never rejects; takes as long as the server does.
   * `isWanted` is asked once there is an answer: a relay that came too late for its call is given back at once.
   */
  static async open(options: RelayOptions, isWanted: () => boolean): Promise<OpenRelayResult> {
    let { server } = options;
    for (let hops = 0; ; hops++) {
      const relay = new Relay({ ...options, server });
      const result: AllocateResult = await relay.#client.allocate();
      if (!isWanted()) {
        void relay.dispose();
        return { ok: false, failure: unreachable('nobody waits for it any more') };
      }
      if (result.ok) {
        relay.endpoint = result.relayed;
        relay.mapped = result.mapped;
        return { ok: true, relay };
      }
      relay.#transport.dispose();
      if (result.alternate === null || hops >= MAX_ALTERNATES) return { ok: false, failure: result.failure };
      server = result.alternate;
    }
  }

  send(bytes: Uint8Array, to: Endpoint): void {
    this.#client.send(bytes, to);
  }

  prefer(to: Endpoint): void {
    this.#client.permit(to);
    this.#client.bindChannel(to);
  }

  /** Gives the allocation back. */
  async dispose(): Promise<void> {
    await this.#client.close();
    this.#transport.dispose();
  }
}
