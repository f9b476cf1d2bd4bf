import { isIP } from 'node:net';
import type { DnsResolver, SrvRecord } from './dns';
import type { Hop, Protocol } from './hop';
import type { Security } from './security';

export const DEFAULT_PORT = 5060;
/** RFC 3261 19.1.2, RFC 7118 5.2. */
const DEFAULT_PORTS: Readonly<Record<Protocol, number>> = { udp: DEFAULT_PORT, tcp: DEFAULT_PORT, tls: 5061, ws: 80, wss: 443 };

/** One protocol and no other, or whatever the domain offers. */
export type Transport = Protocol | 'automatic';

export interface Target {
  /** Host name or IP literal without brackets. */
  readonly host: string;
  /** null = to be found out (RFC 3263 4.2). */
  readonly port: number | null;
  /** See Hop. */
  readonly path?: string;
  readonly security?: Security;
}

export interface Resolution {
  /** In the order to be tried; empty where nothing was found. */
  readonly hops: readonly Hop[];
  /** Of each hop: a lower one is wanted before a higher one, equal ones share the work (RFC 2782). */
  readonly ranks: readonly number[];
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

interface Server { readonly record: SrvRecord; readonly protocol: Protocol; readonly rank: number }

/** Above every SRV priority. */
const NEXT_SERVICE = 1 << 16;

export function defaultPort(protocol: Protocol): number {
  return DEFAULT_PORTS[protocol];
}

/** A hop as others compare it: UDP is not written, only TLS has a name to check, only a WebSocket a path. */
export function hopAt(host: string, port: number, protocol: Protocol, server: Pick<Target, 'host' | 'path' | 'security'>): Hop {
  const serverName = server.host.toLowerCase();
  const path = server.path === undefined ? {} : { path: server.path };
  const security = server.security === undefined ? {} : { security: server.security };
  switch (protocol) {
    case 'udp': return { host, port };
    case 'tcp': return { host, port, protocol };
    case 'tls': return { host, port, protocol, serverName, ...security };
    case 'ws': return { host, port, protocol, serverName, ...path };
    case 'wss': return { host, port, protocol, serverName, ...path, ...security };
  }
}

/**
 * RFC 3263 4: a literal, else host with port, else NAPTR and SRV, else addresses. What is left open by a domain without
 * NAPTR is tried in the order TLS, TCP, UDP; without SRV as well, UDP. WebSockets have addresses only. Certificates are to be for the name asked for,
 * not for the one SRV gave (RFC 5922 4). Never throws.
 */
export async function resolveTarget(
  target: Target, dns: DnsResolver, transport: Transport = 'udp', random: () => number = Math.random,
): Promise<Resolution> {
  const host = target.host.toLowerCase();
  const usual = transport === 'automatic' ? 'udp' : transport;
  const port = target.port ?? defaultPort(usual);
  if (isIP(host) !== 0) return { hops: [hopAt(host, port, usual, target)], ranks: [0], how: 'literal', server: target };
  if (target.port === null && host.includes('.')) {
    const servers = await servicesOf(host, dns, transport, random);
    const found = (await Promise.all(servers.map(async ({ record, protocol, rank }) => (
      (await addressesOf(record.name, dns)).map((address) => ({ hop: hopAt(address, record.port, protocol, target), rank }))
    )))).flat();
    const first = servers[0]?.record;
    if (first !== undefined && found.length > 0) {
      return { hops: found.map(({ hop }) => hop), ranks: found.map(({ rank }) => rank), how: 'srv', server: { host: first.name, port: first.port } };
    }
  }
  const hops = (await addressesOf(host, dns)).map((address) => hopAt(address, port, usual, target));
  return { hops, ranks: hops.map(() => 0), how: hops.length > 0 ? 'address' : 'none', server: target };
}

async function servicesOf(domain: string, dns: DnsResolver, transport: Transport, random: () => number): Promise<Server[]> {
  const wanted = SERVICES.filter(({ protocol }) => transport === 'automatic' || protocol === transport);
  if (wanted.length === 0) return [];
  // All at once: most domains have no NAPTR, and waiting for that to be said would double the delay.
  const [naptr, ...plain] = await Promise.all([dns.naptr(domain), ...wanted.map(({ srv }) => dns.srv(`${srv}.${domain}`))]);
  const named = naptr
    .flatMap((record) => wanted.filter((service) => record.service.toUpperCase() === service.naptr && record.replacement !== '').map(({ protocol }) => ({ ...record, protocol })))
    .sort((a, b) => a.order - b.order || a.preference - b.preference);
  const byNaptr = await Promise.all(named.map(async ({ replacement, protocol }, index) => ordered(await dns.srv(replacement), protocol, index, random)));
  const chosen = byNaptr.flat();
  return chosen.length > 0 ? chosen : wanted.flatMap(({ protocol }, index) => ordered(plain[index] ?? [], protocol, index, random));
}

function ordered(records: readonly SrvRecord[], protocol: Protocol, service: number, random: () => number): Server[] {
  return orderByWeight(records.filter(({ name }) => name !== '' && name !== '.'), random)
    .map((record) => ({ record, protocol, rank: service * NEXT_SERVICE + record.priority }));
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
