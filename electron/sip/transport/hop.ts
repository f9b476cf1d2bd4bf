import { isIP } from 'node:net';
import type { Security } from './security';

/** What carries a message. TLS and WSS mean: over a connection whose certificate was checked (RFC 5922). */
export type Protocol = 'udp' | 'tcp' | 'tls' | 'ws' | 'wss';

/** Where a message goes or came from: an IP literal and a port. Our own end of a WebSocket is a made-up name (RFC 7118 5.2). */
export interface Hop {
  readonly host: string;
  /** 0 = none is written. */
  readonly port: number;
  /** Left out: UDP. */
  readonly protocol?: Protocol;
  /** For TLS: the name that the certificate must be for. For a WebSocket: the name asked for. */
  readonly serverName?: string;
  /** Of a WebSocket: what is asked for there, e.g. `/ws`. */
  readonly path?: string;
  /** How its certificate is judged and what we show; left out: as the system does, and nothing. */
  readonly security?: Security;
}

export function protocolOf(hop: Hop): Protocol {
  return hop.protocol ?? 'udp';
}

/** Everything but UDP: nothing is repeated there (RFC 3261 17.1.1.2). */
export function isReliable(hop: Hop): boolean {
  return protocolOf(hop) !== 'udp';
}

export function isSecured(hop: Hop): boolean {
  return isSecuredProtocol(protocolOf(hop));
}

export function isSecuredProtocol(protocol: string): boolean {
  return protocol === 'tls' || protocol === 'wss';
}

export function isWebSocket(hop: Hop): boolean {
  return protocolOf(hop) === 'ws' || protocolOf(hop) === 'wss';
}

/** The same way to the same place. */
export function sameHop(a: Hop, b: Hop): boolean {
  return a.host === b.host && a.port === b.port && protocolOf(a) === protocolOf(b)
    && (a.path ?? '') === (b.path ?? '') && (a.security?.id ?? '') === (b.security?.id ?? '');
}

export function familyOf(hop: Hop): 4 | 6 {
  return isIP(hop.host) === 6 ? 6 : 4;
}

/** `192.0.2.1:5060`, `[2001:db8::1]:5060`, `x1y2.invalid`. */
export function hopText(hop: Hop): string {
  const host = hop.host.includes(':') ? `[${hop.host}]` : hop.host;
  return hop.port === 0 ? host : `${host}:${hop.port}`;
}

/**
 * The same as it stands in our Contact: with `;transport=` where that is not UDP (RFC 3261 19.1.1). A secure WebSocket is
 * written as `ws` (RFC 7118 5.2). In a sips: URI TLS goes without saying (RFC 5630 3.1.1).
 */
export function contactText(hop: Hop, scheme: 'sip' | 'sips' = 'sip'): string {
  const protocol = protocolOf(hop);
  if (protocol === 'udp' || (scheme === 'sips' && protocol === 'tls')) return hopText(hop);
  return `${hopText(hop)};transport=${protocol === 'wss' ? 'ws' : protocol}`;
}
