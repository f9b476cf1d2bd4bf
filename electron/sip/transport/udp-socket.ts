import { createSocket, type Socket } from 'node:dgram';
import type { Log } from '../../calls/ports';
import type { Hop } from './hop';

export interface UdpSocketOptions {
  readonly family: 4 | 6;
  /** Literal to bind to; the wildcard where every interface is meant. */
  readonly bindAddress: string;
  readonly log: Log;
  readonly onDatagram: (bytes: Buffer, source: Hop) => void;
  readonly markSocket?: MarkSocket;
}

/** Gives a socket that is ready to send its traffic class; tells nothing, as the network may not heed it anyway. */
export type MarkSocket = (socket: object) => void;

/** One bound UDP socket. Errors are logged and reported per send; nothing a datagram does leaves the handler. */
export class UdpSocket {
  private readonly socket: Socket;
  private readonly bound: Promise<void>;
  private closed = false;
  private isBound = false;

  constructor(private readonly options: UdpSocketOptions) {
    const { family, bindAddress, log } = options;
    this.socket = createSocket({
      type: family === 6 ? 'udp6' : 'udp4', ipv6Only: family === 6, recvBufferSize: 1 << 20,
      // Hops are literals. The system's resolver would put every datagram off to the next turn.
      lookup: (host, _options, done) => done(null, host, family),
    });
    this.socket.on('error', (error) => log.warn('socket error', { error: error.message }));
    this.socket.on('message', (bytes, { address, port }) => this.receive(bytes, { host: address.toLowerCase(), port }));
    this.bound = new Promise((resolve, reject) => {
      this.socket.once('listening', resolve);
      this.socket.once('error', reject);
    });
    this.bound.then(() => {
      this.isBound = true;
      options.markSocket?.(this.socket);
    }, () => {});
    this.socket.bind(0, bindAddress);
  }

  /** The local port as far as it is known by now; null before it is bound. */
  get portNow(): number | null {
    return this.isBound && !this.closed ? this.socket.address().port : null;
  }

  /** The local port, once bound. Rejects where binding failed. */
  async port(): Promise<number> {
    await this.bound;
    return this.socket.address().port;
  }

  /**
   * Resolves when the system took the datagram; rejects with its error (ENETUNREACH, EMSGSIZE, ...). From a bound socket
   * it has left by the time this returns: whatever else the same turn has to do comes after it.
   */
  async send(bytes: Buffer, hop: Hop): Promise<void> {
    if (!this.isBound) await this.bound;
    if (this.closed) throw new Error('socket closed');
    await new Promise<void>((resolve, reject) => {
      this.socket.send(bytes, hop.port, hop.host, (error) => (error === null ? resolve() : reject(error)));
    });
  }

  dispose(): void {
    if (this.closed) return;
    this.closed = true;
    this.socket.close();
  }

  private receive(bytes: Buffer, source: Hop): void {
    try {
      this.options.onDatagram(bytes, source);
    } catch (error) {
      this.options.log.error('a datagram was dropped after an internal error', { error: String(error), from: source.host });
    }
  }
}
