import { createHash, randomBytes } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';

/** A message taken apart by nothing but string work: an independent witness of what is on the wire. */
export interface PlainMessage {
  readonly start: string;
  readonly status: number;
  readonly method: string;
  header(name: string): string | null;
  all(name: string): string[];
  readonly body: string;
  readonly text: string;
}

function takeApart(text: string): PlainMessage {
  const [head = '', ...rest] = text.split('\r\n\r\n');
  const [start = '', ...lines] = head.split('\r\n');
  const all = (name: string): string[] => lines.filter((line) => line.toLowerCase().startsWith(`${name.toLowerCase()}:`)).map((line) => line.slice(name.length + 1).trim());
  const status = start.startsWith('SIP/2.0 ') ? Number(start.slice(8, 11)) : 0;
  return { start, status, method: status ? '' : start.split(' ')[0] ?? '', all, header: (name) => all(name)[0] ?? null, body: rest.join('\r\n\r\n'), text };
}

const token = (): string => randomBytes(6).toString('hex');

export interface PlainCall {
  readonly number: string;
  readonly callId: string;
  readonly fromTag: string;
  toTag: string;
  readonly branch: string;
  sequence: number;
}

/** A SIP phone of plain datagrams for tests of a server: says exactly what it is told, answers nothing by itself. */
export class PlainPhone {
  readonly received: PlainMessage[] = [];
  #waiters: (() => void)[] = [];

