import { isIP } from 'node:net';

/** What carries a message. TLS means: over a connection whose certificate was checked (RFC 5922). */
export type Protocol = 'udp' | 'tcp' | 'tls';

/** Where a message goes or came from: an IP literal and a port, never a name. */
export interface Hop {
  readonly host: string;
  readonly port: number;
  /** Left out: UDP. */
  readonly protocol?: Protocol;
  /** For TLS: the name that the certificate must be for. */
  readonly serverName?: string;
}

export function protocolOf(hop: Hop): Protocol {
  return hop.protocol ?? 'udp';
}

/** TCP and TLS: nothing is repeated there (RFC 3261 17.1.1.2). */
export function isReliable(hop: Hop): boolean {
  return protocolOf(hop) !== 'udp';
}

export function sameHop(a: Hop, b: Hop): boolean {
  return a.host === b.host && a.port === b.port && protocolOf(a) === protocolOf(b);
}

export function familyOf(hop: Hop): 4 | 6 {
  return isIP(hop.host) === 6 ? 6 : 4;
}

/** `192.0.2.1:5060`, `[2001:db8::1]:5060`. */
export function hopText(hop: Hop): string {
  return hop.host.includes(':') ? `[${hop.host}]:${hop.port}` : `${hop.host}:${hop.port}`;
}

/** The same as it stands in our Contact: with `;transport=` where that is not UDP (RFC 3261 19.1.1). */
export function contactText(hop: Hop): string {
  return isReliable(hop) ? `${hopText(hop)};transport=${protocolOf(hop)}` : hopText(hop);
}
