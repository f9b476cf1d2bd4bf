import { connect, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { Clock, Log } from '../../../calls/ports';
import { ConnectError } from '../connect-error';
import { type Hop, protocolOf } from '../hop';
import { connectErrorOf, wrongName } from './certificate';
import { MessageStream } from './message-stream';

export interface ConnectionOptions {
  readonly hop: Hop;
  /** Our address for it; undefined where any will do. */
  readonly localAddress: string | undefined;
  /** PEM certificates trusted instead of the built-in ones; null = the built-in ones. */
  readonly authorities: readonly string[] | null;
  readonly clock: Clock;
  readonly log: Log;
  readonly onMessage: (bytes: Buffer, source: Hop) => void;
  /** Once, when it ends for whatever reason other than `dispose`. */
  readonly onClosed: (connection: Connection) => void;
}

/** TCP and TLS together, ms. */
const CONNECT_WITHIN_MS = 5_000;
/** RFC 5626 4.4.1: how long the answer to a ping may take. */
const PONG_WITHIN_MS = 10_000;
/** A far end that does not read what it is sent is given up beyond this. */
const MAX_UNSENT_BYTES = 1 << 20;
const SYSTEM_KEEP_ALIVE_MS = 30_000;
const PING = Buffer.from('\r\n\r\n');
const PONG = Buffer.from('\r\n');

/** One TCP or TLS connection that we opened. Nothing the far end sends makes it throw, wait or grow. */
export class Connection {
  readonly hop: Hop;
  /** Resolves with our own end of it; rejects with a ConnectError. */
  readonly opened: Promise<Hop>;
  /** Our own end, once open. */
  local: Hop | null = null;
  private readonly socket: Socket;
  private readonly stream = new MessageStream();
  private closed = false;
  /** The far end has answered a ping before, so silence means something. */
  private answersPings = false;
  private pingedAtMs = -Infinity;
  private stopPongTimer: () => void = () => {};
  private readonly stopConnectTimer: () => void;

  constructor(private readonly options: ConnectionOptions) {
    this.hop = options.hop;
    const secured = protocolOf(this.hop) === 'tls';
    let reached = false;
    const socket = secured ? this.openTls() : connect(this.address());
    this.socket = socket;
    socket.setNoDelay(true);
    socket.setKeepAlive(true, SYSTEM_KEEP_ALIVE_MS);
    this.opened = new Promise((resolve, reject) => {
      socket.once('connect', () => { reached = true; });
      socket.once(secured ? 'secureConnect' : 'connect', () => {
        const { localAddress = '', localPort = 0 } = socket;
        this.stopConnectTimer();
        this.local = { host: localAddress.toLowerCase(), port: localPort, protocol: protocolOf(this.hop) };
        resolve(this.local);
      });
      socket.once('error', (error) => reject(connectErrorOf(error, secured, reached)));
      socket.once('close', () => reject(connectErrorOf(new Error('closed by the server'), secured, reached)));
    });
    this.opened.catch(() => {});
    socket.on('error', (error) => options.log.debug('connection error', { error: error.message }));
    socket.on('data', (chunk: Buffer) => this.receive(chunk));
    socket.on('end', () => this.end('closed by the server'));
    socket.on('close', () => this.end('closed'));
    this.stopConnectTimer = options.clock.after(CONNECT_WITHIN_MS, () => socket.destroy(new ConnectError('unreachable', 'no answer to the connection')));
  }

  get isOpen(): boolean {
    return this.local !== null && !this.closed;
  }

  get isClosed(): boolean {
    return this.closed;
  }

  /** Hands the bytes to the system. Throws where the connection is not open. */
  send(bytes: Buffer): void {
    if (!this.isOpen) throw new ConnectError('unreachable', 'the connection is closed');
    this.socket.write(bytes);
    if (this.socket.writableLength > MAX_UNSENT_BYTES) this.end('the server does not read');
  }

  /** RFC 5626 4.4.1: a double CRLF. A far end that answered one before and is silent now is gone. */
  ping(): void {
    if (!this.isOpen) return;
    this.send(PING);
    this.pingedAtMs = this.options.clock.monotonicMs();
    if (!this.answersPings) return;
    this.stopPongTimer();
    this.stopPongTimer = this.options.clock.after(PONG_WITHIN_MS, () => this.end('no answer to a keep-alive'));
  }

  /** Closes it and tells whoever waits; as if the far end had. */
  end(reason: string): void {
    if (this.closed) return;
    const wasOpen = this.local !== null;
    this.dispose();
    if (wasOpen) this.options.log.info('connection ended', { reason, host: this.hop.host, port: this.hop.port });
    this.options.onClosed(this);
  }

  dispose(): void {
    this.closed = true;
    this.stopPongTimer();
    this.stopConnectTimer();
    this.socket.destroy();
  }

  private address(): { host: string; port: number; localAddress?: string } {
    const { localAddress } = this.options;
    return { host: this.hop.host, port: this.hop.port, ...(localAddress !== undefined && { localAddress }) };
  }

  private openTls(): Socket {
    const name = this.hop.serverName ?? this.hop.host;
    const { authorities } = this.options;
    return connectTls({
      ...this.address(), minVersion: 'TLSv1.2', rejectUnauthorized: true,
      ...(isIP(name) === 0 && { servername: name }), ...(authorities !== null && { ca: [...authorities] }),
      checkServerIdentity: (_host, certificate) => wrongName(name, certificate) ?? undefined,
    });
  }

  private receive(chunk: Buffer): void {
    if (this.closed) return;
    try {
      const { messages, pinged, ponged } = this.stream.push(chunk);
      // Whatever arrives shows that it lives.
      this.stopPongTimer();
      if (ponged && this.options.clock.monotonicMs() - this.pingedAtMs < PONG_WITHIN_MS) this.answersPings = true;
      if (pinged && this.isOpen) this.send(PONG);
      for (const message of messages) if (!this.closed) this.hand(message);
    } catch (error) {
      this.end(error instanceof Error ? error.message : String(error));
    }
  }

  private hand(message: Buffer): void {
    try {
      this.options.onMessage(message, this.hop);
    } catch (error) {
      this.options.log.error('a message was dropped after an internal error', { error: String(error), from: this.hop.host });
    }
  }
}