  private constructor(readonly socket: Socket, readonly server: number, readonly user: string, readonly password: string) {
    socket.on('message', (bytes) => {
      if (bytes.length > 0) this.received.push(takeApart(bytes.toString('utf8')));
      for (const wake of this.#waiters.splice(0)) wake();
    });
  }

  static async open(server: number, user: string, password: string): Promise<PlainPhone> {
    const socket = createSocket('udp4');
    await new Promise<void>((done) => { socket.bind(0, '127.0.0.1', done); });
    return new PlainPhone(socket, server, user, password);
  }

  get port(): number { return this.socket.address().port; }

  send(text: string): void { this.socket.send(text, this.server, '127.0.0.1'); }

  /** The first message not yet taken that fits; it is taken out. */
  async next(fits: (message: PlainMessage) => boolean, withinMs = 3000, what = 'message'): Promise<PlainMessage> {
    const until = performance.now() + withinMs;
    for (;;) {
      const found = this.received.findIndex(fits);
      if (found >= 0) return this.received.splice(found, 1)[0] as PlainMessage;
      const left = until - performance.now();
      if (left <= 0) throw new Error(`no ${what} in ${withinMs} ms; waiting are: ${this.received.map(({ start }) => start).join(' | ') || 'none'}`);
      await new Promise<void>((done) => {
        const timer = setTimeout(done, left);
        this.#waiters.push(() => { clearTimeout(timer); done(); });
      });
    }
  }

  status(status: number, withinMs = 3000): Promise<PlainMessage> {
    return this.next((message) => message.status === status, withinMs, `${status}`);
  }

  request(method: string, withinMs = 3000): Promise<PlainMessage> {
    return this.next((message) => message.method === method, withinMs, method);
  }

  build(method: string, uri: string, parts: { from?: string; to: string; callId?: string; sequence?: number; branch?: string; headers?: string[]; body?: string }): string {
    const { callId = token(), sequence = 1, branch = `z9hG4bK${token()}`, headers = [], body = '' } = parts;
    return [
      `${method} ${uri} SIP/2.0`, `Via: SIP/2.0/UDP 127.0.0.1:${this.port};rport;branch=${branch}`, 'Max-Forwards: 70',
      `From: ${parts.from ?? `<sip:${this.user}@127.0.0.1:${this.server}>;tag=${token()}`}`, `To: ${parts.to}`, `Call-ID: ${callId}`, `CSeq: ${sequence} ${method}`,
      `Contact: <sip:${this.user}@127.0.0.1:${this.port}>`, ...headers, ...(body ? ['Content-Type: application/sdp'] : []), `Content-Length: ${Buffer.byteLength(body)}`, '', body,
    ].join('\r\n');
  }

  /** The Authorization value that answers the challenge of `algorithm`. */
  credentials(challenged: PlainMessage, method: string, uri: string, algorithm: 'MD5' | 'SHA-256', password = this.password): string {
    const challenge = [...challenged.all('WWW-Authenticate'), ...challenged.all('Proxy-Authenticate')].find((value) => value.includes(`algorithm=${algorithm}`)) ?? '';
    const read = (name: string): string => new RegExp(`${name}="([^"]*)"`).exec(challenge)?.[1] ?? '';
    const hash = (text: string): string => createHash(algorithm === 'MD5' ? 'md5' : 'sha256').update(text).digest('hex');
    const response = hash(`${hash(`${this.user}:${read('realm')}:${password}`)}:${read('nonce')}:00000001:cafe:auth:${hash(`${method}:${uri}`)}`);
    return `Digest username="${this.user}", realm="${read('realm')}", nonce="${read('nonce')}", uri="${uri}", response="${response}", algorithm=${algorithm}, qop=auth, nc=00000001, cnonce="cafe"`;
  }

  /** REGISTER with digest; answers the last response. */
  async register(options: { algorithm?: 'MD5' | 'SHA-256'; password?: string; expires?: number; headers?: string[] } = {}): Promise<PlainMessage> {
    const uri = `sip:127.0.0.1:${this.server}`;
    const aor = `<sip:${this.user}@127.0.0.1:${this.server}>`;
    const headers = [...(options.headers ?? []), `Expires: ${options.expires ?? 300}`];
    this.send(this.build('REGISTER', uri, { to: aor, headers }));
    const challenged = await this.status(401);
    this.send(this.build('REGISTER', uri, { to: aor, sequence: 2, headers: [...headers, `Authorization: ${this.credentials(challenged, 'REGISTER', uri, options.algorithm ?? 'SHA-256', options.password)}`] }));
    return this.next((message) => message.status > 0, 3000, 'answer to REGISTER');
  }

  /** Sends an INVITE; `sdp` empty for a delayed offer. */
  invite(number: string, sdp: string, headers: string[] = []): PlainCall {
    const call: PlainCall = { number, callId: token(), fromTag: token(), toTag: '', branch: `z9hG4bK${token()}`, sequence: 1 };
    this.resendInvite(call, sdp, headers);
    return call;
  }

  resendInvite(call: PlainCall, sdp: string, headers: string[] = []): void {
    this.send(this.build('INVITE', this.#uri(call), { ...this.#dialog(call), branch: call.branch, headers, body: sdp }));
  }

  /** Sends INVITE and takes 180 and 200, then ACK. */
  async call(number: string, sdp: string): Promise<{ call: PlainCall; answer: PlainMessage }> {
    const call = this.invite(number, sdp);
    await this.status(180);
    const answer = await this.status(200);
    this.ack(call, answer);
    return { call, answer };
  }

  /** The ACK to a 2xx, or with the INVITE's branch to a failure. */
  ack(call: PlainCall, answer: PlainMessage, sdp = ''): void {
    call.toTag = /tag=([^;>\s]+)/.exec(answer.header('To') ?? '')?.[1] ?? '';
    const branch = answer.status >= 300 ? { branch: call.branch } : {};
    this.send(this.build('ACK', this.#uri(call), { ...this.#dialog(call), ...branch, body: sdp }));
  }

  cancel(call: PlainCall): void {
    this.send(this.build('CANCEL', this.#uri(call), { ...this.#dialog(call), branch: call.branch }));
  }

  /** A request inside the dialog, with the next CSeq. */
  inDialog(call: PlainCall, method: string, sdp = ''): void {
    call.sequence++;
    this.send(this.build(method, this.#uri(call), { ...this.#dialog(call), body: sdp }));
  }

  /** Answers a request of the server. */
  reply(request: PlainMessage, status: string, toTag: string, sdp = ''): void {
    const to = request.header('To') ?? '';
    this.send([
      `SIP/2.0 ${status}`, ...request.all('Via').map((via) => `Via: ${via}`), `From: ${request.header('From')}`, `To: ${to.includes('tag=') ? to : `${to};tag=${toTag}`}`,
      `Call-ID: ${request.header('Call-ID')}`, `CSeq: ${request.header('CSeq')}`, `Contact: <sip:${this.user}@127.0.0.1:${this.port}>`,
      ...(sdp ? ['Content-Type: application/sdp'] : []), `Content-Length: ${Buffer.byteLength(sdp)}`, '', sdp,
    ].join('\r\n'));
  }

  close(): void { this.socket.close(); }

  #uri(call: PlainCall): string { return `sip:${call.number}@127.0.0.1:${this.server}`; }

  #dialog(call: PlainCall): { from: string; to: string; callId: string; sequence: number } {
    return {
      from: `<sip:${this.user}@127.0.0.1:${this.server}>;tag=${call.fromTag}`, to: `<${this.#uri(call)}>${call.toTag ? `;tag=${call.toTag}` : ''}`,
      callId: call.callId, sequence: call.sequence,
    };
  }
}

/** A UDP port that collects RTP. */
export class PlainEar {
  readonly packets: { bytes: Buffer; atMs: number }[] = [];

  private constructor(readonly socket: Socket) {
    socket.on('message', (bytes) => this.packets.push({ bytes, atMs: performance.now() }));
  }

  /** `port` 0: any. */
  static async open(port = 0): Promise<PlainEar> {
    const socket = createSocket('udp4');
    await new Promise<void>((done, fail) => {
      socket.once('error', fail);
      socket.bind(port, '127.0.0.1', done);
    });
    return new PlainEar(socket);
  }

  get port(): number { return this.socket.address().port; }

  send(to: number, payloadType: number, sequence: number, timestamp: number, payload: Uint8Array, marker = false): void {
    const header = Buffer.alloc(12);
    header.writeUInt8(0x80, 0);
    header.writeUInt8((marker ? 0x80 : 0) | payloadType, 1);
    header.writeUInt16BE(sequence & 0xffff, 2);
    header.writeUInt32BE(timestamp >>> 0, 4);
    header.writeUInt32BE(0x1234abcd, 8);
    this.socket.send(Buffer.concat([header, payload]), to, '127.0.0.1');
  }

  async count(packets: number, withinMs = 3000): Promise<void> {
    for (const until = performance.now() + withinMs; this.packets.length < packets;) {
      if (performance.now() > until) throw new Error(`${this.packets.length} of ${packets} packets in ${withinMs} ms`);
      await new Promise((done) => setTimeout(done, 5));
    }
  }

  close(): void { this.socket.close(); }
}

/** An offer or answer for `port` with the formats given as `payloadType rtpmap`. */
export function plainSdp(port: number, formats: readonly string[], extra: readonly string[] = [], connection = '127.0.0.1'): string {
  return [
    'v=0', 'o=- 1 1 IN IP4 127.0.0.1', 's=-', `c=IN IP4 ${connection}`, 't=0 0',
    `m=audio ${port} RTP/AVP ${formats.map((format) => format.split(' ')[0]).join(' ')}`, ...formats.map((format) => `a=rtpmap:${format}`), ...extra, '',
  ].join('\r\n');
}

export function audioPort(sdp: string): number {
  return Number(/m=audio (\d+)/.exec(sdp)?.[1] ?? 0);
}
