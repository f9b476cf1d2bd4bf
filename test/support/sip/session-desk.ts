import type { CallId } from '../../../electron/contract/ids';
import type { Account } from '../../../electron/contract/accounts';
import { headerValue, type SipRequest, type SipResponse } from '../../../electron/sip/parser';
import { FakeClock } from '../fake-clock';
import { type Phone, sdp, startPhone } from './phone';
import { type Received, requestText, ScriptedPeer } from './scripted-peer';

export const settle = (ms = 60): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

export interface SendParts {
  readonly branch?: string;
  readonly cseq?: number;
  readonly headers?: readonly string[];
  readonly body?: string;
  readonly type?: string;
  readonly from?: string;
  readonly contact?: string | null;
}

/** A registered phone whose server a test plays, and whose hours a test may let pass at once. */
export class SessionDesk {
  private serial = 0;

  private constructor(readonly server: ScriptedPeer, readonly phone: Phone, readonly register: Received<SipRequest>, readonly clock: FakeClock | null) {}

  /** `frozen`: the phone's clock moves by `pass` only. */
  static async open({ frozen = false, account = {} as Partial<Account> } = {}): Promise<SessionDesk> {
    const server = await ScriptedPeer.open();
    const clock = frozen ? new FakeClock() : null;
    const phone = startPhone('alice', server.address, { registerExpiresSeconds: 86_400, ...account }, clock === null ? {} : { clock });
    const registered = phone.register();
    const register = await server.acceptRegister(86_400);
    await registered;
    return new SessionDesk(server, phone, register, clock);
  }

  async close(): Promise<void> {
    this.server.obliging = true;
    let over = false;
    const gone = this.phone.signalling.dispose().finally(() => { over = true; });
    for (let turn = 0; !over && turn < 400; turn++) {
      this.clock?.advance(50);
      await settle(5);
    }
    await gone;
    this.server.close();
  }

  /** Lets time pass, in steps, with real turns in between for what is sent. */
  async pass(ms: number, stepMs = 10_000): Promise<void> {
    if (this.clock === null) return settle(ms);
    for (let left = ms; left > 0; left -= stepMs) {
      this.clock.advance(Math.min(stepMs, left));
      await settle(2);
    }
    await settle(20);
  }

  /** A call that the server sends us. */
  incoming(): InboundCall {
    return new InboundCall(this, ++this.serial);
  }

  /** A call of ours that stands. `ok`: what the 200 says. */
  async called(headers: readonly string[] = []): Promise<{ callId: CallId; invite: Received<SipRequest>; remote: RemoteEnd }> {
    const callId = this.phone.call('bob');
    const invite = await this.server.request('INVITE');
    this.server.reply(invite, 200, { sdp: sdp(), headers });
    await this.phone.next('accepted');
    await this.server.request('ACK');
    return { callId, invite, remote: new RemoteEnd(this, invite) };
  }
}

/** The far end of a call of ours, sending requests of its own. */
export class RemoteEnd {
  private cseq = 0;

  constructor(private readonly desk: SessionDesk, private readonly invite: Received<SipRequest>, private readonly tag = 'peer') {}

  send(method: string, parts: SendParts = {}): number {
    const { server, register } = this.desk;
    const cseq = parts.cseq ?? ++this.cseq;
    this.cseq = cseq;
    const { branch = `z9hG4bK-remote-${this.tag}-${method}-${cseq}`, headers = [], contact = `<sip:peer@${server.address}>` } = parts;
    server.send(requestText(method, this.invite.message.contacts[0]?.uri.text ?? '', {
      via: `SIP/2.0/UDP ${server.address};branch=${branch};rport`, from: `<sip:bob@${server.address}>;tag=${this.tag}`, to: headerValue(this.invite.message, 'from') ?? '',
      callId: this.invite.message.callId, cseq, headers: [...(contact === null ? [] : [`Contact: ${contact}`]), ...headers],
      ...(parts.body === undefined ? {} : { body: parts.body }), ...(parts.type === undefined ? {} : { type: parts.type }),
    }), register.from);
    return cseq;
  }
}

/** A call to us, request by request. */
export class InboundCall {
  readonly callId: string;
  readonly branch: string;
  readonly uri: string;
  toTag = '';
  private cseq = 0;

  constructor(private readonly desk: SessionDesk, serial: number) {
    this.callId = `desk-${serial}@test`;
    this.branch = `z9hG4bK-desk-${serial}`;
    this.uri = desk.register.message.contacts[0]?.uri.text ?? '';
  }

  send(method: string, parts: SendParts = {}): number {
    const { server, register } = this.desk;
    const cseq = parts.cseq ?? (method === 'ACK' || method === 'CANCEL' ? this.cseq : ++this.cseq);
    const { branch = `${this.branch}-${method}-${cseq}`, headers = [], from = '"Bob" <sip:bob@example.com>', contact = `<sip:bob@${server.address}>` } = parts;
    server.send(requestText(method, this.uri, {
      via: `SIP/2.0/UDP ${server.address};branch=${branch};rport`, from: `${from};tag=bob`, to: `<sip:alice@example.com>${this.toTag === '' ? '' : `;tag=${this.toTag}`}`,
      callId: this.callId, cseq, headers: [...(contact === null ? [] : [`Contact: ${contact}`]), ...headers],
      ...(parts.body === undefined ? {} : { body: parts.body }), ...(parts.type === undefined ? {} : { type: parts.type }),
    }), register.from);
    return cseq;
  }

  invite(parts: SendParts = {}): void {
    this.send('INVITE', { branch: this.branch, body: sdp(), ...parts });
  }

  /** The response, its To tag remembered. */
  async response(status: number): Promise<Received<SipResponse>> {
    const response = await this.desk.server.response(status);
    const tag = response.message.to.params.get('tag');
    if (typeof tag === 'string') this.toTag = tag;
    return response;
  }

  /** Answers, acknowledged. */
  async established(headers: readonly string[] = []): Promise<{ callId: CallId; ok: Received<SipResponse> }> {
    const { phone } = this.desk;
    this.invite({ headers });
    const { callId } = await phone.next('incoming');
    phone.signalling.accept(callId, sdp());
    const ok = await this.response(200);
    this.send('ACK');
    await phone.next('acknowledged');
    return { callId, ok };
  }
}

export function header(item: Received, name: string): string | null {
  return headerValue(item.message, name);
}
