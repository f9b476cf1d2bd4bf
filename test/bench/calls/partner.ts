import { createSocket, type Socket } from 'node:dgram';
import type { SipRequest } from '../../../electron/sip/parser';
import { provisioningFile, type RunningApp } from '../../support/app';
import { sdp } from '../../support/sip/phone';
import { requestText, ScriptedPeer, type Received } from '../../support/sip/scripted-peer';
import { ofCall } from '../lib/of-call';
import { sleep } from '../lib/report';

const SHORT_TALK_MS = 400;

/** Server and far end of every call: registers the phone, answers and calls it, and echoes its RTP. */
export class CallPartner {
  leastPackets = Number.POSITIVE_INFINITY;
  private serial = 0;
  private packets = 0;
  private phone = { address: '', port: 0, contact: '' };

  private constructor(private readonly server: ScriptedPeer, private readonly echo: Socket) {
    echo.on('message', (bytes, source) => {
      this.packets += 1;
      echo.send(bytes, source.port, source.address);
    });
  }

  static async open(): Promise<CallPartner> {
    const echo = createSocket('udp4');
    await new Promise<void>((resolve) => { echo.bind(0, '127.0.0.1', resolve); });
    return new CallPartner(await ScriptedPeer.open(), echo);
  }

  /** Writes a provisioning file that sends the phone here; PCMU alone, so that every call is the same work. */
  provisioning(folder: string): string {
    return provisioningFile(folder, {
      version: 1, settings: { onboarded: true },
      accounts: [{ label: 'Bench', username: 'bench', password: 'bench', domain: this.server.address, codecs: ['pcmu'], registerExpiresSeconds: 3_600 }],
    });
  }

  async register(): Promise<void> {
    const register = await this.server.request('REGISTER', 30_000);
    const contact = register.message.contacts[0]?.uri.text ?? '';
    this.phone = { ...register.from, contact };
    this.server.reply(register, 200, { contact: `<${contact}>;expires=3600` });
  }

  /** One call with sound, ended by the far end where it was called, else by the phone. */
  async oneCall(app: RunningApp, outgoing: boolean, talkMs = SHORT_TALK_MS): Promise<void> {
    this.packets = 0;
    await (outgoing ? this.answerOne(app, talkMs) : this.callOnce(app, talkMs));
    this.leastPackets = Math.min(this.leastPackets, this.packets);
    await app.quiet();
  }

  dispose(): void {
    this.server.close();
    this.echo.close();
  }

  private get sdp(): string {
    return sdp('sendrecv', this.echo.address().port);
  }

  private async answerOne(app: RunningApp, talkMs: number): Promise<void> {
    await app.invoke('call:dial', { number: '0123456789', accountId: null });
    const invite = await this.server.request('INVITE', 8_000);
    const toTag = `partner-${++this.serial}`;
    this.server.reply(invite, 180, { toTag });
    this.server.reply(invite, 200, { toTag, sdp: this.sdp });
    await ofCall(invite.message.callId, () => this.server.request('ACK'));
    await sleep(talkMs);
    await this.sendInDialog(invite, toTag);
  }

  /** BYE from the side that was called. */
  private async sendInDialog({ message }: Received<SipRequest>, toTag: string): Promise<void> {
    const header = (name: string): string => message.headers.find((each) => each.name === name)?.value ?? '';
    this.server.send(requestText('BYE', message.contacts[0]?.uri.text ?? '', {
      via: `SIP/2.0/UDP ${this.server.address};branch=z9hG4bKbye${this.serial};rport`, from: `${header('to')};tag=${toTag}`, to: header('from'), callId: message.callId,
    }), this.phone);
    await ofCall(message.callId, () => this.server.response(200));
  }

  private async callOnce(app: RunningApp, talkMs: number): Promise<void> {
    const call = ++this.serial;
    const uri = this.phone.contact;
    const parts = {
      via: `SIP/2.0/UDP ${this.server.address};branch=z9hG4bKcall${call};rport`, from: `<sip:06123${call}@example.com>;tag=from${call}`, to: `<${uri}>`,
      callId: `bench-call-${call}`, headers: [`Contact: <sip:bench@${this.server.address}>`],
    };
    this.server.send(requestText('INVITE', uri, { ...parts, body: this.sdp }), this.phone);
    await ofCall(parts.callId, () => this.server.response(180));
    const { id } = await app.waitForCall('incoming');
    await app.invoke('call:answer', { callId: id });
    const accepted = await ofCall(parts.callId, () => this.server.response(200, 8_000));
    const { to, contacts } = accepted.message;
    this.server.send(requestText('ACK', contacts[0]?.uri.text ?? uri, { ...parts, via: parts.via.replace('bKcall', 'bKack'), to: to.text }), this.phone);
    await sleep(talkMs);
    await app.invoke('call:hangUp', { callId: id });
    const bye = await ofCall(parts.callId, () => this.server.request('BYE'));
    this.server.reply(bye, 200, { contact: null });
  }
}
