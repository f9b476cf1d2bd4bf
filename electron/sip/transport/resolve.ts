import { isIP } from 'node:net';
import type { DnsResolver, SrvRecord } from './dns';
import type { Hop, Protocol } from './hop';

export const DEFAULT_PORT = 5060;
const DEFAULT_TLS_PORT = 5061;

/** One protocol and no other, or whatever the domain offers. */
export type Transport = Protocol | 'automatic';

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

/** A service of the domain, as NAPTR and SRV name it (RFC 3263 4.1). */
const SERVICES = [
  { protocol: 'tls', naptr: 'SIPS+D2T', srv: '_sips._tcp' },
  { protocol: 'tcp', naptr: 'SIP+D2T', srv: '_sip._tcp' },
  { protocol: 'udp', naptr: 'SIP+D2U', srv: '_sip._udp' },
] as const;

interface Server { readonly record: SrvRecord; readonly protocol: Protocol }

export function defaultPort(protocol: Protocol): number {
  return protocol === 'tls' ? DEFAULT_TLS_PORT : DEFAULT_PORT;
}

/** A hop as others compare it: UDP is not written, and only TLS has a name to check. */
export function hopAt(host: string, port: number, protocol: Protocol, serverName: string): Hop {
  switch (protocol) {
    case 'udp': return { host, port };
    case 'tcp': return { host, port, protocol };
    case 'tls': return { host, port, protocol, serverName: serverName.toLowerCase() };
  }
}

/**
 * RFC 3263 4: a literal, else host with port, else NAPTR and SRV, else addresses. What is left open by a domain without
 * NAPTR is tried in the order TLS, TCP, UDP; without SRV as well, UDP. Certificates are to be for the name asked for,
 * not for the one SRV gave (RFC 5922 4). Never throws.
 */
export async function resolveTarget(
  target: Target, dns: DnsResolver, transport: Transport = 'udp', random: () => number = Math.random,
): Promise<Resolution> {
  const host = target.host.toLowerCase();
  const usual = transport === 'automatic' ? 'udp' : transport;
  const port = target.port ?? defaultPort(usual);
  if (isIP(host) !== 0) return { hops: [hopAt(host, port, usual, host)], how: 'literal', server: target };
  if (target.port === null && host.includes('.')) {
    const servers = await servicesOf(host, dns, transport, random);
    const found = await Promise.all(servers.map(async ({ record, protocol }) => (
      (await addressesOf(record.name, dns)).map((address) => hopAt(address, record.port, protocol, host))
    )));
    const hops = found.flat();
    const first = servers[0]?.record;
    if (first !== undefined && hops.length > 0) return { hops, how: 'srv', server: { host: first.name, port: first.port } };
  }
  const hops = (await addressesOf(host, dns)).map((address) => hopAt(address, port, usual, host));
  return { hops, how: hops.length > 0 ? 'address' : 'none', server: target };
}

async function servicesOf(domain: string, dns: DnsResolver, transport: Transport, random: () => number): Promise<Server[]> {
  const wanted = SERVICES.filter(({ protocol }) => transport === 'automatic' || protocol === transport);
  // All at once: most domains have no NAPTR, and waiting for that to be said would double the delay.
  const [naptr, ...plain] = await Promise.all([dns.naptr(domain), ...wanted.map(({ srv }) => dns.srv(`${srv}.${domain}`))]);
  const named = naptr
    .flatMap((record) => wanted.filter((service) => record.service.toUpperCase() === service.naptr && record.replacement !== '').map(({ protocol }) => ({ ...record, protocol })))
    .sort((a, b) => a.order - b.order || a.preference - b.preference);
  const byNaptr = await Promise.all(named.map(async ({ replacement, protocol }) => ordered(await dns.srv(replacement), protocol, random)));
  const chosen = byNaptr.flat();
  return chosen.length > 0 ? chosen : wanted.flatMap(({ protocol }, index) => ordered(plain[index] ?? [], protocol, random));
}

function ordered(records: readonly SrvRecord[], protocol: Protocol, random: () => number): Server[] {
  return orderByWeight(records.filter(({ name }) => name !== '' && name !== '.'), random).map((record) => ({ record, protocol }));
}

async function addressesOf(host: string, dns: DnsResolver): Promise<string[]> {
  if (isIP(host) !== 0) return [host];
  return [...new Set(await dns.addresses(host))].map((address) => address.toLowerCase());
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
