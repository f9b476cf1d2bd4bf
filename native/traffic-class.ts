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
