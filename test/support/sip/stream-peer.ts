import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { headerValue, parseMessage, type SipMessage, type SipRequest, type SipResponse } from '../../../electron/sip/parser';
import type { Certificate } from './certificates';
import { Inbox } from './inbox';
import { type Received, type ReplyParts, replyText } from './scripted-peer';

export interface StreamReceived<M extends SipMessage = SipMessage> extends Received<M> {
  readonly socket: Socket;
}

/** A SIP server on TCP or TLS whose every move the test makes. It knows no framing but one message after the other. */
export class StreamPeer {
  private readonly inbox = new Inbox<StreamReceived>();
  readonly sockets: Socket[] = [];
  /** What came between messages: only CR and LF may. */
  between = '';

  private constructor(private readonly server: Server, private readonly secured: boolean) {}

  static async open(certificate?: Certificate, port = 0, { host = '127.0.0.1', clientAuthority }: { readonly host?: string; readonly clientAuthority?: string } = {}): Promise<StreamPeer> {
    const server = certificate === undefined ? createServer() : createTlsServer({ key: certificate.key, cert: certificate.cert, ...(clientAuthority !== undefined && { ca: clientAuthority, requestCert: true }) });
    const peer = new StreamPeer(server, certificate !== undefined);
    server.on(certificate === undefined ? 'connection' : 'secureConnection', (socket: Socket) => peer.serve(socket));
    server.on('tlsClientError', () => {});
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, host, resolve);
    });
    return peer;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get address(): string {
    const { address, family } = this.server.address() as AddressInfo;
    return family === 'IPv6' ? `[${address}]:${this.port}` : `${address}:${this.port}`;
  }

  get received(): readonly StreamReceived[] {
    return this.inbox.received;
  }

  request(method: string, withinMs = 3_000): Promise<StreamReceived<SipRequest>> {
    return this.inbox.request(method, withinMs);
  }

  response(status: number, withinMs = 3_000): Promise<StreamReceived<SipResponse>> {
    return this.inbox.response(status, withinMs);
  }

  countRequests(method: string): number {
    return this.inbox.countRequests(method);
  }

  reply(received: StreamReceived<SipRequest>, status: number, parts: ReplyParts = {}): void {
    const contact = `<sip:peer@${this.address};transport=${this.secured ? 'tls' : 'tcp'}>`;
    received.socket.write(replyText(received, status, this.address, { contact, ...parts }));
  }

  async acceptRegister(): Promise<StreamReceived<SipRequest>> {
    const register = await this.request('REGISTER');
    this.reply(register, 200, { contact: `<${register.message.contacts[0]?.uri.text ?? ''}>;expires=300` });
    return register;
  }

  /** Ends every connection; goes on listening. */
  hangUp(): void {
    for (const socket of this.sockets.splice(0)) socket.destroy();
  }

  close(): void {
    this.hangUp();
    this.server.close();
  }

  private serve(socket: Socket): void {
    this.sockets.push(socket);
    let held = Buffer.alloc(0);
    socket.on('error', () => {});
    socket.on('data', (chunk: Buffer) => {
      held = Buffer.concat([held, chunk]);
      for (;;) {
        const breaks = /^[\r\n]*/.exec(held.toString('latin1'))?.[0] ?? '';
        this.between += breaks;
        held = held.subarray(breaks.length);
        const end = held.indexOf('\r\n\r\n');
        if (end < 0) return;
        const length = end + 4 + Number(/^content-length:\s*(\d+)/im.exec(held.toString('latin1', 0, end))?.[1] ?? 0);
        if (held.length < length) return;
        this.note(held.subarray(0, length), socket);
        held = held.subarray(length);
      }
    });
  }

  private note(bytes: Buffer, socket: Socket): void {
    const result = parseMessage(bytes);
    if (!result.ok) return;
    const { message } = result;
    const received = { message, socket, from: { address: socket.remoteAddress ?? '', port: socket.remotePort ?? 0 }, atMs: performance.now() };
    // A phone that is taken down unregisters; nobody wants to script that.
    if (message.kind === 'request' && message.method === 'REGISTER' && headerValue(message, 'expires') === '0') {
      return this.reply(received as StreamReceived<SipRequest>, 200);
    }
    this.inbox.add(received);
  }
}
