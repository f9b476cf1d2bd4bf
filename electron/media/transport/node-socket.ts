import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import type { DatagramListener, DatagramSocket, SocketOptions } from './datagram-socket';
import type { Endpoint } from './endpoint';

/** A DatagramSocket by node:dgram: everywhere there, with the arrival told by our own event loop. */
export class NodeSocket implements DatagramSocket {
  onDatagram: DatagramListener = () => {};
  readonly local: Endpoint;
  #disposed = false;

  private constructor(private readonly socket: Socket, { clock, log }: SocketOptions) {
    const { address, port } = socket.address();
    this.local = { address, port };
    socket.on('message', (bytes: Uint8Array, from: RemoteInfo) => {
      if (this.#disposed) return;
      try {
        this.onDatagram(bytes, { address: from.address, port: from.port }, clock.monotonicMs());
      } catch (error) {
        // Nobody outside may end the process with a packet, whatever we got wrong about it.
        log.error('packet not handled', { detail: String(error) });
      }
    });
    // ICMP answers and the like; the next packet may well get through.
    socket.on('error', (error) => log.debug('socket error', { detail: error.message }));
  }

  static open(options: SocketOptions): Promise<NodeSocket> {
    const { address, port } = options;
    return new Promise((resolve, reject) => {
      const family = isIPv6(address) ? 6 : 4;
      const socket = createSocket({
        type: family === 6 ? 'udp6' : 'udp4', reuseAddr: false, ipv6Only: family === 6,
        // Targets are literals. The system's resolver would put every packet off to the next turn.
        lookup: (host, _options, done) => done(null, host, family),
      });
      const failed = (error: Error): void => {
        socket.close();
        reject(error);
      };
      socket.once('error', failed);
      socket.bind({ address, port, exclusive: true }, () => {
        socket.off('error', failed);
        resolve(new NodeSocket(socket, options));
      });
    });
  }

  send(bytes: Uint8Array, to: Endpoint): void {
    if (this.#disposed || to.port < 1 || to.port > 65_535) return;
    try {
      // Failures are told in the callback and are nothing but lost packets.
      this.socket.send(bytes, to.port, to.address, () => {});
    } catch {
      // An address of the wrong family is refused at once; equally a lost packet.
    }
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.socket.close();
  }
}
