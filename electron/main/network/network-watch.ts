import { Resolver } from 'node:dns';
import { networkInterfaces, type NetworkInterfaceInfo } from 'node:os';
import type { Clock } from '../../calls/ports/clock';
import type { Log } from '../../calls/ports/log';

/** How the machine is joined to networks, as far as calls care. */
export interface NetworkFacts {
  /** Own addresses that others could reach. */
  addresses(): readonly string[];
  nameServers(): readonly string[];
}

export interface NetworkWatchOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly facts: NetworkFacts;
  /**
   * Addresses or name servers are others than before, and there is at least one address. `gone`: addresses that were away
   * since the last time, if only for a moment.
   */
  readonly onChanged: (gone: readonly string[]) => void;
}

/** One look takes about 50 µs, so a second apart costs nothing and notices in time (5 s until registered again are asked for). */
const LOOK_EVERY_MS = 1_000;
/** Reading the name servers means reading a file. */
const NAME_SERVERS_EVERY = 5;

/**
 * Notices when the network becomes another one. Node hears nothing from the system about it on any platform, so it looks.
 * What goes away is only noted: there is nothing to do before something comes.
 */
export class NetworkWatch {
  private addresses: readonly string[] = [];
  private nameServers: readonly string[] = [];
  /** Not told yet. */
  private gone = new Set<string>();
  private looks = 0;
  private stopTimer: () => void = () => {};

  constructor(private readonly options: NetworkWatchOptions) {
    this.lookAfresh();
    this.later();
  }

  /** After sleep: what is found now is what counts; nobody is told. */
  lookAfresh(): void {
    const { facts } = this.options;
    this.addresses = this.asked(() => facts.addresses(), this.addresses);
    this.nameServers = this.asked(() => facts.nameServers(), this.nameServers);
    this.gone.clear();
  }

  dispose(): void {
    this.stopTimer();
  }

  private later(): void {
    this.stopTimer = this.options.clock.after(LOOK_EVERY_MS, () => {
      this.later();
      this.look();
    });
  }

  private look(): void {
    const { log, facts, onChanged } = this.options;
    this.looks += 1;
    const addresses = this.asked(() => facts.addresses(), this.addresses);
    const moved = !isSame(addresses, this.addresses);
    const nameServers = moved || this.looks % NAME_SERVERS_EVERY === 0 ? this.asked(() => facts.nameServers(), this.nameServers) : this.nameServers;
    if (!moved && isSame(nameServers, this.nameServers)) return;
    log.info('network changed', { addresses: moved ? 'others' : 'the same', nameServers: isSame(nameServers, this.nameServers) ? 'the same' : 'others' });
    for (const address of this.addresses) if (!addresses.includes(address)) this.gone.add(address);
    this.addresses = addresses;
    this.nameServers = nameServers;
    if (addresses.length === 0) return;
    const gone = [...this.gone];
    this.gone.clear();
    onChanged(gone);
  }

  /** A system that does not answer for a moment is not one that changed. */
  private asked(question: () => readonly string[], before: readonly string[]): readonly string[] {
    try {
      return [...question()].sort();
    } catch (error) {
      this.options.log.debug('network not looked at', { error: String(error) });
      return before;
    }
  }
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index]);
}

/** The machine's own. */
export const systemNetwork: NetworkFacts = {
  addresses: () => reachableAddresses(networkInterfaces()),
  // A new resolver reads the system's settings; an old one keeps those of its time.
  nameServers: () => new Resolver().getServers(),
};

/** Not loopback, and not what an interface gives itself before it has an address (fe80::/10, 169.254/16). */
export function reachableAddresses(interfaces: NodeJS.Dict<readonly NetworkInterfaceInfo[]>): string[] {
  return Object.values(interfaces).flatMap((list) => list ?? [])
    .filter(({ internal, address }) => !internal && !/^fe[89ab]/i.test(address) && !address.startsWith('169.254.'))
    .map(({ address }) => address);
}
