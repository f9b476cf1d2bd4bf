import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import type { Log } from '../../calls/ports/log';
import { MediaError } from './errors';

export interface PortRange {
  /** Even; RTP takes even ports, RTCP the odd one above (RFC 3550 11). */
  readonly min: number;
  /** Last port that may be used. */
  readonly max: number;
}

export const defaultPortRange: PortRange = { min: 40_000, max: 49_999 };

export interface Endpoint {
  readonly address: string;
  readonly port: number;
}

export function sameEndpoint(a: Endpoint | null, b: Endpoint | null): boolean {
  return a !== null && b !== null && a.port === b.port && a.address === b.address;
}

type Receiver = (bytes: Uint8Array, from: Endpoint) => void;

/** The pair of UDP sockets of one session. Owned by it; dispose() frees both. */
export class RtpTransport {
  onRtp: Receiver = () => {};
  onRtcp: Receiver = () => {};
  #disposed = false;

  private constructor(readonly localAddress: string, private readonly rtp: Socket, private readonly rtcp: Socket, log: Log) {
    const listen = (socket: Socket, deliver: Receiver): void => {
      socket.on('message', (bytes: Uint8Array, from: RemoteInfo) => {
        if (this.#disposed) return;
        try {
          deliver(bytes, { address: from.address, port: from.port });
        } catch (error) {
          // Nobody outside may end the process with a packet, whatever we got wrong about it.
          log.error('packet not handled', { detail: String(error) });
        }
      });
      // ICMP answers and the like; the next packet may well get through.
      socket.on('error', (error) => log.debug('socket error', { detail: error.message }));
    };
    listen(rtp, (bytes, from) => this.onRtp(bytes, from));
    listen(rtcp, (bytes, from) => this.onRtcp(bytes, from));
  }

  /**
   * Binds an even port and the odd one above, from a random place in the range on.
   * @throws MediaError 'NO_PORT' where the range is used up or the address is not ours
   */
  static async open(localAddress: string, range: PortRange, log: Log, random: () => number = Math.random): Promise<RtpTransport> {
    const first = range.min + (range.min % 2);
    const pairs = Math.floor((range.max - first + 1) / 2);
    const start = Math.floor(random() * Math.max(1, pairs));
    let lastError: unknown = null;
    for (let i = 0; i < pairs; i++) {
      const port = first + ((start + i) % pairs) * 2;
      try {
        const rtp = await bind(localAddress, port);
        try {
          return new RtpTransport(localAddress, rtp, await bind(localAddress, port + 1), log);
        } catch (error) {
          rtp.close();
          throw error;
        }
      } catch (error) {
        lastError = error;
        const code = (error as NodeJS.ErrnoException).code;
        // Any other error (no such address, no permission at all) would be the same on the next port.
        if (code !== 'EADDRINUSE' && code !== 'EACCES') break;
      }
    }
    throw new MediaError('NO_PORT', `no free RTP port pair on ${localAddress} in ${range.min}-${range.max}`, { cause: lastError });
  }

  /** For SDP. */
  get ports(): { rtpPort: number; rtcpPort: number } {
    return { rtpPort: this.rtp.address().port, rtcpPort: this.rtcp.address().port };
  }

  sendRtp(bytes: Uint8Array, to: Endpoint): void { this.#send(this.rtp, bytes, to); }
  sendRtcp(bytes: Uint8Array, to: Endpoint): void { this.#send(this.rtcp, bytes, to); }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.rtp.close();
    this.rtcp.close();
  }

  #send(socket: Socket, bytes: Uint8Array, to: Endpoint): void {
    if (this.#disposed || to.port < 1 || to.port > 65_535) return;
    try {
      // Failures are told in the callback and are nothing but lost packets.
      socket.send(bytes, to.port, to.address, () => {});
    } catch {
      // An address of the wrong family is refused at once; equally a lost packet.
    }
  }
}

function bind(address: string, port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = createSocket({ type: isIPv6(address) ? 'udp6' : 'udp4', reuseAddr: false });
    const failed = (error: Error): void => {
      socket.close();
      reject(error);
    };
    socket.once('error', failed);
    socket.bind({ address, port, exclusive: true }, () => {
      socket.off('error', failed);
      resolve(socket);
    });
  });
}
