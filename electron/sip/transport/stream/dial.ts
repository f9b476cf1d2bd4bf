import { connect, isIP, type Socket } from 'node:net';
import { connect as connectTls, type SecureContext, type TLSSocket } from 'node:tls';
import { type Hop, isSecured } from '../hop';
import { connectErrorOf, judgeCertificate } from './certificate';

export interface DialOptions {
  readonly hop: Hop;
  /** Our address for it; undefined where any will do. */
  readonly localAddress: string | undefined;
  /** For hops that are secured. */
  readonly context: () => SecureContext;
}

export interface Dialling {
  readonly socket: Socket;
  /** Resolves with the socket once it may be written to: connected and, where secured, the server's certificate found good. Rejects with a ConnectError. */
  readonly ready: Promise<Socket>;
}

const SYSTEM_KEEP_ALIVE_MS = 30_000;

/** Opens a TCP connection, and TLS on it where the hop asks for it. Throws ConnectError where our own certificate is no good. */
export function dial({ hop, localAddress, context }: DialOptions): Dialling {
  const secured = isSecured(hop);
  const address = { host: hop.host, port: hop.port, ...(localAddress !== undefined && { localAddress }) };
  const name = hop.serverName ?? hop.host;
  const socket = secured
    // Judged by ourselves once the handshake is over and before anything is sent: Node destroys a refused one unseen, and people want to see it.
    ? connectTls({ ...address, secureContext: context(), rejectUnauthorized: false, checkServerIdentity: () => undefined, ...(isIP(name) === 0 && { servername: name }) })
    : connect(address);
  socket.setNoDelay(true);
  socket.setKeepAlive(true, SYSTEM_KEEP_ALIVE_MS);
  let reached = false;
  const ready = new Promise<Socket>((resolve, reject) => {
    socket.once('connect', () => { reached = true; });
    socket.once(secured ? 'secureConnect' : 'connect', () => {
      const fault = secured ? judgeCertificate(socket as TLSSocket, name, hop.security ?? null) : null;
      if (fault === null) return resolve(socket);
      reject(fault);
      socket.destroy();
    });
    socket.once('error', (error) => reject(connectErrorOf(error, secured, reached)));
    socket.once('close', () => reject(connectErrorOf(new Error('closed by the server'), secured, reached)));
  });
  ready.catch(() => {});
  return { socket, ready };
}
