import { isIP } from 'node:net';

/** Where a datagram goes or came from: an IP literal and a port, never a name. */
export interface Hop {
  readonly host: string;
  readonly port: number;
}

export function sameHop(a: Hop, b: Hop): boolean {
  return a.host === b.host && a.port === b.port;
}

export function familyOf(hop: Hop): 4 | 6 {
  return isIP(hop.host) === 6 ? 6 : 4;
}

/** `192.0.2.1:5060`, `[2001:db8::1]:5060`. */
export function hopText(hop: Hop): string {
  return hop.host.includes(':') ? `[${hop.host}]:${hop.port}` : `${hop.host}:${hop.port}`;
}
