/**
 * ICE for one media session: what is gathered, the agent of the exchange, and the path that media takes.
 *
 *   off ──agree() with ICE on both sides──> agent checks ──> its pair is the path
 *    ^                                            │ none works
 *    └── agree() without ICE                      └──> symmetric RTP, as without ICE
 *
 * A restart (new credentials of either side, RFC 8445 9) brings a new agent; media stays on the old one's pair until the
 * new one has its own.
 */
import { isIP } from 'node:net';
import type { Clock } from '../../calls/ports/clock';
import type { IceOptions, PathEnd, PathReport } from '../../calls/ports/ice';
import type { Log } from '../../calls/ports/log';
import { MediaError } from '../engine/errors';
import type { IceDescription } from '../sdp/transport-attributes';
import { canonicalAddress, sameEndpoint, type Endpoint } from '../transport/endpoint';
import type { Component, MediaPath, RtpSource, Wire } from '../transport/media-path';
import { SymmetricRtp } from '../transport/symmetric-rtp';
import { IceAgent, type IceCredentials, type IceState } from './agent';
import { candidateLine, remoteCandidate, type IceBase, type LocalCandidate, type RemoteCandidate } from './candidate';
import type { IceRole } from './checker';
import { Gatherer } from './gatherer';
import type { CandidatePair } from './pair';
import type { IceServers } from './servers';
import { looksLikeStun, parseStun } from './stun';

export interface IceSessionOptions {
  readonly clock: Clock;
  readonly log: Log;
  /** So many unguessable bytes. */
  readonly randomBytes: (count: number) => Uint8Array;
  readonly wire: Wire;
  /** The path where ICE is not agreed, or found nothing. */
  readonly symmetric: SymmetricRtp;
  readonly servers: IceServers;
  /** Once for each path that is gone. */
  readonly onLost: () => void;
  /** There is a pair, the first or another after a restart. */
  readonly onConnected: () => void;
}

/** What our description says; address and ports are the default candidate's (RFC 8839 4.3.1). */
export interface LocalIce {
  readonly ice?: IceDescription;
  readonly address?: string;
  readonly rtpPort?: number;
  readonly rtcpPort?: number;
  readonly rtcpMux?: boolean;
}

/** What of an m-line counts here. */
export interface RemoteLine {
  readonly ice: IceDescription | null;
  readonly address: string | null;
  readonly port: number;
}

/** Where the far end's description says to send. */
export interface DefaultDestination {
  readonly address: string;
  readonly rtpPort: number;
  readonly rtcpAddress: string;
  readonly rtcpPort: number;
}

const UFRAG_BYTES = 6;
const PWD_BYTES = 18;

export class IceSession implements MediaPath {
  readonly isProven = true;
  readonly #options: IceSessionOptions;
  readonly #relayed: SymmetricRtp;
  #settings: IceOptions | null = null;
  #gatherer: Gatherer | null = null;
  #gathering: Promise<void> = Promise.resolve();
  /** In our newest description; checks that come for it are answered at once. */
  #local: IceAgent | null = null;
  /** The agent both sides have agreed on; null: ICE is off. */
  #agent: IceAgent | null = null;
  /** Before a restart, until the new one has a pair. */
  #previous: IceAgent | null = null;
  #remote: IceCredentials | null = null;

  constructor(options: IceSessionOptions) {
    this.#options = options;
    // Where nothing of ours may be seen but the relay, plain RTP goes through it too.
    this.#relayed = new SymmetricRtp({ send: (component, bytes, to) => this.#relayOf(component)?.base.send(bytes, to) });
  }

  /**
   * Gathers for our offer, where that was not done yet for these sockets and settings; resolves within about 500 ms.
   * Null settings: from now on without ICE. @throws MediaError 'NO_RELAY' where all was to go through one and there is none
   */
  async prepareOffer(settings: IceOptions | null, rtcpMux: boolean): Promise<void> {
    await this.#prepare(settings, rtcpMux, settings?.use === 'offer' || this.#agent !== null);
  }

