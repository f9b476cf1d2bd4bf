import type { Clock } from '../../calls/ports';
import type { DnsResolver } from './dns';
import { type Hop, protocolOf, sameHop } from './hop';
import { type Resolution, resolveTarget, type Target, type Transport } from './resolve';

const RESOLVE_AGAIN_AFTER_MS = 5 * 60_000;

/**
 * The servers of one line (its outbound proxy, else its domain): the one in use, those left to try,
 * and every address among them, which is what "from the registered proxy" means.
 */
export class HomeHops {
  private hops: readonly Hop[] = [];
  private index = 0;
  private resolvedAtMs = -Infinity;
  private resolving: Promise<Resolution> | null = null;
  private readonly addresses = new Set<string>();

  constructor(
    readonly target: Target, private readonly dns: DnsResolver, private readonly clock: Clock, readonly transport: Transport = 'udp',
  ) {}

  get current(): Hop | null {
    return this.hops[this.index] ?? null;
  }

  /** Nothing of this line leaves unencrypted: by the user's choice, or because the server found speaks TLS. */
  get isSecure(): boolean {
    return this.transport === 'tls' || (this.current !== null && protocolOf(this.current) === 'tls');
  }

  /** True for any address this line's name resolved to; the port is not looked at, since servers send from several. */
  trusts(address: string): boolean {
    return this.addresses.has(address);
  }

  /** Resolves where not done lately; one question at a time. */
  async resolve(): Promise<Hop | null> {
    if (this.current !== null && this.clock.monotonicMs() - this.resolvedAtMs < RESOLVE_AGAIN_AFTER_MS) return this.current;
    this.resolving ??= resolveTarget(this.target, this.dns, this.transport).finally(() => { this.resolving = null; });
    const { hops } = await this.resolving;
    if (hops.length > 0) this.adopt(hops);
    return this.current;
  }

  /** This hop did not answer or said 503: new transactions go to the next one. False where all were tried since the last success. */
  failed(hop: Hop): boolean {
    const current = this.current;
    if (current === null || !sameHop(current, hop)) return this.current !== null;
    if (this.index + 1 < this.hops.length) {
      this.index += 1;
      return true;
    }
    this.index = 0;
    this.forget();
    return false;
  }

  /** The next resolve asks again; the current hop stays usable meanwhile. */
  forget(): void {
    this.resolvedAtMs = -Infinity;
  }

  private adopt(hops: readonly Hop[]): void {
    const current = this.current;
    this.resolvedAtMs = this.clock.monotonicMs();
    this.hops = hops;
    // A server that works is kept while it is still listed (RFC 3263 4.2: stick to one).
    const kept = current === null ? -1 : hops.findIndex((hop) => sameHop(hop, current));
    this.index = Math.max(0, kept);
    for (const hop of hops) this.addresses.add(hop.host);
  }
}
