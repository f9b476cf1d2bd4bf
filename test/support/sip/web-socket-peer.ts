import { createServer, type IncomingMessage } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import { headerValue, parseMessage, type SipMessage, type SipRequest, type SipResponse } from '../../../electron/sip/parser';
import type { Certificate } from './certificates';
import { Inbox } from './inbox';
import { type Received, type ReplyParts, replyText } from './scripted-peer';

export interface WebSocketReceived<M extends SipMessage = SipMessage> extends Received<M> {
  readonly webSocket: WebSocket;
}

export interface WebSocketPeerOptions {
  /** With one it speaks WSS. */
  readonly certificate?: Certificate;
  readonly host?: string;
  /** The only one it answers at. */
  readonly path?: string;
  /** False: it speaks WebSocket, but not SIP on it. */
  readonly speaksSip?: boolean;
}

/** A SIP server on WebSockets (RFC 7118) whose every move the test makes. */
export class WebSocketPeer {
  readonly webSockets: WebSocket[] = [];
  /** How they asked: path, headers. */
  readonly asked: IncomingMessage[] = [];
  pings = 0;
  private readonly inbox = new Inbox<WebSocketReceived>();

  private constructor(private readonly server: Server, private readonly webSocketServer: WebSocketServer) {
    webSocketServer.on('connection', (webSocket, request) => {
      this.webSockets.push(webSocket);
      this.asked.push(request);
      webSocket.on('ping', () => { this.pings += 1; });
      webSocket.on('error', () => {});
      webSocket.on('message', (data: Buffer) => this.note(data, webSocket, request));
    });
  }

  static async open({ certificate, host = '127.0.0.1', path = '/', speaksSip = true }: WebSocketPeerOptions = {}): Promise<WebSocketPeer> {
    const server = certificate === undefined ? createServer() : createSecureServer({ key: certificate.key, cert: certificate.cert });
    server.on('tlsClientError', () => {});
    const webSocketServer = new WebSocketServer({ server, path, handleProtocols: (offered) => (speaksSip && offered.has('sip') ? 'sip' : false) });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(0, host, resolve);
    });
    return new WebSocketPeer(server, webSocketServer);
  }

  get address(): string {
    const { address, family, port } = this.server.address() as AddressInfo;
    return family === 'IPv6' ? `[${address}]:${port}` : `${address}:${port}`;
  }

  get received(): readonly WebSocketReceived[] {
    return this.inbox.received;
  }

  request(method: string, withinMs = 3_000): Promise<WebSocketReceived<SipRequest>> {
    return this.inbox.request(method, withinMs);
  }

  response(status: number, withinMs = 3_000): Promise<WebSocketReceived<SipResponse>> {
    return this.inbox.response(status, withinMs);
  }

  reply(received: WebSocketReceived<SipRequest>, status: number, parts: ReplyParts = {}): void {
    received.webSocket.send(replyText(received, status, this.address, { contact: `<sip:peer@${this.address};transport=ws>`, ...parts }));
  }

  async acceptRegister(): Promise<WebSocketReceived<SipRequest>> {
    const register = await this.request('REGISTER');
    this.reply(register, 200, { contact: `<${register.message.contacts[0]?.uri.text ?? ''}>;expires=300` });
    return register;
  }

  /** Ends every connection; goes on listening. */
  hangUp(): void {
    for (const webSocket of this.webSockets.splice(0)) webSocket.terminate();
  }

  close(): void {
    this.hangUp();
    this.webSocketServer.close();
    this.server.close();
  }

  private note(bytes: Buffer, webSocket: WebSocket, request: IncomingMessage): void {
    const result = parseMessage(bytes);
    if (!result.ok) return;
    const { message } = result;
    const received = { message, webSocket, from: { address: request.socket.remoteAddress ?? '', port: request.socket.remotePort ?? 0 }, atMs: performance.now() };
    // A phone that is taken down unregisters; nobody wants to script that.
    if (message.kind === 'request' && message.method === 'REGISTER' && headerValue(message, 'expires') === '0') {
      return this.reply(received as WebSocketReceived<SipRequest>, 200);
    }
    this.inbox.add(received);
  }
}
