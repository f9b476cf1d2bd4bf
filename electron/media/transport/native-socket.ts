import { RtpSocket, trafficClass } from '../../../native';
import type { DatagramListener, DatagramSocket, SocketOptions } from './datagram-socket';
import type { Endpoint } from './endpoint';

/** Holds more than a second of one call, should our event loop ever stand still for so long. */
const RECEIVE_BUFFER_BYTES = 512 * 1024;

/**
 * A DatagramSocket by the native addon: marked as voice (DSCP EF), and its arrivals are the kernel's, so that the jitter measured is
 * the network's and not that of our event loop.
 */
export class NativeSocket implements DatagramSocket {
  onDatagram: DatagramListener = () => {};
  readonly local: Endpoint;
  readonly #socket: RtpSocket;
  readonly #failures = new Set<number>();

  /** @throws SocketError with the system's code, NativeError where the addon cannot */
  constructor(private readonly options: SocketOptions) {
    const { address, port, clock, log } = options;
    this.#socket = new RtpSocket({
      address, port, dscp: trafficClass.voice, receiveBufferBytes: RECEIVE_BUFFER_BYTES,
      onDatagram: ({ bytes, from, ageMs }) => {
        try {
          this.onDatagram(bytes, from, clock.monotonicMs() - ageMs);
        } catch (error) {
          // Nobody outside may end the process with a packet, whatever we got wrong about it.
          log.error('packet not handled', { detail: String(error) });
        }
      },
    });
    this.local = this.#socket.local;
  }

  static open(options: SocketOptions): Promise<NativeSocket> {
    return new Promise((resolve) => { resolve(new NativeSocket(options)); });
  }

  send(bytes: Uint8Array, to: Endpoint): void {
    const code = this.#socket.send(bytes, to);
    if (code === 0 || this.#failures.has(code)) return;
    // Once of each kind: fifty a second would say no more.
    this.#failures.add(code);
    this.options.log.debug('packet not sent', { errno: code });
  }

  receiveWaiting(): void {
    this.#socket.receive();
  }

  dispose(): void {
    this.#socket.dispose();
  }
}
