import { createSocket, type Socket } from 'node:dgram';
import { headerValue, parseMessage, type SipRequest, type SipResponse } from '../../../electron/sip/parser';
import { Inbox, type Received } from './inbox';

export type { Received } from './inbox';

export interface ReplyParts {
  readonly toTag?: string;
  readonly contact?: string | null;
  readonly headers?: readonly string[];
  readonly sdp?: string;
  readonly reason?: string;
}

/** The text of an answer as a UAS at `address` would write it; received and rport are filled in like a real server's. */
export function replyText({ message, from }: Pick<Received<SipRequest>, 'message' | 'from'>, status: number, address: string, parts: ReplyParts = {}): string {
  const { toTag = 'peer', contact = `<sip:peer@${address}>`, headers = [], sdp, reason = 'Scripted' } = parts;
  const [top = '', ...vias] = message.vias.map((via) => via.text);
  const to = message.headers.find(({ name }) => name === 'to')?.value ?? '';
  const tagged = /;\s*tag=/.test(to) || status === 100 || toTag === '' ? to : `${to};tag=${toTag}`;
  const lines = [
    `SIP/2.0 ${status} ${reason}`,
    `Via: ${top.replace(/;rport(?=;|$)/, `;rport=${from.port}`)};received=${from.address}`, ...vias.map((via) => `Via: ${via}`),
    ...message.headers.filter(({ name }) => name === 'record-route').map(({ value }) => `Record-Route: ${value}`),
    `From: ${message.headers.find(({ name }) => name === 'from')?.value ?? ''}`, `To: ${tagged}`,
    `Call-ID: ${message.callId}`, `CSeq: ${message.cseq.sequence} ${message.cseq.method}`,
    ...(contact === null || status === 100 ? [] : [`Contact: ${contact}`]), ...headers,
    ...(sdp === undefined ? [] : ['Content-Type: application/sdp']), `Content-Length: ${Buffer.byteLength(sdp ?? '')}`,
  ];
  return `${lines.join('\r\n')}\r\n\r\n${sdp ?? ''}`;
}

/** A SIP peer whose every move the test makes: real UDP, no transactions, no timers of its own. */
export class ScriptedPeer {
  private readonly inbox = new Inbox<Received>();
  /** Answers every further request with 200 by itself: for the end of a test. */
  obliging = false;
  /** Methods it sees to by itself, with 200, while others are looked at. A REGISTER gets the binding that it asked for. */
  attends: readonly string[] = [];
  private binding: string | null = null;

  private constructor(private readonly socket: Socket, readonly host: string, readonly port: number) {
    socket.on('message', (bytes, { address, port: from }) => {
      const result = parseMessage(bytes);
      if (!result.ok) return;
      // A phone that is taken down unregisters; nobody wants to script that.
      const { message } = result;
      if (message.kind === 'request' && this.attends.includes(message.method)) {
        this.attend({ message, from: { address, port: from }, atMs: 0 });
        return;
      }
      const isLast = this.obliging || (message.kind === 'request' && message.method === 'REGISTER' && headerValue(message, 'expires') === '0');
      if (isLast && message.kind === 'request' && message.method !== 'ACK') {
        this.reply({ message, from: { address, port: from }, atMs: 0 }, 200);
        return;
      }
      this.inbox.add({ message: result.message, from: { address, port: from }, atMs: performance.now() });
    });
  }

  static open(host = '127.0.0.1', port = 0): Promise<ScriptedPeer> {
    return new Promise((resolve, reject) => {
      const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
      socket.once('error', reject);
      socket.bind(port, host, () => resolve(new ScriptedPeer(socket, host, socket.address().port)));
    });
  }

  get address(): string {
    return this.host.includes(':') ? `[${this.host}]:${this.port}` : `${this.host}:${this.port}`;
  }

  get received(): Received[] {
    return this.inbox.received;
  }

  request(method: string, withinMs = 3_000): Promise<Received<SipRequest>> {
    return this.inbox.request(method, withinMs);
  }

  /** As request, but never the retransmission of one that was taken before. */
  newRequest(method: string, withinMs = 15_000): Promise<Received<SipRequest>> {
    return this.inbox.newRequest(method, withinMs);
  }

  response(status: number, withinMs = 3_000): Promise<Received<SipResponse>> {
    return this.inbox.response(status, withinMs);
  }

  /** How many of the kind have come. */
  countRequests(method: string): number {
    return this.inbox.countRequests(method);
  }

  send(text: string | Buffer, to: { readonly address: string; readonly port: number }): void {
    this.socket.send(text, to.port, to.address);
  }

  /** Answers a request as a UAS would; received and rport are filled in like a real server's. */
  reply({ message, from }: Received<SipRequest>, status: number, parts: ReplyParts = {}): void {
    this.send(replyText({ message, from }, status, this.address, parts), from);
  }

  /** Answers the next REGISTER with 200; a phone only listens to a server it registered with. */
  async acceptRegister(expiresSeconds = 300, withinMs = 3_000): Promise<Received<SipRequest>> {
    const register = await this.request('REGISTER', withinMs);
    this.bind(register, expiresSeconds);
    return register;
  }

  private attend(request: Received<SipRequest>): void {
    if (request.message.method === 'REGISTER') this.bind(request, 300);
    else this.reply(request, 200);
  }

  /** One without a Contact asks what is bound (RFC 3261 10.2.3). */
  private bind(register: Received<SipRequest>, expiresSeconds: number): void {
    this.binding = register.message.contacts[0]?.uri.text ?? this.binding;
    this.reply(register, 200, { contact: this.binding === null ? null : `<${this.binding}>;expires=${expiresSeconds}` });
  }

  close(): void {
    this.socket.close();
  }
}

/** Text of a request a peer sends by itself. */
export function requestText(method: string, uri: string, parts: {
  readonly via: string; readonly from: string; readonly to: string; readonly callId: string; readonly cseq?: number;
  readonly headers?: readonly string[]; readonly body?: string; readonly type?: string;
}): string {
  const { via, from, to, callId, cseq = 1, headers = [], body = '', type = 'application/sdp' } = parts;
  return [
    `${method} ${uri} SIP/2.0`, `Via: ${via}`, 'Max-Forwards: 70', `From: ${from}`, `To: ${to}`, `Call-ID: ${callId}`, `CSeq: ${cseq} ${method}`,
    ...headers, ...(body === '' ? [] : [`Content-Type: ${type}`]), `Content-Length: ${Buffer.byteLength(body)}`, '', body,
  ].join('\r\n');
}
