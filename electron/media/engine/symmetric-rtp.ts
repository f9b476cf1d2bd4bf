import { type Endpoint, sameEndpoint } from './transport';

/** A source other than the one signalled must show this many packets in a row (RFC 3550 A.1, probation). */
const PROBATION_PACKETS = 2;
/** After an offer the source may still change for this long. */
const OPEN_MS = 5000;
/** A latched source silent for this long may be replaced while that is open. */
const GONE_MS = 500;

/**
 * Symmetric RTP (RFC 4961, and RFC 7362 for what servers do): we send to where the far end's packets really come from,
 * which behind an address translator is not what its SDP says. Once found the source stays, until the next
 * offer or answer; so nobody who guesses the port can take a call over.
 */
export class SymmetricRtp {
  #signalled: Endpoint | null = null;
  #latched: Endpoint | null = null;
  #heardAtMs = 0;
  #openUntilMs = 0;
  #candidate: { from: Endpoint; ssrc: number; next: number; count: number } | null = null;

  /** Where to send now. */
  get target(): Endpoint | null { return this.#latched ?? this.#signalled; }
  get latched(): boolean { return this.#latched !== null; }

  /** What SDP says, at each offer and answer. */
  signal(remote: Endpoint | null, nowMs: number): void {
    if (!sameEndpoint(remote, this.#signalled)) this.#latched = null;
    this.#signalled = remote;
    this.#openUntilMs = nowMs + OPEN_MS;
    this.#candidate = null;
  }

  /** True where a valid RTP packet from there belongs to this session. */
  accepts(from: Endpoint, ssrc: number, sequenceNumber: number, nowMs: number): boolean {
    if (sameEndpoint(from, this.#latched)) {
      this.#heardAtMs = nowMs;
      return true;
    }
    if (this.#latched && nowMs > this.#openUntilMs) return false;
    if (sameEndpoint(from, this.#signalled)) return this.#latch(from, nowMs);
    if (this.#latched && nowMs - this.#heardAtMs < GONE_MS) return false;

    const candidate = this.#candidate;
    const follows = candidate !== null && candidate.ssrc === ssrc && candidate.next === sequenceNumber && sameEndpoint(candidate.from, from);
    const count = follows ? candidate.count + 1 : 1;
    if (count >= PROBATION_PACKETS) return this.#latch(from, nowMs);
    this.#candidate = { from, ssrc, next: (sequenceNumber + 1) & 0xffff, count };
    return false;
  }

  #latch(from: Endpoint, nowMs: number): true {
    this.#latched = from;
    this.#heardAtMs = nowMs;
    this.#candidate = null;
    this.#openUntilMs = Math.max(this.#openUntilMs, nowMs + OPEN_MS);
    return true;
  }
}
