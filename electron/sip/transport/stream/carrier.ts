import type { Socket } from 'node:net';
import { MessageStream } from './message-stream';

/** Cuts what a connection brings into SIP messages, and keeps it alive in its own way. */
export interface Carrier {
  /** Hands one message to the system. */
  send(message: Buffer): void;
  /** Asks for a sign of life. */
  ping(): void;
  /** Bytes that the far end has not read yet. */
  unsentBytes(): number;
  /** Every server of this kind must answer a ping; else one is only missed by those who answered before. */
  readonly mustPong: boolean;
}

export interface CarrierEvents {
  onMessage(message: Buffer): void;
  /** Something arrived; `pong`: it answers a ping. */
  onSign(pong: boolean): void;
  /** What arrives cannot be read any further. */
  onBroken(reason: string): void;
}

/** RFC 5626 4.4.1. */
export const PING = Buffer.from('\r\n\r\n');
export const PONG = Buffer.from('\r\n');

/** Messages one after the other on TCP or TLS, by their Content-Length (RFC 3261 18.3). */
export function streamCarrier(socket: Socket, events: CarrierEvents): Carrier {
  const stream = new MessageStream();
  socket.on('data', (chunk: Buffer) => {
    try {
      const { messages, pinged, ponged } = stream.push(chunk);
      events.onSign(ponged);
      if (pinged && !socket.destroyed) socket.write(PONG);
      for (const message of messages) events.onMessage(message);
    } catch (error) {
      events.onBroken(error instanceof Error ? error.message : String(error));
    }
  });
  return {
    mustPong: false,
    send: (message) => void socket.write(message),
    ping: () => void socket.write(PING),
    unsentBytes: () => socket.writableLength,
  };
}
