import { isIPv6, SocketAddress } from 'node:net';

/** An IP address and a UDP port. The address is a literal in the spelling the sockets use; see canonicalAddress. */
export interface Endpoint {
  readonly address: string;
  readonly port: number;
}

export function sameEndpoint(a: Endpoint | null, b: Endpoint | null): boolean {
  return a !== null && b !== null && a.port === b.port && a.address === b.address;
}

/** One spelling of an IPv6 literal (RFC 5952), as sockets report it; SDP may hold any. IPv4 comes back as it is. */
export function canonicalAddress(address: string): string {
  if (!isIPv6(address)) return address;
  const [literal = address, zone] = address.split('%', 2);
  const canonical = new SocketAddress({ address: literal, family: 'ipv6' }).address;
  return zone === undefined ? canonical : `${canonical}%${zone}`;
}
