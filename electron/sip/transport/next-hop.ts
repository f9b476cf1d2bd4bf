import { parseNameAddr, parseUri } from '../parser';
import { namedTransport } from '../identity/target';
import type { DnsResolver } from './dns';
import type { HomeHops } from './home-hops';
import { type Hop, isSecuredProtocol, type Protocol } from './hop';
import type { Outgoing } from './outgoing';
import { resolveTarget, type Transport } from './resolve';
import type { TransportLine } from './transport-line';

interface Next {
  readonly host: string;
  readonly port: number | null;
  /** What the URI asks for; null = nothing. */
  readonly protocol: Protocol | null;
}

/** Outbound proxy, else topmost Route, else Request-URI (RFC 3261 8.1.2, 12.2.1.1). Null where no address is found. */
export async function nextHop(line: TransportLine, outgoing: Outgoing, dns: DnsResolver): Promise<Hop | null> {
  const { home } = line;
  // Nobody listens for WebSockets but the server that took ours (RFC 7118 5.1).
  if (line.hasOutboundProxy || isForWebSocket(home)) return home.current ?? home.resolve();
  const next = nextOf(outgoing);
  if (next === null) return null;
  const transport = transportTo(home, next);
  const usual = home.current?.protocol ?? (home.transport === 'automatic' ? 'udp' : home.transport);
  const isHome = next.host === home.target.host && (next.port ?? 5060) === (home.target.port ?? 5060);
  if (isHome && (transport === 'automatic' || transport === usual)) return home.current ?? home.resolve();
  const { security } = home.target;
  const found = (await resolveTarget({ host: next.host, port: next.port, ...(security !== undefined && { security }) }, dns, transport)).hops[0] ?? null;
  // A Route or Contact names our server by its address; its certificate names it as the user does.
  return found?.serverName !== undefined && home.trusts(found.host) ? { ...found, serverName: home.target.host.toLowerCase() } : found;
}

/** A request that must not be read on the way (sips:), or whose dialog must not (RFC 3261 8.1.1.8). */
export function asksForSips({ requestUri, routes }: Outgoing): boolean {
  const route = routes[0] === undefined ? null : parseNameAddr(routes[0]);
  return /^sips:/i.test(requestUri ?? '') || route?.uri.scheme === 'sips';
}

function isForWebSocket(home: HomeHops): boolean {
  return home.transport === 'ws' || home.transport === 'wss';
}

/**
 * A line that is encrypted stays so. Else the URI's `;transport=` decides (RFC 3263 4.1), then what the line uses; but a
 * server that is at the other end of our TCP connection is reached by that, whatever its Record-Route says of UDP.
 */
function transportTo(home: HomeHops, { protocol, host }: Next): Transport {
  if (home.isSecure || (protocol !== null && isSecuredProtocol(protocol))) return 'tls';
  const named = protocol === 'ws' ? null : protocol;
  if (named === 'udp' && home.trusts(host) && home.current?.protocol === 'tcp') return 'tcp';
  return named ?? home.transport;
}

function nextOf({ requestUri, routes }: Outgoing): Next | null {
  const route = routes[0];
  const uri = route === undefined ? parseUri(requestUri ?? '') : (parseNameAddr(route)?.uri ?? null);
  return uri?.kind === 'sip' ? { host: uri.host, port: uri.port, protocol: namedTransport(uri) } : null;
}
