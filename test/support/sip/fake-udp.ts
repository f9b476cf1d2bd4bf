import dgram from 'node:dgram';
import { EventEmitter } from 'node:events';
import { syncBuiltinESMExports } from 'node:module';

export interface Sent {
  readonly text: string;
  readonly to: { readonly address: string; readonly port: number };
}

/** A datagram socket without a network: what it is told to send is kept, what it should receive is put in by hand. */
class FakeSocket extends EventEmitter {
  constructor(private readonly network: FakeUdp) {
    super();
  }

  bind(): this {
    queueMicrotask(() => this.emit('listening'));
    return this;
  }

  address(): { address: string; port: number } {
    return { address: '192.0.2.10', port: 5060 };
  }

  send(bytes: Buffer, port: number, address: string, done: (error: null) => void): void {
    this.network.sent.push({ text: bytes.toString('latin1'), to: { address, port } });
    done(null);
  }

  close(): void {
    this.network.sockets.delete(this);
  }
}

/**
 * Takes the place of node's UDP sockets until `restore`, for what loopback cannot show: which of many addresses an
 * answer goes to, and what one datagram costs without the system's share.
 */
export class FakeUdp {
  readonly sockets = new Set<FakeSocket>();
  readonly sent: Sent[] = [];
  private readonly real = dgram.createSocket;

  constructor() {
    dgram.createSocket = (() => {
      const socket = new FakeSocket(this);
      this.sockets.add(socket);
      return socket;
    }) as unknown as typeof dgram.createSocket;
    syncBuiltinESMExports();
  }

  /** As if the datagram had come from there; everything it sets off at once has happened when this returns. */
  deliver(bytes: Buffer | string, from: { readonly address: string; readonly port: number }): void {
    for (const socket of this.sockets) socket.emit('message', typeof bytes === 'string' ? Buffer.from(bytes) : bytes, from);
  }

  restore(): void {
    dgram.createSocket = this.real;
    syncBuiltinESMExports();
  }
}
