import { isIP } from 'node:net';
import type { DnsResolver, SrvRecord } from './dns';
import type { Hop } from './hop';

export const DEFAULT_PORT = 5060;

export interface Target {
  /** Host name or IP literal without brackets. */
  readonly host: string;
  /** null = to be found out (RFC 3263 4.2). */
  readonly port: number | null;
}

export interface Resolution {
  /** In the order to be tried; empty where nothing was found. */
  readonly hops: readonly Hop[];
  readonly how: 'literal' | 'srv' | 'address' | 'none';
  /** The server's own name where SRV gave one, else what was asked for. */
  readonly server: Target;
}

/** RFC 3263 for UDP: a literal, else host with port, else NAPTR and SRV, else addresses with 5060. Never throws. */
export async function resolveTarget(target: Target, dns: DnsResolver, random: () => number = Math.random): Promise<Resolution> {
  const host = target.host.toLowerCase();
  if (isIP(host) !== 0) return { hops: [{ host, port: target.port ?? DEFAULT_PORT }], how: 'literal', server: target };
  if (target.port === null && host.includes('.')) {
    const records = await services(host, dns, random);
    const hops = (await Promise.all(records.map(({ name, port }) => addressHops(name, port, dns)))).flat();
    if (records[0] !== undefined && hops.length > 0) return { hops, how: 'srv', server: { host: records[0].name, port: records[0].port } };
  }
  const hops = await addressHops(host, target.port ?? DEFAULT_PORT, dns);
  return { hops, how: hops.length > 0 ? 'address' : 'none', server: target };
}

async function services(domain: string, dns: DnsResolver, random: () => number): Promise<SrvRecord[]> {
  // Both at once: most domains have no NAPTR, and waiting for that to be said would double the delay.
  const [naptr, plain] = await Promise.all([dns.naptr(domain), dns.srv(`_sip._udp.${domain}`)]);
  const named = naptr
    .filter(({ service, replacement }) => service.toUpperCase() === 'SIP+D2U' && replacement !== '')
    .sort((a, b) => a.order - b.order || a.preference - b.preference);
  const first = named[0];
  const records = first === undefined ? plain : await dns.srv(first.replacement);
  const usable = (records.length > 0 ? records : plain).filter(({ name }) => name !== '' && name !== '.');
  return orderByWeight(usable, random);
}

async function addressHops(host: string, port: number, dns: DnsResolver): Promise<Hop[]> {
  if (isIP(host) !== 0) return [{ host, port }];
  return [...new Set(await dns.addresses(host))].map((address) => ({ host: address.toLowerCase(), port }));
}

/** RFC 2782: lower priority first, chance by weight inside a priority. */
export function orderByWeight(records: readonly SrvRecord[], random: () => number): SrvRecord[] {
  const ordered: SrvRecord[] = [];
  const priorities = [...new Set(records.map(({ priority }) => priority))].sort((a, b) => a - b);
  for (const priority of priorities) {
    const left = records.filter((record) => record.priority === priority).sort((a, b) => a.weight - b.weight);
    while (left.length > 0) {
      let draw = random() * left.reduce((sum, { weight }) => sum + weight, 0);
      let index = left.findIndex(({ weight }) => (draw -= weight) <= 0);
      if (index < 0) index = left.length - 1;
      ordered.push(...left.splice(index, 1));
    }
  }
  return ordered;
}
