import { createSocket, type Socket } from 'node:dgram';
import { networkInterfaces } from 'node:os';
import { familyOf, type Hop } from './hop';

const SECOND_PROBE_AFTER_MS = 30;

/** Asks which of our addresses the system would use towards a hop. */
export type LocalAddressFor = (hop: Hop) => Promise<string>;

/** A connected UDP socket sends nothing, yet knows the address its packets would carry. Falls back to a guess. */
export const systemLocalAddress: LocalAddressFor = (hop) =>
  new Promise((resolve) => {
    const socket = createSocket(familyOf(hop) === 6 ? 'udp6' : 'udp4');
    const done = (address: string): void => {
      socket.removeAllListeners();
      socket.on('error', () => {});
      socket.close();
      resolve(address);
    };
    socket.once('error', () => done(guessLocalAddress()));
    socket.connect(hop.port, hop.host, () => done(isConnected(socket) ? socket.address().address : guessLocalAddress()));
  });

/** The callback of connect also runs where there is no route; only this tells the difference without throwing later. */
function isConnected(socket: Socket): boolean {
  try {
    socket.remoteAddress();
    return true;
  } catch {
    return false;
  }
}

/** First IPv4 address of a real interface, else loopback. */
export function guessLocalAddress(): string {
  const all = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  return all.find(({ family, internal }) => family === 'IPv4' && !internal)?.address ?? '127.0.0.1';
}

/** Remembers the answers until the network changes (`forget`). */
export class LocalAddresses {
  private readonly known = new Map<string, string>();

  constructor(private readonly ask: LocalAddressFor) {}

  cached(hop: Hop): string | null {
    return this.known.get(hop.host) ?? null;
  }

  async towards(hop: Hop): Promise<string> {
    const known = this.known.get(hop.host);
    if (known !== undefined) return known;
    const address = await this.ask(hop);
    this.known.set(hop.host, address);
    return address;
  }

  forget(): void {
    this.known.clear();
  }
}

/**
 * Sends an empty keep-alive from a connected socket and waits for the ICMP "port unreachable" that an
 * unconnected socket never hears of. True = surely nothing listens there; false = not known, or `signal` ended it.
 */
export function refusesDatagrams(hop: Hop, waitMs: number, signal?: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createSocket(familyOf(hop) === 6 ? 'udp6' : 'udp4');
    let open = true;
    let secondTimer: NodeJS.Timeout | undefined;
    const done = (refused: boolean): void => {
      if (!open) return;
      open = false;
      clearTimeout(timer);
      clearTimeout(secondTimer);
      socket.removeAllListeners();
      socket.on('error', () => {});
      socket.close();
      resolve(refused);
    };
    const timer = setTimeout(() => done(false), waitMs);
    signal?.addEventListener('abort', () => done(false), { once: true });
    const failed = (error: NodeJS.ErrnoException | null): void => {
      if (error !== null) done(error.code === 'ECONNREFUSED');
    };
    socket.once('error', failed);
    socket.connect(hop.port, hop.host, () => {
      if (!open || !isConnected(socket)) return done(false);
      // Linux reports the refusal of the first datagram on the second.
      socket.send('\r\n\r\n', failed);
      secondTimer = setTimeout(() => socket.send('\r\n\r\n', failed), SECOND_PROBE_AFTER_MS);
    });
  });
}
