import { createSocket, type Socket } from 'node:dgram';
import type { Clock } from '../calls/ports/clock';
import type { Log } from '../calls/ports/log';
import { parseMessage, type SipMessage, type SipRequest, type SipResponse } from '../sip/parser';
import { ClientTransaction } from './client-transaction';
import { buildRequest, responseTarget, type Address, type Content, type RequestParts } from './messages';
import { randomToken } from './random';
import { ServerTransaction } from './server-transaction';

export interface EndpointHandlers {
  /** A new request; never an ACK, nor a CANCEL of a request still open. */
  onRequest(transaction: ServerTransaction): void;
  /** RFC 3261 13.3.1.4: the ACK to a 2xx is a transaction of its own. */
  onAck(ack: SipRequest): void;
}

/** One UDP port on loopback with its transactions. Nothing that arrives throws. */
export class Endpoint {
  readonly #servers = new Map<string, ServerTransaction>();
  readonly #clients = new Map<string, ClientTransaction>();
  readonly #socket: Socket;
  #closed = false;

  private constructor(socket: Socket, readonly port: number, private readonly clock: Clock, private readonly log: Log, private readonly handlers: EndpointHandlers) {
    this.#socket = socket;
    socket.on('message', (bytes, source) => this.#receive(bytes, source));
    // An ICMP refusal of something sent earlier: the peer is gone, its transactions will time out.
    socket.on('error', (error) => log.debug('socket error', { error: error.message }));
  }

  /** Binds a free port of 127.0.0.1. @throws Error where the system has none */
  static async open(clock: Clock, log: Log, handlers: EndpointHandlers): Promise<Endpoint> {
    const socket = createSocket('udp4');
    await new Promise<void>((done, fail) => {
      socket.once('error', fail);
      socket.bind(0, '127.0.0.1', () => {
        socket.off('error', fail);
        done();
      });
    });
    return new Endpoint(socket, socket.address().port, clock, log, handlers);
  }

  /** Sends a request and keeps sending until it is answered (RFC 3261 17.1). */
  request(parts: RequestParts, to: Address, content: Content, onResponse: (response: SipResponse) => void, onTimeout: () => void): ClientTransaction {
    return this.#request(parts, `z9hG4bK${randomToken()}`, to, content, onResponse, onTimeout);
  }

  /** An ACK to a 2xx: sent once for each 2xx that arrives. */
  sendAck(parts: RequestParts, to: Address, content: Content = {}): void {
    this.send(buildRequest(parts, `SIP/2.0/UDP 127.0.0.1:${this.port};rport;branch=z9hG4bK${randomToken()}`, content), to);
  }

  send(text: string, to: Address): void {
    if (this.#closed) return;
    try {
      this.#socket.send(text, to.port, to.address, (error) => {
        if (error) this.log.debug('could not send', { error: error.message });
      });
    } catch (error) {
      this.log.debug('could not send', { error: String(error) });
    }
  }

  /** Stops all timers, lets what was just sent go out, and closes the port. */
  async dispose(): Promise<void> {
    if (this.#closed) return;
    for (const transaction of [...this.#servers.values(), ...this.#clients.values()]) transaction.dispose();
    this.#servers.clear();
    this.#clients.clear();
    this.#closed = true;
    await new Promise<void>((done) => {
      // Datagrams leave in the order sent: an empty one to ourselves marks that the last has left.
      this.#socket.send('', this.port, '127.0.0.1', () => this.#socket.close(() => done()));
    });
  }

  #request(
    parts: RequestParts, branch: string, to: Address, content: Content,
    onResponse: (response: SipResponse) => void, onTimeout: () => void,
  ): ClientTransaction {
    const key = `${branch} ${parts.method}`;
    const via = `SIP/2.0/UDP 127.0.0.1:${this.port};rport;branch=${branch}`;
    const transaction = new ClientTransaction(
      {
        method: parts.method,
        text: buildRequest(parts, via, content),
        ack: (toValue) => buildRequest({ ...parts, method: 'ACK', to: toValue }, via),
        // RFC 3261 9.1: CANCEL carries the INVITE's branch and number.
        cancel: () => this.#request({ ...parts, method: 'CANCEL' }, branch, to, {}, () => {}, () => {}),
      },
      this.clock, (text) => this.send(text, to), { onResponse, onTimeout, onDone: () => this.#clients.delete(key) },
    );
    this.#clients.set(key, transaction);
    transaction.start();
    return transaction;
  }

  #receive(bytes: Buffer, source: Address): void {
    if (this.#closed) return;
    try {
      const parsed = parseMessage(bytes);
      if (!parsed.ok) {
        // RFC 5626 3.5.1 keep-alives are empty lines; the rest is not worth an answer on loopback.
        this.log.debug('not a SIP message', { detail: parsed.failure.detail });
      } else if (parsed.message.kind === 'response') {
        this.#clients.get(`${branchOf(parsed.message)} ${parsed.message.cseq.method}`)?.receive(parsed.message);
      } else {
        this.#takeRequest(parsed.message, { address: source.address, port: source.port });
      }
    } catch (error) {
      this.log.error('a message could not be handled', { error: String(error) });
    }
  }

  #takeRequest(request: SipRequest, source: Address): void {
    const key = serverKey(request, request.method === 'ACK' ? 'INVITE' : request.method);
    const known = this.#servers.get(key);
    if (request.method === 'ACK') {
      if (known && known.finalStatus >= 300) known.acknowledge();
      else this.handlers.onAck(request);
      return;
    }
    if (known) {
      known.repeat();
      return;
    }
    const target = responseTarget(request, source);
    const transaction = new ServerTransaction(request, source, this.clock, (text) => this.send(text, target), () => this.#servers.delete(key));
    this.#servers.set(key, transaction);
    if (request.method !== 'CANCEL') {
      this.handlers.onRequest(transaction);
      return;
    }
    const invite = this.#servers.get(serverKey(request, 'INVITE'));
    transaction.respond(invite ? 200 : 481);
    invite?.cancelled();
  }
}

function branchOf(message: SipMessage): string {
  return message.vias[0]?.params.get('branch') ?? '';
}

/** RFC 3261 17.2.3: branch, sent-by and method; a CANCEL and an ACK look for their INVITE. */
function serverKey(request: SipRequest, method: string): string {
  const via = request.vias[0];
  const branch = branchOf(request) || `${request.callId} ${request.cseq.sequence} ${request.from.text}`;
  return `${branch} ${via?.host ?? ''}:${via?.port ?? ''} ${method}`;
}