  /** Likewise for the answer to an offer, which may have no use for it. */
  async prepareAnswer(settings: IceOptions | null, offerText: string): Promise<void> {
    await this.#prepare(settings, /^a=rtcp-mux\s*$/m.test(offerText), hasIce(offerText));
  }

  /** For our offer. A path that is gone, or new sockets, make it a restart. */
  offer(): LocalIce {
    if (this.#settings?.use !== 'offer' && this.#agent === null) return this.#defaults();
    const healthy = this.#agent !== null && this.#agent.state !== 'lost' && this.#agent.state !== 'failed';
    this.#local = healthy ? this.#agent : this.#newAgent('controlling');
    return { ...this.#describe(this.#local), rtcpMux: true };
  }

  /** For our answer to such an m-line. */
  answer({ ice, address, port }: RemoteLine): LocalIce {
    if (ice === null || this.#settings === null || this.#gatherer === null || isMangled(ice, address, port)) return this.#defaults();
    const restarts = this.#agent === null || this.#remote?.ufrag !== ice.ufrag || this.#remote.pwd !== ice.pwd;
    this.#local = restarts ? this.#newAgent(ice.lite ? 'controlling' : 'controlled') : this.#agent;
    return this.#describe(this.#local);
  }

  /** Offer and answer are both there. */
  agree(remote: IceDescription | null, rtcpMux: boolean, destination: DefaultDestination | null): void {
    if (destination && this.#settings?.relayOnly) this.#signalRelayed(destination);
    const agent = this.#local;
    if (remote === null || agent === null || this.#settings === null || isMangled(remote, destination?.address ?? null, destination?.rtpPort ?? 0)) return this.#turnOff();
    this.#remote = { ufrag: remote.ufrag, pwd: remote.pwd };
    // Another fork's answer to the same offer: our half stays, the checks begin anew.
    const current = agent.hasOtherRemote(remote) ? this.#newAgent('controlling', agent.local) : agent;
    if (current !== this.#agent) {
      if (current !== agent) agent.dispose();
      if (this.#previous !== this.#agent) this.#previous?.dispose();
      this.#previous = this.#agent === agent ? null : this.#agent;
    }
    this.#agent = current;
    this.#local = current;
    current.setRemote({
      ...this.#remote, lite: remote.lite, components: rtcpMux ? ['rtp'] : ['rtp', 'rtcp'],
      candidates: remote.candidates.map(remoteCandidate).filter((candidate): candidate is RemoteCandidate => candidate !== null),
    });
  }

  report(): PathReport {
    const agent = this.#agent;
    const pair = this.#pairOf('rtp');
    const state = agent?.state === 'waiting' ? 'checking' : agent?.state ?? 'off';
    return {
      ice: state,
      local: pair && this.#localEnd(pair),
      remote: pair && { type: pair.remote.type, ...pair.remote.endpoint },
      relayProtocol: pair?.base.kind === 'relay' ? pair.base.protocol : null,
      roundTripMs: pair?.roundTripMs ?? null,
      gatheringMs: this.#gatherer?.gatheringMs ?? null,
      problems: [...(this.#gatherer?.problems ?? [])],
    };
  }

  send(component: Component, bytes: Uint8Array, replyTo?: Endpoint): void {
    const pair = this.#pairOf(component);
    if (pair) pair.base.send(bytes, pair.remote.endpoint);
    else if (this.#plain) this.#fallback.send(component, bytes, replyTo);
  }

  acceptsRtp(from: Endpoint, packet: RtpSource, authentic: boolean, arrivedMs: number): boolean {
    if (this.#knows('rtp', from)) return true;
    if (this.#agent?.state === 'connected') return authentic;
    return this.#fallback.acceptsRtp(from, packet, authentic, arrivedMs);
  }

  acceptsRtcp(component: Component, from: Endpoint, authentic: boolean): boolean {
    if (this.#knows('rtp', from) || this.#knows('rtcp', from)) return true;
    if (this.#agent?.state === 'connected') return authentic;
    return this.#fallback.acceptsRtcp(component, from, authentic);
  }

  takeStun(component: Component, bytes: Uint8Array, from: Endpoint): void {
    const base = this.#gatherer?.hosts.get(component);
    if (base) this.#takeStun(base, bytes, from);
  }

  dispose(): void {
    this.#drop();
    this.#settings = null;
  }

  get #plain(): boolean { return this.#agent === null || this.#agent.state === 'failed'; }
  get #fallback(): SymmetricRtp { return this.#settings?.relayOnly ? this.#relayed : this.#options.symmetric; }

  async #prepare(settings: IceOptions | null, muxed: boolean, useful: boolean): Promise<void> {
    if (settings === null || (this.#gatherer && !this.#fits(settings, muxed))) this.#drop();
    this.#settings = settings;
    if (settings === null || (!useful && !settings.relayOnly)) return;
    if (!this.#gatherer) {
      const { clock, log, randomBytes, wire, servers } = this.#options;
      this.#gatherer = new Gatherer({
        clock, log, randomBytes, wire, servers, settings, components: muxed ? ['rtp'] : ['rtp', 'rtcp'],
        onCandidate: (candidate) => this.#addLocal(candidate),
        onRelayData: (base, bytes, from) => this.#takeRelayed(base, bytes, from),
        onBaseLost: (base) => { for (const agent of this.#agents()) agent.dropBase(base); },
      });
      this.#gathering = this.#gatherer.gather();
    }
    // An answer that is made while its call still gathers waits for the rest only.
    await this.#gathering;
    if (settings.relayOnly && !this.#relayOf('rtp')) {
      throw new MediaError('NO_RELAY', this.#gatherer?.problems.at(-1)?.detail ?? 'no TURN server is set');
    }
  }

  #fits(settings: IceOptions | null, muxed: boolean): boolean {
    const host = this.#gatherer?.hosts.get('rtp')?.endpoint ?? null;
    return sameEndpoint(host, this.#options.wire.local('rtp')) && sameServers(settings, this.#settings)
      && (muxed || this.#gatherer?.hosts.has('rtcp') === true);
  }

  #agents(): IceAgent[] {
    return [...new Set([this.#agent, this.#local, this.#previous])].filter((agent) => agent !== null);
  }

  #newAgent(role: IceRole, local?: IceCredentials): IceAgent {
    const { clock, randomBytes } = this.#options;
    const text = (bytes: number): string => Buffer.from(randomBytes(bytes)).toString('base64');
    const agent: IceAgent = new IceAgent({
      clock, randomBytes, role, local: local ?? { ufrag: text(UFRAG_BYTES), pwd: text(PWD_BYTES) },
      onState: (state) => this.#stateChanged(agent, state),
    });
    if (this.#local !== this.#agent && local === undefined) this.#local?.dispose();
    for (const candidate of this.#gatherer?.candidates ?? []) agent.addLocal(candidate);
    return agent;
  }

  #stateChanged(agent: IceAgent, state: IceState): void {
    this.#options.log.info('ICE', { state });
    if (agent !== this.#agent) return;
    if (state === 'connected') {
      this.#previous?.dispose();
      this.#previous = null;
      this.#options.onConnected();
    }
    if (state === 'failed') this.#gatherer?.note('checks-failed', 'no pair of addresses worked');
    if (state === 'lost') {
      this.#gatherer?.note('consent-lost', 'the far end does not answer checks any more');
      this.#options.onLost();
    }
  }

  #addLocal(candidate: LocalCandidate): void {
    for (const agent of this.#agents()) agent.addLocal(candidate);
  }

  #describe(agent: IceAgent | null): LocalIce {
    if (agent === null) return this.#defaults();
    const candidates = this.#gatherer?.candidates ?? [];
    return {
      ...this.#defaults(),
      ice: {
        ...agent.local, lite: false, options: [],
        candidates: candidates.map((candidate) => candidateLine(candidate, this.#settings?.relayOnly ?? false)),
      },
    };
  }

  /** What far ends without ICE are told: the relay where nothing else may be seen, else the address seen from outside, else our own. */
  #defaults(): LocalIce {
    const best = (component: Component): LocalCandidate | undefined => {
      const own = (this.#gatherer?.candidates ?? []).filter(({ base }) => base.component === component);
      return own.find(({ type }) => type === (this.#settings?.relayOnly ? 'relay' : 'srflx'));
    };
    const [rtp, rtcp] = [best('rtp'), best('rtcp')];
    if (!rtp) return {};
    return { address: rtp.endpoint.address, rtpPort: rtp.endpoint.port, ...(rtcp ? { rtcpPort: rtcp.endpoint.port } : {}) };
  }

  #relayOf(component: Component): LocalCandidate | undefined {
    return this.#gatherer?.candidates.find(({ type, base }) => type === 'relay' && base.component === component);
  }

  #signalRelayed({ address, rtpPort, rtcpAddress, rtcpPort }: DefaultDestination): void {
    const [rtp, rtcp] = [{ address, port: rtpPort }, { address: rtcpAddress, port: rtcpPort }];
    this.#relayed.signal(rtp, rtcp, this.#options.clock.monotonicMs());
    // A relay lets nobody in whom we did not name.
    this.#relayOf('rtp')?.base.prefer(rtp);
    this.#relayOf('rtcp')?.base.prefer(rtcp);
  }

  #turnOff(): void {
    for (const agent of this.#agents()) agent.dispose();
    this.#agent = this.#local = this.#previous = null;
    this.#remote = null;
  }

  #drop(): void {
    this.#turnOff();
    this.#gatherer?.dispose();
    this.#gatherer = null;
  }

  #pairOf(component: Component): CandidatePair | null {
    return this.#agent?.pairOf(component) ?? this.#previous?.pairOf(component) ?? null;
  }

  #knows(component: Component, from: Endpoint): boolean {
    return (this.#agent?.knows(component, from) ?? false) || (this.#previous?.knows(component, from) ?? false);
  }

  #localEnd(pair: CandidatePair): PathEnd {
    const known = this.#gatherer?.candidates.find(({ endpoint }) => sameEndpoint(endpoint, pair.mapped));
    return known || !pair.mapped ? { type: known?.type ?? pair.local.type, ...(known ?? pair.local).endpoint } : { type: 'prflx', ...pair.mapped };
  }

  #takeRelayed(base: IceBase, bytes: Uint8Array, from: Endpoint): void {
    if (looksLikeStun(bytes)) this.#takeStun(base, bytes, from);
    else this.#options.wire.take(base.component, bytes, from, this.#options.clock.monotonicMs());
  }

  #takeStun(base: IceBase, bytes: Uint8Array, from: Endpoint): void {
    const parsed = parseStun(bytes);
    if (!parsed.ok) return;
    const { message } = parsed;
    if (this.#gatherer?.take(message, from) || (base.kind === 'host' && this.#settings?.relayOnly)) return;
    const agents = this.#agents();
    if (message.class !== 'request') {
      for (const agent of agents) agent.take(base, message, from);
      return;
    }
    // One that is for nobody is refused by the newest.
    (agents.find((agent) => agent.owns(message)) ?? agents[0])?.take(base, message, from);
  }
}

/**
 * RFC 8839 4.2.5: a default address that is none of the candidates was put there by somebody on the way who wants the
 * media, and does not know of ICE.
 */
function isMangled({ candidates }: IceDescription, address: string | null, port: number): boolean {
  if (address === null || isIP(address) === 0 || address === '0.0.0.0' || address === '::' || port === 9) return false;
  const shown = canonicalAddress(address);
  return !candidates.some((candidate) => candidate.component === 1 && candidate.port === port && canonicalAddress(candidate.address) === shown);
}

/** Whether an answer to that offer gathers candidates. */
export function usesIce(offerText: string, settings: IceOptions | undefined): boolean {
  return settings !== undefined && (settings.relayOnly || hasIce(offerText));
}

function hasIce(offerText: string): boolean {
  return /^a=ice-ufrag:/m.test(offerText);
}

/** What was gathered is still good. */
function sameServers(a: IceOptions | null, b: IceOptions | null): boolean {
  return JSON.stringify([a?.stun, a?.turn, a?.relayOnly]) === JSON.stringify([b?.stun, b?.turn, b?.relayOnly]);
}
