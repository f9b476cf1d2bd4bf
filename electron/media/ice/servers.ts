import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import type { Clock } from '../../calls/ports/clock';
import type { IceServer } from '../../calls/ports/ice';
import { canonicalAddress, type Endpoint } from '../transport/endpoint';

/** A server that did not answer is asked again by every call, but not waited for, for this long. */
const SILENT_FOR_MS = 60_000;
const NAME_LIVES_MS = 60_000;

/** Addresses of a host name. Rejects as node:dns does. */
export type ResolveHost = (host: string) => Promise<readonly string[]>;

const systemResolve: ResolveHost = async (host) => (await lookup(host, { all: true })).map(({ address }) => address);

export interface IceServersOptions {
  readonly clock: Clock;
  readonly resolveHost?: ResolveHost;
  /** PEM of authorities that a TURN server may show beside those of the system. */
  readonly authorities?: string;
}

/** What all calls know of STUN and TURN servers: addresses, and who was silent lately. */
export class IceServers {
  readonly #silentUntilMs = new Map<string, number>();
  readonly #names = new Map<string, { addresses: readonly string[]; untilMs: number }>();

  readonly authorities: string | undefined;
  private readonly clock: Clock;
  private readonly resolveHost: ResolveHost;

  constructor({ clock, resolveHost = systemResolve, authorities }: IceServersOptions) {
    this.clock = clock;
    this.resolveHost = resolveHost;
    this.authorities = authorities;
  }

  /** An address of the family asked for; null where there is none. Never rejects. */
  async resolve({ host, port }: IceServer, family: 4 | 6): Promise<Endpoint | null> {
    const addresses = isIP(host) === 0 ? await this.#addressesOf(host) : [host];
    const address = addresses.find((candidate) => isIP(candidate) === family);
    return address === undefined ? null : { address: canonicalAddress(address), port };
  }

  isSilent(server: IceServer): boolean {
    return (this.#silentUntilMs.get(keyOf(server)) ?? 0) > this.clock.monotonicMs();
  }

  noteSilent(server: IceServer): void {
    this.#silentUntilMs.set(keyOf(server), this.clock.monotonicMs() + SILENT_FOR_MS);
  }

  noteHeard(server: IceServer): void {
    this.#silentUntilMs.delete(keyOf(server));
  }

  async #addressesOf(host: string): Promise<readonly string[]> {
    const known = this.#names.get(host);
    if (known && known.untilMs > this.clock.monotonicMs()) return known.addresses;
    try {
      const addresses = await this.resolveHost(host);
      this.#names.set(host, { addresses, untilMs: this.clock.monotonicMs() + NAME_LIVES_MS });
      return addresses;
    } catch {
      // A name server that is away for now: what it said last is better than nothing.
      return known?.addresses ?? [];
    }
  }
}

function keyOf({ host, port }: IceServer): string {
  return `${host}:${port}`;
}
