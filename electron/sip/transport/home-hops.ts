import type { Clock } from '../../calls/ports';
import type { DnsResolver } from './dns';
import { type Hop, isSecured, isSecuredProtocol, sameHop } from './hop';
import { type Resolution, resolveTarget, type Target, type Transport } from './resolve';

const RESOLVE_AGAIN_AFTER_MS = 5 * 60_000;
/** A better server that failed is not looked at again before, ms. */
const LOOK_BACK_AFTER_MS = 60_000;

/**
 * The servers of one line (its outbound proxy, else its domain): the one in use, those left to try,
 * and every address among them, which is what "from the registered proxy" means.
 */
export class HomeHops {
  private hops: readonly Hop[] = [];
  private ranks: readonly number[] = [];
  private movedAtMs = -Infinity;
  private index = 0;
  private resolvedAtMs = -Infinity;
  private resolving: Promise<Resolution> | null = null;
  private readonly addresses = new Set<string>();

  constructor(
    readonly target: Target, private readonly dns: DnsResolver, private readonly clock: Clock, readonly transport: Transport = 'udp',
    /** Whether a server is there. */
    private readonly answers: (hop: Hop) => Promise<boolean> = async () => false,
  ) {}

  get current(): Hop | null {
    return this.hops[this.index] ?? null;
  }

  /** Nothing of this line leaves unencrypted: by the user's choice, or because the server found speaks TLS. */
  get isSecure(): boolean {
    return isSecuredProtocol(this.transport) || (this.current !== null && isSecured(this.current));
  }

  /** True for any address this line's name resolved to; the port is not looked at, since servers send from several. */
  trusts(address: string): boolean {
    return this.addresses.has(address);
  }

  /** Resolves where not done lately; one question at a time. */
  async resolve(): Promise<Hop | null> {
    const isFresh = this.current !== null && this.clock.monotonicMs() - this.resolvedAtMs < RESOLVE_AGAIN_AFTER_MS;
    if (!isFresh) await this.ask();
    await this.lookBack();
    return this.current;
  }

  private async ask(): Promise<void> {
    this.resolving ??= resolveTarget(this.target, this.dns, this.transport).finally(() => { this.resolving = null; });
    const { hops, ranks } = await this.resolving;
    if (hops.length > 0) this.adopt(hops, ranks);
  }

  /** Back to a server that the domain prefers to the one in use, as soon as it answers again. */
  private async lookBack(): Promise<void> {
    const { current, hops } = this;
    const best = hops[0];
    const isBest = (this.ranks[this.index] ?? 0) <= (this.ranks[0] ?? 0);
    if (current === null || best === undefined || isBest || this.clock.monotonicMs() - this.movedAtMs < LOOK_BACK_AFTER_MS) return;
    this.movedAtMs = this.clock.monotonicMs();
    if (await this.answers(best) && this.hops === hops && this.current === current) this.index = 0;
  }

  /** This hop did not answer or said 503: new transactions go to the next one. False where all were tried since the last success. */
  failed(hop: Hop): boolean {
    const current = this.current;
    if (current === null || !sameHop(current, hop)) return this.current !== null;
    if (this.index + 1 < this.hops.length) {
      this.index += 1;
      this.movedAtMs = this.clock.monotonicMs();
      return true;
    }
    this.index = 0;
    this.forget();
    return false;
  }

  /** Another server than the one in use, for a second flow (RFC 5626 4.2.1); null where there is none. */
  get second(): Hop | null {
    const { current } = this;
    return this.hops.find(({ host }) => current !== null && host !== current.host) ?? null;
  }

  /** The next resolve asks again; the current hop stays usable meanwhile. */
  forget(): void {
    this.resolvedAtMs = -Infinity;
  }

  private adopt(hops: readonly Hop[], ranks: readonly number[]): void {
    const current = this.current;
    this.ranks = ranks;
    this.resolvedAtMs = this.clock.monotonicMs();
    this.hops = hops;
    // A server that works is kept while it is still listed (RFC 3263 4.2: stick to one).
    const kept = current === null ? -1 : hops.findIndex((hop) => sameHop(hop, current));
    this.index = Math.max(0, kept);
    for (const hop of hops) this.addresses.add(hop.host);
  }
}
