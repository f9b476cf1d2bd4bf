import { type Log, silentLog } from '../../../electron/calls/ports';
import { headerValue, parseMessage, type SipMessage } from '../../../electron/sip/parser';
import { FakeUdp, type Sent } from './fake-udp';
import { type Phone, startPhone } from './phone';

/** The phone's own server, and somebody else. Documentation addresses (RFC 5737): nothing leaves the process. */
export const SERVER = { address: '192.0.2.77', port: 5060 };
export const STRANGER = { address: '198.51.100.99', port: 5060 };

/** A registered phone of ours without a network: datagrams go in by hand, answers are looked at as they leave the socket. */
export class OfflinePhone {
  private constructor(readonly network: FakeUdp, readonly phone: Phone, readonly contact: string) {}

  static async start(log: Log = silentLog): Promise<OfflinePhone> {
    const network = new FakeUdp();
    const phone = startPhone('alice', `${SERVER.address}:${SERVER.port}`, {}, { bind: { ipv4: '0.0.0.0', ipv6: '::' }, localAddressFor: async () => '192.0.2.10' }, log);
    const registered = phone.register();
    const register = await firstOf(network, 'REGISTER');
    const contact = register.contacts[0]?.uri.text ?? '';
    network.deliver(answerTo(register, '200 OK', [`Contact: <${contact}>;expires=300`]), SERVER);
    await registered;
    network.sent.length = 0;
    return new OfflinePhone(network, phone, contact);
  }

  /** What leaves the socket because of this datagram. */
  async answersTo(bytes: Buffer | string, from = SERVER): Promise<Sent[]> {
    const before = this.network.sent.length;
    this.network.deliver(bytes, from);
    await turn();
    return this.network.sent.slice(before);
  }

  async stop(): Promise<void> {
    const last = this.phone.signalling.dispose();
    let over = false;
    void last.finally(() => { over = true; });
    // The last BYEs and the unREGISTER are answered, so that nobody waits for them.
    for (let answered = 0; !over; await turn()) {
      for (const { text } of this.network.sent.slice(answered)) {
        answered++;
        const result = parseMessage(Buffer.from(text, 'latin1'));
        if (result.ok && result.message.kind === 'request' && result.message.method !== 'ACK') this.network.deliver(answerTo(result.message, '200 OK'), SERVER);
      }
    }
    await last;
    this.network.restore();
  }
}

/** The next request of this kind that we send. */
export async function firstOf(network: FakeUdp, method: string): Promise<SipMessage> {
  for (let looked = 0; looked < 200; looked++) {
    const sent = network.sent.find(({ text }) => text.startsWith(`${method} `));
    const result = sent === undefined ? null : parseMessage(Buffer.from(sent.text, 'latin1'));
    if (result?.ok === true) return result.message;
    await turn();
  }
  throw new Error(`no ${method} was sent`);
}

/** The headers that tie an answer to its request. */
export function answerTo(request: SipMessage, statusLine: string, headers: readonly string[] = []): string {
  const value = (name: string): string => headerValue(request, name) ?? '';
  return [
    `SIP/2.0 ${statusLine}`, ...request.vias.map((via) => `Via: ${via.text}`), `From: ${value('from')}`, `To: ${value('to')};tag=far`,
    `Call-ID: ${request.callId}`, `CSeq: ${value('cseq')}`, ...headers, 'Content-Length: 0', '', '',
  ].join('\r\n');
}

const turn = (): Promise<void> => new Promise((resolve) => { setImmediate(resolve); });
