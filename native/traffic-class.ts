import { systemErrorName } from './errors';
import { addon } from './load';

/** Differentiated services code points (RFC 2474) for a phone (RFC 4594 4.1, 4.2). */
export const trafficClass = {
  /** Expedited forwarding: the voice itself. */
  voice: 46,
  /** Class selector 3: signalling. */
  signalling: 24,
} as const;

/**
 * Marks what a socket of node:dgram (bound) or node:net (connected) sends from now on.
 * @returns null where it was done, else why not
 */
export function markSocket(socket: object, dscp: number): string | null {
  const fd = descriptorOf(socket);
  return fd === null ? 'its descriptor is not known' : setTrafficClass(fd, dscp);
}

/** The system's descriptor, which node keeps to itself: looked for where it is known to be, null where it is not. */
function descriptorOf(socket: object): number | null {
  // Reading _handle of a datagram socket makes node print a warning; its state hides behind a symbol.
  const symbol = Object.getOwnPropertySymbols(socket).find((each) => each.description === 'state symbol');
  const state: unknown = symbol === undefined ? undefined : Reflect.get(socket, symbol);
  const handle: unknown = isObject(state) ? Reflect.get(state, 'handle') : Reflect.get(socket, '_handle');
  const fd: unknown = isObject(handle) ? Reflect.get(handle, 'fd') : undefined;
  return typeof fd === 'number' && fd >= 0 ? fd : null;
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/**
 * Marks what a socket sends from now on, IPv4 or IPv6, UDP or TCP.
 * @param fd the system's descriptor
 * @returns null where it was done, else why not: a system error's name, or that the addon cannot
 */
export function setTrafficClass(fd: number, dscp: number): string | null {
  try {
    const mark = addon().setTrafficClass;
    if (!mark) return 'not on this platform';
    const code = mark(fd, dscp);
    return code < 0 ? systemErrorName(code) : null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
