/**
 * Symmetric RTP (RFC 4961, and RFC 7362 for what servers do): we send to where the far end's packets really come from,
 * which behind an address translator is not what its SDP says.
 *
 *   signalled ──a packet from there, or two in a row from elsewhere──> latched, open for 5 s ──> latched
 *       ^                                                                                        │
 *       └──────────────────────── another address in an offer or answer ─────────────────────────┘
 *
 * Open: a better source takes over at once (best the very one signalled, then its address with another port), one as good
 * when the latched one has fallen silent, a lesser one never. Later: only the same stream from another place (its SSRC, its next sequence
 * numbers), when the old place is silent: an address translator that forgot. Who merely guesses the port knows neither.
 * Packets that keys have proven may come from anywhere at any time.
 */
import { canonicalAddress, type Endpoint, sameEndpoint } from './endpoint';
import type { Component, MediaPath, RtpSource, Wire } from './media-path';

/** A source other than the one signalled must show this many packets in a row (RFC 3550 A.1, probation). */
const PROBATION_PACKETS = 2;
/** After an offer or answer the source may still change for this long. */
const OPEN_MS = 5000;
/** A latched source silent for this long may be replaced. */
const GONE_MS = 500;
/** What may be lost while a translator changes its mind (RFC 3550 A.1, MAX_DROPOUT). */
const MAX_DROPOUT = 3000;

/** How well a source fits what was signalled; more is better. */
type Rank = 0 | 1 | 2;

interface Stream { ssrc: number; sequenceNumber: number }
interface Candidate { readonly from: Endpoint; readonly ssrc: number; readonly next: number; readonly count: number }

export class SymmetricRtp implements MediaPath {
  #signalled: Endpoint | null = null;
  #signalledRtcp: Endpoint | null = null;
  #latched: Endpoint | null = null;
  #latchedRank: Rank = 0;
  #rtcpSource: Endpoint | null = null;
  readonly #stream: Stream = { ssrc: -1, sequenceNumber: 0 };
  #heardAtMs = 0;
  #openUntilMs = 0;
  #candidate: Candidate | null = null;

  constructor(private readonly wire: Pick<Wire, 'send'>) {}

  /** Where RTP goes now. */
  get target(): Endpoint | null { return this.#latched ?? this.#signalled; }
  /** Where RTCP goes that has a port of its own. */
  get rtcpTarget(): Endpoint | null { return this.#rtcpSource ?? this.#signalledRtcp; }
  get latched(): boolean { return this.#latched !== null; }

  /** What SDP says, at each offer and answer; IP literals. */
  signal(rtp: Endpoint, rtcp: Endpoint, nowMs: number): void {
    const next = canonical(rtp);
    if (!sameEndpoint(next, this.#signalled)) this.#latched = null;
    this.#signalled = next;
    this.#signalledRtcp = canonical(rtcp);
    this.#rtcpSource = null;
    this.#openUntilMs = nowMs + OPEN_MS;
    this.#candidate = null;
  }

  send(component: Component, bytes: Uint8Array, replyTo?: Endpoint): void {
    const target = component === 'rtp' ? this.target : this.rtcpTarget;
    // A DTLS client behind a translator: its handshake must get through before any RTP can show where it is.
    const to = replyTo !== undefined && !(component === 'rtp' && this.latched) ? replyTo : target;
    if (to) this.wire.send(component, bytes, to);
  }

  acceptsRtp(from: Endpoint, packet: RtpSource, authentic: boolean, arrivedMs: number): boolean {
    if (!sameEndpoint(from, this.#latched)) {
      const proven = authentic || this.#mayLatch(from, packet, arrivedMs);
      if (!proven) return false;
      this.#latched = from;
      this.#latchedRank = this.#rank(from);
      this.#candidate = null;
      this.#openUntilMs = Math.max(this.#openUntilMs, arrivedMs + OPEN_MS);
    }
    this.#heardAtMs = arrivedMs;
    this.#stream.ssrc = packet.ssrc;
    this.#stream.sequenceNumber = packet.sequenceNumber;
    return true;
  }

  /** Ports may be translated, the address is the same as that of the sound. */
  acceptsRtcp(component: Component, from: Endpoint, authentic: boolean): boolean {
    const { address } = from;
    if (!authentic && address !== this.target?.address && address !== this.#signalledRtcp?.address) return false;
    if (component === 'rtcp') this.#rtcpSource = from;
    return true;
  }

  /** Nobody asked for checks on this path (RFC 8445 is another's). */
  takeStun(): void {}
  dispose(): void {}

  #mayLatch(from: Endpoint, packet: RtpSource, arrivedMs: number): boolean {
    if (this.#latched) {
      const silent = arrivedMs - this.#heardAtMs >= GONE_MS;
      const better = this.#rank(from) - this.#latchedRank;
      const open = arrivedMs <= this.#openUntilMs && (silent ? better >= 0 : better > 0);
      if (!open && !(silent && this.#goesOn(packet))) return false;
    }
    return this.#rank(from) === 2 || this.#passedProbation(from, packet);
  }

  #rank(from: Endpoint): Rank {
    if (from.address !== this.#signalled?.address) return 0;
    return from.port === this.#signalled.port ? 2 : 1;
  }

  /** The latched stream, a little later. */
  #goesOn({ ssrc, sequenceNumber }: RtpSource): boolean {
    const ahead = (sequenceNumber - this.#stream.sequenceNumber) & 0xffff;
    return ssrc === this.#stream.ssrc && ahead > 0 && ahead < MAX_DROPOUT;
  }

  #passedProbation(from: Endpoint, { ssrc, sequenceNumber }: RtpSource): boolean {
    const candidate = this.#candidate;
    const follows = candidate !== null && candidate.ssrc === ssrc && candidate.next === sequenceNumber && sameEndpoint(candidate.from, from);
    const count = follows ? candidate.count + 1 : 1;
    this.#candidate = { from, ssrc, next: (sequenceNumber + 1) & 0xffff, count };
    return count >= PROBATION_PACKETS;
  }
}

function canonical({ address, port }: Endpoint): Endpoint {
  return { address: canonicalAddress(address), port };
}
