import type { Account } from '../../contract/accounts';
import type { AccountConnection } from '../../contract/connection';
import { parseDomain, parseProxy } from '../identity/target';
import { isSecuredProtocol } from '../transport/hop';
import type { Target, Transport } from '../transport/resolve';
import { securityOf } from '../transport/security';

/** Where a line's requests go and how. */
export interface Way {
  readonly domain: { readonly host: string; readonly port: number | null };
  /** The outbound proxy, else the domain. */
  readonly target: Target;
  readonly transport: Transport;
  readonly isProxy: boolean;
  /** The proxy as a Route, where the user wrote it as one, with `;lr` (RFC 3261 8.1.2). */
  readonly route: string | null;
}

/** Reads an account's server, proxy, transport and certificates. Throws where domain or proxy make no address. */
export function wayOf(account: Account, clientKey: string | null): Way {
  const { webSocketPath = null, authorities = null, clientCertificate = null, pinnedCertificate = null }: Partial<AccountConnection> = account.connection ?? {};
  const domain = parseDomain(account.domain);
  const typed = account.outboundProxy?.trim() ?? '';
  const proxy = typed === '' ? null : parseProxy(typed);
  if (domain === null || (typed !== '' && proxy === null)) throw new Error('the server\'s name is not an address');
  const client = clientCertificate === null || clientKey === null ? null : { certificate: clientCertificate, key: clientKey };
  const security = securityOf({ authorities, client, pinned: pinnedCertificate });
  const path = webSocketPath ?? proxy?.path ?? null;
  const { host, port } = proxy ?? domain;
  return {
    domain, isProxy: proxy !== null, route: proxy?.route ?? null, transport: transportOf(account.transport, proxy?.transport ?? null),
    target: { host, port, ...(path !== null && { path }), ...(security !== null && { security }) },
  };
}

/** A proxy's own `;transport=` is heeded unless it would take away the encryption that the line was set to. */
function transportOf(chosen: Transport, named: Transport | null): Transport {
  return named === null || (isSecuredProtocol(chosen) && !isSecuredProtocol(named)) ? chosen : named;
}
