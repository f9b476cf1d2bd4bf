import type { Clock } from '../../calls/ports/clock';
import type { Log } from '../../calls/ports/log';
import { MediaError } from '../engine/errors';
import type { DatagramSocket, OpenSocket } from './datagram-socket';

export interface PortRange {
  /** Even; RTP takes even ports, RTCP the odd one above (RFC 3550 11). */
  readonly min: number;
  /** Last port that may be used. */
  readonly max: number;
}

export const defaultPortRange: PortRange = { min: 40_000, max: 49_999 };

/** RTP and RTCP of one session on one address. */
export interface SocketPair {
  readonly rtp: DatagramSocket;
  readonly rtcp: DatagramSocket;
}

export interface SocketPairOptions {
  readonly localAddress: string;
  readonly ports: PortRange;
  readonly clock: Clock;
  readonly log: Log;
  /** 0..1: where in the range the search begins. */
  readonly random: () => number;
  readonly openSocket: OpenSocket;
}

/**
 * Binds an even port and the odd one above, from a random place in the range on.
 * @throws MediaError 'NO_PORT' where the range is used up or the address is not ours
 */
export async function openSocketPair({ localAddress: address, ports, clock, log, random, openSocket }: SocketPairOptions): Promise<SocketPair> {
  const first = ports.min + (ports.min % 2);
  const pairs = Math.floor((ports.max - first + 1) / 2);
  const start = Math.floor(random() * Math.max(1, pairs));
  let lastError: unknown = null;
  for (let i = 0; i < pairs; i++) {
    const port = first + ((start + i) % pairs) * 2;
    try {
      const rtp = await openSocket({ address, port, clock, log });
      try {
        return { rtp, rtcp: await openSocket({ address, port: port + 1, clock, log }) };
      } catch (error) {
        rtp.dispose();
        throw error;
      }
    } catch (error) {
      lastError = error;
      const code = (error as NodeJS.ErrnoException).code;
      // Any other error (no such address, no permission at all) would be the same on the next port.
      if (code !== 'EADDRINUSE' && code !== 'EACCES') break;
    }
  }
  throw new MediaError('NO_PORT', `no free RTP port pair on ${address} in ${ports.min}-${ports.max}`, { cause: lastError });
}
