import { isIPv6 } from 'node:net';
import type { Clock } from '../../calls/ports/clock';
import type { IceOptions, IceServer, PathProblem, PathProblemCode } from '../../calls/ports/ice';
import type { Log } from '../../calls/ports/log';
import { sameEndpoint, type Endpoint } from '../transport/endpoint';
import type { Component, Wire } from '../transport/media-path';
import { localCandidate, type IceBase, type LocalCandidate } from './candidate';
import { Relay } from './relay';
import type { IceServers } from './servers';
import { StunTransactions, buildStun, method, type StunMessage } from './stun';
import type { TurnFailure } from './turn';

/** A call does not wait longer than this for servers that do not answer. */
const BUDGET_MS = 500;
/** Shorter than RFC 8489's 500 ms: one lost datagram must not use up the budget. */
const RTO_MS = 150;
const REQUEST_COUNT = 5;
/** Between two questions, so that the translator's mapping lives until the far end answers (RFC 8445 11: 15 s). */
const KEEP_EVERY_MS = 15_000;
const MAX_PROBLEMS = 16;

export interface GathererOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly randomBytes: (count: number) => Uint8Array;
  readonly wire: Wire;
  readonly servers: IceServers;
  readonly settings: IceOptions;
  readonly components: readonly Component[];
  /** Each as it is found, also after the budget. */
  readonly onCandidate: (candidate: LocalCandidate) => void;
  readonly onRelayData: (base: IceBase, bytes: Uint8Array, from: Endpoint) => void;
  readonly onBaseLost: (base: IceBase) => void;
}

/**
 * Finds our own addresses (RFC 8445 5.1.1): that of each socket, as a STUN server sees it, and of a relay. Only the
 * address that signalling uses is told as host candidate: it stands in Via, Contact and c= anyway, while those of other
 * interfaces (VPN, containers) would tell strangers about this machine for nothing.
 */
export class Gatherer {
  readonly candidates: LocalCandidate[] = [];
  readonly problems: PathProblem[] = [];
  readonly hosts = new Map<Component, IceBase>();
  gatheringMs: number | null = null;
  readonly #options: GathererOptions;
  readonly #transactions: StunTransactions;
  readonly #relays: Relay[] = [];
  readonly #timers = new Set<() => void>();
  /** Ends the waiting for servers. */
  #release: () => void = () => {};
  #disposed = false;

  constructor(options: GathererOptions) {
    this.#options = options;
    this.#transactions = new StunTransactions(options.clock);
    for (const component of options.components) {
      const { wire } = options;
      const base: IceBase = {
        component, kind: 'host', protocol: 'udp', endpoint: wire.local(component),
        send: (bytes, to) => wire.send(component, bytes, to), prefer: () => {},
      };
      this.hosts.set(component, base);
    }
  }

