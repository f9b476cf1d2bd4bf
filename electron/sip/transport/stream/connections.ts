import { createSecureContext, type SecureContext } from 'node:tls';
import type { Clock, Log } from '../../../calls/ports';
import { ConnectError } from '../connect-error';
import { familyOf, type Hop, hopText, protocolOf } from '../hop';
import { Connection } from './connection';
import { systemAuthorities } from './system-authorities';

export interface ConnectionsOptions {
  readonly bind: { readonly ipv4: string; readonly ipv6: string };
  /** PEM of those who may vouch for servers; null = the system's. */
  readonly authorities: readonly string[] | null;
  readonly clock: Clock;
  readonly log: Log;
  readonly onMessage: (bytes: Buffer, source: Hop) => void;
  /** `refusal`: the server does not take our certificate. */
  readonly onClosed: (hop: Hop, refusal: ConnectError | null) => void;
}

/**
 * TCP, TLS and WebSocket connections, opened when something is to be sent and used both ways from then on, for every line that
 * talks to that server (in the spirit of RFC 5923). None is listened for: servers reach us on those that we opened.
 */
export class Connections {
  private readonly known = new Map<string, Connection>();
  private usualContext: SecureContext | null = null;
  private disposed = false;

  constructor(private readonly options: ConnectionsOptions) {}

  /** Our own end towards a hop where a connection stands. */
  localNow(hop: Hop): Hop | null {
    return this.known.get(keyOf(hop))?.local ?? null;
  }

  /** Opens a connection where none stands. Answers our own end; rejects with a ConnectError. */
  async open(hop: Hop): Promise<Hop> {
    return this.connectionTo(hop).opened;
  }

  /** Sends on the connection to the hop, which is opened where none stands. Rejects with a ConnectError. */
  async send(bytes: Buffer, hop: Hop): Promise<void> {
    const connection = this.connectionTo(hop);
    if (!connection.isOpen) await connection.opened;
    connection.send(bytes);
  }

  /** The connection that came from, or rather goes to, this address; null where it is closed (RFC 3261 18.2.2). Of several, `preferred`. */
  standing(host: string, port: number, preferred: Hop | null): Hop | null {
    if (preferred?.host === host && preferred.port === port && this.known.get(keyOf(preferred))?.isOpen === true) return preferred;
    return [...this.known.values()].find(({ hop, isOpen }) => isOpen && hop.host === host && hop.port === port)?.hop ?? null;
  }

  ping(hop: Hop): void {
    this.known.get(keyOf(hop))?.ping();
  }

  /** Ends a connection that is believed dead; the next message opens a new one. */
  drop(hop: Hop): void {
    this.known.get(keyOf(hop))?.end('given up');
  }

  dispose(): void {
    this.disposed = true;
    for (const connection of this.known.values()) connection.dispose();
    this.known.clear();
  }

  private connectionTo(hop: Hop): Connection {
    if (this.disposed) throw new ConnectError('unreachable', 'transport closed');
    const key = keyOf(hop);
    const standing = this.known.get(key);
    if (standing !== undefined && !standing.isClosed) return standing;
    const { bind, clock, log, onMessage } = this.options;
    const localAddress = familyOf(hop) === 6 ? bind.ipv6 : bind.ipv4;
    const isWildcard = localAddress === '0.0.0.0' || localAddress === '::';
    const connection = new Connection({
      hop, localAddress: isWildcard ? undefined : localAddress, context: () => this.contextFor(hop), clock, log, onMessage,
      onClosed: (closed, refusal) => this.forget(key, closed, refusal),
    });
    this.known.set(key, connection);
    return connection;
  }

  /** Reading all authorities takes some 30 ms, so it is done once for all lines that ask for nothing special. */
  private contextFor(hop: Hop): SecureContext {
    const usual = this.options.authorities ?? systemAuthorities();
    if (hop.security !== undefined) return hop.security.context(usual);
    this.usualContext ??= createSecureContext({ minVersion: 'TLSv1.2', ca: [...usual] });
    return this.usualContext;
  }

  private forget(key: string, connection: Connection, refusal: ConnectError | null): void {
    if (this.known.get(key) === connection) this.known.delete(key);
    // One that never stood has told so to those who waited for it.
    if (connection.local !== null && !this.disposed) this.options.onClosed(connection.hop, refusal);
  }
}

/** A connection checked for one name, or in the way one line wants it, is not used for another. */
function keyOf(hop: Hop): string {
  return `${protocolOf(hop)} ${hopText(hop)} ${hop.serverName ?? ''} ${hop.path ?? ''} ${hop.security?.id ?? ''}`;
}
