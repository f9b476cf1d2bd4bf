import type { Clock } from '../../calls/ports/clock';
import type { Log } from '../../calls/ports/log';
import type { Endpoint } from './endpoint';

/**
 * One datagram. `bytes` are the receiver's to keep and to change; `from` is only valid during the call where it is
 * to be compared, and may be kept as it is never changed. `arrivedMs` is on the clock the socket was opened with: when
 * the datagram reached this machine where the system tells, else when we read it.
 */
export type DatagramListener = (bytes: Uint8Array, from: Endpoint, arrivedMs: number) => void;

/** One bound UDP socket. Owned by who opened it; dispose() frees it. */
export interface DatagramSocket {
  readonly local: Endpoint;
  /** Set once by the owner; datagrams that come before are dropped. What it throws is logged and ends nothing. */
  onDatagram: DatagramListener;
  /** Sends at once or loses the datagram, as networks do: never throws, never waits. */
  send(bytes: Uint8Array, to: Endpoint): void;
  /** Hands over at once what has reached this machine and waits for our event loop; left out where that cannot be. */
  receiveWaiting?(): void;
  dispose(): void;
}

export interface SocketOptions {
  /** Literal, IPv4 or IPv6. */
  readonly address: string;
  /** 0: any free one. */
  readonly port: number;
  readonly clock: Clock;
  readonly log: Log;
}

/** Rejects with the system's error and its `code` (EADDRINUSE, EADDRNOTAVAIL, EACCES, EMFILE, ...). */
export type OpenSocket = (options: SocketOptions) => Promise<DatagramSocket>;
