import { randomBytes } from 'node:crypto';
import type { SecureContext } from 'node:tls';
import type { Clock, Log } from '../../../calls/ports';
import { ConnectError } from '../connect-error';
import { type Hop, isSecured, isWebSocket, protocolOf } from '../hop';
import { type Carrier, type CarrierEvents, streamCarrier } from './carrier';
import { connectErrorOf } from './certificate';
import { type Dialling, dial } from './dial';
import { openWebSocketCarrier } from './web-socket-carrier';

export interface ConnectionOptions {
  readonly hop: Hop;
  /** Our address for it; undefined where any will do. */
  readonly localAddress: string | undefined;
  /** Whom we trust and what we show, where the hop is secured. */
  readonly context: () => SecureContext;
  readonly clock: Clock;
  readonly log: Log;
  readonly onMessage: (bytes: Buffer, source: Hop) => void;
  /** Once, when it ends for whatever reason other than `dispose`. `refusal`: the server does not take our certificate. */
  readonly onClosed: (connection: Connection, refusal: ConnectError | null) => void;
}

/** TCP, TLS and the handshake of a WebSocket together, ms. */
const CONNECT_WITHIN_MS = 5_000;
/** RFC 5626 4.4.1: how long the answer to a ping may take. */
const PONG_WITHIN_MS = 10_000;
/** A far end that does not read what it is sent is given up beyond this. */
const MAX_UNSENT_BYTES = 1 << 20;

/** One connection that we opened: TCP, TLS or a WebSocket. Nothing the far end sends makes it throw, wait or grow. */
export class Connection {
  readonly hop: Hop;
  /** Resolves with our own end of it; rejects with a ConnectError. */
  readonly opened: Promise<Hop>;
  /** Our own end, once open. */
  local: Hop | null = null;
  private readonly dialling: Dialling;
  private carrier: Carrier | null = null;
  private closed = false;
  /** The far end has answered a ping before, so silence means something. */
  private answersPings = false;
  /** Anything has arrived. */
  private heard = false;
  private pingedAtMs = -Infinity;
  private refusal: ConnectError | null = null;
  private fail: (error: ConnectError) => void = () => {};
  private stopPongTimer: () => void = () => {};
  private readonly stopConnectTimer: () => void;

  /** Throws ConnectError where our own certificates are no good. */
  constructor(private readonly options: ConnectionOptions) {
    const { hop, clock, log } = options;
    this.hop = hop;
    this.dialling = dial(options);
    const { socket } = this.dialling;
    this.opened = Promise.race([this.open(), new Promise<never>((_resolve, reject) => { this.fail = reject; })]);
    this.opened.catch((error: unknown) => this.end(error instanceof Error ? error.message : String(error)));
    socket.on('error', (error) => {
      const told = connectErrorOf(error, isSecured(hop), true);
      // TLS 1.3 tells only after the handshake that our certificate is not wanted.
      if (told.problem === 'client') this.refusal = told;
      log.debug('connection error', { error: error.message });
    });
    socket.on('end', () => this.hungUp());
    socket.on('close', () => this.hungUp());
    this.stopConnectTimer = clock.after(CONNECT_WITHIN_MS, () => {
      this.fail(new ConnectError('unreachable', 'no answer to the connection'));
      socket.destroy();
    });
  }

  get isOpen(): boolean {
    return this.local !== null && !this.closed;
  }

  get isClosed(): boolean {
    return this.closed;
  }

  /** Hands the bytes to the system. Throws where the connection is not open. */
  send(bytes: Buffer): void {
    if (!this.isOpen || this.carrier === null) throw new ConnectError('unreachable', 'the connection is closed');
    this.carrier.send(bytes);
    if (this.carrier.unsentBytes() > MAX_UNSENT_BYTES) this.end('the server does not read');
  }

  /** RFC 5626 4.4.1, RFC 7118 6: asks for a sign of life. Who must answer, or did so before, and is silent for 10 s is gone. */
  ping(): void {
    if (!this.isOpen || this.carrier === null) return;
    this.carrier.ping();
    this.pingedAtMs = this.options.clock.monotonicMs();
    if (!this.answersPings && !this.carrier.mustPong) return;
    this.stopPongTimer();
    this.stopPongTimer = this.options.clock.after(PONG_WITHIN_MS, () => this.end('no answer to a keep-alive'));
  }

  /** Closes it and tells whoever waits; as if the far end had. */
  end(reason: string): void {
    if (this.closed) return;
    const wasOpen = this.local !== null;
    this.dispose();
    if (wasOpen) this.options.log.info('connection ended', { reason, host: this.hop.host, port: this.hop.port });
    this.options.onClosed(this, this.refusal);
  }

  dispose(): void {
    this.closed = true;
    this.stopPongTimer();
    this.stopConnectTimer();
    this.dialling.socket.destroy();
    // Whoever waits for a WebSocket's handshake; a dialling that is broken off says so itself.
    void this.dialling.ready.then(() => this.fail(this.refusal ?? new ConnectError('unreachable', 'the connection is closed')), () => {});
  }

  /** Some servers say no to a certificate of ours by nothing but this. */
  private hungUp(): void {
    if (this.local !== null && !this.heard && this.hop.security?.showsCertificate === true) {
      this.refusal ??= new ConnectError('client', 'the server closed the connection as soon as it had seen our certificate');
    }
    this.end('closed by the server');
  }

  private async open(): Promise<Hop> {
    const socket = await this.dialling.ready;
    const { localAddress = '', localPort = 0 } = socket;
    const events: CarrierEvents = {
      onMessage: (message) => this.receive(message),
      onSign: (pong) => this.alive(pong),
      onBroken: (reason) => this.end(reason),
    };
    this.carrier = isWebSocket(this.hop)
      ? await openWebSocketCarrier(socket, this.hop, events).catch((error: unknown) => { throw this.refusal ?? error; })
      : streamCarrier(socket, events);
    if (this.closed) throw this.refusal ?? new ConnectError('unreachable', 'the connection is closed');
    this.stopConnectTimer();
    // RFC 7118 5.2: nobody could connect to our end of a WebSocket, so it has a name that leads nowhere.
    this.local = isWebSocket(this.hop)
      ? { host: `${randomBytes(6).toString('hex')}.invalid`, port: 0, protocol: protocolOf(this.hop) }
      : { host: localAddress.toLowerCase(), port: localPort, protocol: protocolOf(this.hop) };
    return this.local;
  }

  /** Whatever arrives shows that it lives. */
  private alive(pong: boolean): void {
    this.heard = true;
    this.stopPongTimer();
    if (pong && this.options.clock.monotonicMs() - this.pingedAtMs < PONG_WITHIN_MS) this.answersPings = true;
  }

  private receive(message: Buffer): void {
    if (this.closed) return;
    try {
      this.options.onMessage(message, this.hop);
    } catch (error) {
      this.options.log.error('a message was dropped after an internal error', { error: String(error), from: this.hop.host });
    }
  }
}
