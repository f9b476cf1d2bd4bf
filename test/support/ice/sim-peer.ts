import { randomBytes } from 'node:crypto';
import { IceAgent, type IceState, type RemoteIce } from '../../../electron/media/ice/agent';
import { localCandidate, type IceBase, type LocalCandidate, type RemoteCandidate } from '../../../electron/media/ice/candidate';
import type { IceRole } from '../../../electron/media/ice/checker';
import { parseStun } from '../../../electron/media/ice/stun';
import type { Endpoint } from '../../../electron/media/transport/endpoint';
import type { Component } from '../../../electron/media/transport/media-path';
import { seededRandom } from '../random';
import type { Receive, SimNat, SimNetwork } from './sim-network';

const stunServer: Endpoint = { address: '192.0.2.250', port: 3478 };
let relayPort = 60_000;

export interface SimPeerOptions {
  readonly address: string;
  readonly nat?: SimNat | null;
  readonly role: IceRole;
  readonly components?: readonly Component[];
  readonly relay?: boolean;
  /** Not the host's own addresses. */
  readonly relayOnly?: boolean;
  readonly seed: number;
}

/** An agent with its sockets on a simulated network. */
export class SimPeer {
  readonly agent: IceAgent;
  readonly components: readonly Component[];
  readonly candidates: LocalCandidate[] = [];
  readonly states: IceState[] = [];
  connectedAtMs: number | null = null;

  constructor(readonly network: SimNetwork, options: SimPeerOptions) {
    const random = seededRandom(options.seed);
    const bytes = (count: number): Uint8Array => Uint8Array.from({ length: count }, () => Math.floor(random() * 256));
    this.components = options.components ?? ['rtp'];
    this.agent = new IceAgent({
      clock: network.clock, randomBytes: bytes, role: options.role,
      local: { ufrag: `u${options.seed}${randomBytes(2).toString('hex')}`, pwd: Buffer.from(bytes(16)).toString('base64').slice(0, 22) },
      onState: (state) => {
        this.states.push(state);
        if (state === 'connected') this.connectedAtMs ??= network.clock.monotonicMs();
      },
    });
    for (const component of this.components) this.#gather(component, options);
    for (const candidate of this.candidates) this.agent.addLocal(candidate);
  }

  get description(): RemoteIce {
    return {
      ...this.agent.local, lite: false, components: this.components,
      candidates: this.candidates.map(({ type, base, endpoint, foundation, priority }): RemoteCandidate => ({ type, component: base.component, endpoint, foundation, priority })),
    };
  }

  selected(component: Component = 'rtp'): string | null {
    const pair = this.agent.pairOf(component);
    return pair && `${pair.base.kind} ${pair.remote.type}`;
  }

  #gather(component: Component, { address, nat = null, relay = false, relayOnly = false }: SimPeerOptions): void {
    const endpoint = { address, port: component === 'rtp' ? 4000 : 4001 };
    if (!relayOnly) {
      const socket = this.network.bind(endpoint, nat, (bytes, from) => this.#receive(base, bytes, from));
      const base: IceBase = { component, kind: 'host', protocol: 'udp', endpoint, send: (bytes, to) => socket.send(bytes, to), prefer: () => {} };
      this.candidates.push(localCandidate('host', base, endpoint, null));
      if (nat) this.candidates.push(localCandidate('srflx', base, this.network.mapped(endpoint, nat, stunServer), endpoint));
    }
    if (relay) this.#allocate(component, endpoint);
  }

  /** A relay that lets in whom it was asked to send to, as TURN does. */
  #allocate(component: Component, related: Endpoint): void {
    const endpoint = { address: '192.0.2.200', port: relayPort++ };
    const permitted = new Set<string>();
    const receive: Receive = (bytes, from) => { if (permitted.has(from.address)) this.#receive(base, bytes, from); };
    const socket = this.network.bind(endpoint, null, receive);
    const base: IceBase = {
      component, kind: 'relay', protocol: 'udp', endpoint, prefer: () => {},
      send: (bytes, to) => { permitted.add(to.address); socket.send(bytes, to); },
    };
    this.candidates.push(localCandidate('relay', base, endpoint, related));
  }

  #receive(base: IceBase, bytes: Uint8Array, from: Endpoint): void {
    const parsed = parseStun(bytes);
    if (parsed.ok) this.agent.take(base, parsed.message, from);
  }
}

/** Offer and answer: `b` knows a's description first, a knows b's `delayMs` later. */
export function exchange(a: SimPeer, b: SimPeer, delayMs = 30): void {
  b.agent.setRemote(a.description);
  a.network.clock.after(delayMs, () => a.agent.setRemote(b.description));
}
