import { createSocket, type Socket } from 'node:dgram';
import { headerValue, parseMessage, type SipRequest } from '../../../electron/sip/parser';
import { replyText } from './scripted-peer';

type State = 'idle' | 'early' | 'confirmed';

interface Subscribed {
  readonly request: SipRequest;
  readonly from: { readonly address: string; readonly port: number };
  cseq: number;
  version: number;
}

/** A server that registers everybody, takes every subscription to dialogs, and says what the test tells it, to all at once. */
export class KeyServer {
  readonly subscribed = new Map<string, Subscribed>();
  /** INVITEs, each answered 486: user of the Request-URI, and Replaces. */
  readonly invited: { readonly user: string; readonly replaces: string | null }[] = [];
  notifiesAnswered = 0;
  readonly unsubscribed = new Set<string>();
  private serial = 0;

  private constructor(private readonly socket: Socket, readonly port: number) {
    socket.on('message', (bytes, { address, port: from }) => this.receive(bytes, { address, port: from }));
  }

  static open(): Promise<KeyServer> {
    return new Promise((resolve, reject) => {
      const socket = createSocket({ type: 'udp4', recvBufferSize: 4_000_000 });
      socket.once('error', reject);
      socket.bind(0, '127.0.0.1', () => resolve(new KeyServer(socket, socket.address().port)));
    });
  }

  get domain(): string {
    return `127.0.0.1:${this.port}`;
  }

  /** One NOTIFY to every subscription, all in one turn. */
  burst(state: State, users: Iterable<string> = this.subscribed.keys()): void {
    for (const user of users) this.notify(user, state);
  }

  close(): void {
    this.socket.close();
  }

  private receive(bytes: Buffer, from: { address: string; port: number }): void {
    const result = parseMessage(bytes);
    if (!result.ok) return;
    const { message } = result;
    if (message.kind === 'response') {
      if (message.cseq.method === 'NOTIFY' && message.status === 200) this.notifiesAnswered += 1;
      return;
    }
    const user = message.uri.kind === 'sip' ? message.uri.user ?? '' : '';
    const answer = (status: number, parts: Parameters<typeof replyText>[3] = {}): void => {
      this.socket.send(replyText({ message, from }, status, this.domain, parts), from.port, from.address);
    };
    switch (message.method) {
      case 'REGISTER': return answer(200, { contact: `<${message.contacts[0]?.uri.text ?? ''}>;expires=${headerValue(message, 'expires') ?? '60'}` });
      case 'SUBSCRIBE': {
        if (headerValue(message, 'event') !== 'dialog') return answer(489);
        answer(200, { toTag: 'keys', contact: `<sip:${user}@${this.domain}>`, headers: [`Expires: ${headerValue(message, 'expires') ?? '600'}`] });
        const known = this.subscribed.get(user);
        if (headerValue(message, 'expires') === '0') {
          this.unsubscribed.add(user);
          return;
        }
        this.subscribed.set(user, { request: message, from, cseq: known?.cseq ?? 0, version: known?.version ?? 0 });
        return this.notify(user, 'idle');
      }
      case 'INVITE':
        this.invited.push({ user, replaces: headerValue(message, 'replaces') });
        return answer(486, { toTag: 'busy' });
      case 'ACK': return;
      default: return answer(200, { contact: null });
    }
  }

  private notify(user: string, state: State): void {
    const entry = this.subscribed.get(user);
    if (entry === undefined) return;
    entry.cseq += 1;
    entry.version += 1;
    const value = (name: string): string => headerValue(entry.request, name) ?? '';
    const dialog = state === 'idle' ? '' : `<dialog id="d" call-id="c" local-tag="l" remote-tag="r" direction="recipient"><state>${state}</state><remote><identity display="Caller ${user}">sip:caller@${this.domain}</identity></remote></dialog>`;
    const body = `<?xml version="1.0"?><dialog-info xmlns="urn:ietf:params:xml:ns:dialog-info" version="${entry.version}" state="full" entity="sip:${user}@${this.domain}">${dialog}</dialog-info>`;
    const to = value('to');
    this.socket.send([
      `NOTIFY ${entry.request.contacts[0]?.uri.text ?? ''} SIP/2.0`, `Via: SIP/2.0/UDP ${this.domain};branch=z9hG4bKkey${++this.serial}`, 'Max-Forwards: 70',
      `From: ${/;\s*tag=/.test(to) ? to : `${to};tag=keys`}`, `To: ${value('from')}`, `Call-ID: ${entry.request.callId}`, `CSeq: ${entry.cseq} NOTIFY`,
      `Contact: <sip:${user}@${this.domain}>`, 'Event: dialog', 'Subscription-State: active;expires=600', 'Content-Type: application/dialog-info+xml', `Content-Length: ${Buffer.byteLength(body)}`, '', body,
    ].join('\r\n'), entry.from.port, entry.from.address);
  }
}