  /** Resolves when every server has answered, or after 500 ms; what comes later is told by onCandidate. Never rejects. */
  async gather(): Promise<void> {
    const { clock, settings } = this.#options;
    const startedMs = clock.monotonicMs();
    if (!settings.relayOnly) for (const base of this.hosts.values()) this.#found(localCandidate('host', base, base.endpoint, null));
    const awaited = [...(settings.relayOnly ? [] : [this.#askStun()]), this.#askTurn()];
    if (awaited.length > 0 && (settings.stun !== null || settings.turn !== null)) {
      let cancel = (): void => {};
      const budget = new Promise<void>((resolve) => {
        this.#release = resolve;
        cancel = this.#after(BUDGET_MS, resolve);
      });
      await Promise.race([Promise.all(awaited), budget]);
      cancel();
    }
    this.gatheringMs = Math.round(clock.monotonicMs() - startedMs);
  }

  /** True where it answers a question of ours. */
  take(message: StunMessage, from: Endpoint): boolean {
    return this.#transactions.handle(message, from);
  }

  note(code: PathProblemCode, detail: string): void {
    if (this.problems.length >= MAX_PROBLEMS || this.problems.some((problem) => problem.code === code && problem.detail === detail)) return;
    this.problems.push({ code, detail });
    this.#options.log.warn('ICE', { code, detail });
  }

  /** Closes relays and stops asking. */
  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#transactions.dispose();
    for (const cancel of this.#timers) cancel();
    this.#release();
    for (const relay of this.#relays.splice(0)) void relay.dispose();
  }

  get #family(): 4 | 6 {
    return isIPv6(this.#options.wire.local('rtp').address) ? 6 : 4;
  }

  #found(candidate: LocalCandidate): void {
    const known = this.candidates.findIndex((other) => other.base === candidate.base && other.type === candidate.type);
    if (known >= 0 && sameEndpoint(this.candidates[known]?.endpoint ?? null, candidate.endpoint)) return;
    if (known >= 0) this.candidates[known] = candidate;
    else this.candidates.push(candidate);
    this.#options.onCandidate(candidate);
  }

  async #askStun(): Promise<void> {
    const { settings: { stun, turn }, servers } = this.#options;
    // A TURN server answers STUN too; over TCP it would tell of the wrong socket.
    const server: IceServer | null = stun ?? (turn?.protocol === 'udp' ? turn : null);
    if (server === null) return;
    const known = servers.isSilent(server);
    const endpoint = await servers.resolve(server, this.#family);
    if (this.#disposed) return;
    if (endpoint === null) return this.note('stun-name', `no address is known for the STUN server ${server.host}`);
    const answers = Promise.all([...this.hosts.values()].map((base) => this.#bind(base, server, endpoint)));
    if (!known) await answers;
  }

  /** Asks for the mapped address of one socket, and keeps asking so that it stays. */
  #bind(base: IceBase, server: IceServer, endpoint: Endpoint): Promise<void> {
    const { servers, randomBytes } = this.#options;
    return new Promise((resolve) => {
      const again = (): void => {
        resolve();
        this.#after(KEEP_EVERY_MS, () => { void this.#bind(base, server, endpoint); });
      };
      const transactionId = Buffer.from(randomBytes(12)).toString('hex');
      const bytes = buildStun({ class: 'request', method: method.binding, transactionId, fingerprint: true });
      this.#transactions.start({
        transactionId, rtoMs: RTO_MS, requests: REQUEST_COUNT,
        send: () => base.send(bytes, endpoint),
        onResponse: (message, from) => {
          if (!sameEndpoint(from, endpoint)) return false;
          servers.noteHeard(server);
          const mapped = message.attributes.xorMappedAddress ?? message.attributes.mappedAddress;
          if (message.class === 'success' && mapped) this.#noteMapped(base, mapped);
          again();
          return true;
        },
        onTimeout: () => {
          servers.noteSilent(server);
          this.note('stun-unreachable', `the STUN server ${server.host}:${server.port} does not answer`);
          again();
        },
      });
    });
  }

  #noteMapped(base: IceBase, mapped: Endpoint): void {
    // Without a translator it is the host candidate once more (RFC 8445 5.1.3).
    if (!sameEndpoint(mapped, base.endpoint)) this.#found(localCandidate('srflx', base, mapped, base.endpoint));
  }

  async #askTurn(): Promise<void> {
    const { settings: { turn }, servers, components } = this.#options;
    if (turn === null) return;
    const known = servers.isSilent(turn);
    const server = await servers.resolve(turn, this.#family);
    if (this.#disposed) return;
    if (server === null) return this.note('turn-name', `no address is known for the TURN server ${turn.host}`);
    const answers = Promise.all(components.map((component) => this.#allocate(component, server)));
    if (!known) await answers;
  }

  async #allocate(component: Component, server: Endpoint): Promise<void> {
    const { clock, log, randomBytes, wire, settings: { turn }, servers } = this.#options;
    if (turn === null) return;
    const opened = await Relay.open({
      component, clock, log, randomBytes, settings: turn, server, family: this.#family, localAddress: wire.local(component).address,
      ...(servers.authorities === undefined ? {} : { ca: servers.authorities }),
      onData: (base, bytes, from) => this.#options.onRelayData(base, bytes, from),
      onLost: (base, failure) => this.#lost(base, failure),
      onRefused: (address, { detail }) => this.note('turn-peer-refused', `${address}: ${detail}`),
    }, () => !this.#disposed);
    if (this.#disposed) return;
    if (!opened.ok) {
      if (opened.failure.code === 'unreachable') servers.noteSilent(turn);
      return this.note(problemOf(opened.failure), opened.failure.detail);
    }
    servers.noteHeard(turn);
    this.#relays.push(opened.relay);
    this.#found(localCandidate('relay', opened.relay, opened.relay.endpoint, opened.relay.mapped));
  }

  #lost(base: IceBase, failure: TurnFailure): void {
    const at = this.candidates.findIndex((candidate) => candidate.base === base);
    if (at >= 0) this.candidates.splice(at, 1);
    this.note(problemOf(failure), failure.detail);
    this.#options.onBaseLost(base);
  }

  #after(delayMs: number, task: () => void): () => void {
    if (this.#disposed) return () => {};
    const cancel = this.#options.clock.after(delayMs, () => {
      this.#timers.delete(cancel);
      task();
    });
    this.#timers.add(cancel);
    return () => {
      cancel();
      this.#timers.delete(cancel);
    };
  }
}

function problemOf({ code }: TurnFailure): PathProblemCode {
  return `turn-${code}`;
}
