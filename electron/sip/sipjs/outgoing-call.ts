import type {
  AckableIncomingResponseWithSession, IncomingResponse, OutgoingInviteRequest, PrackableIncomingResponseWithSession, UserAgentClient,
} from 'sip.js/lib/core/index.js';
import type { ReinviteResult } from '../../calls/ports';
import { cleanText } from '../identity/clean';
import { assertedIdentity } from '../identity/party';
import { headerValue, listValues, type SipUri } from '../parser';
import { GIVE_UP_MS } from '../reliability/retransmitter';
import { sdpOf } from './bodies';
import { NOT_ESTABLISHED, type SipCall } from './call';
import type { CallContext } from './call-context';
import { sourceOf } from './message-adapter';
import { abandon } from './request-auth';
import { SessionUsage } from './session-usage';

/** An INVITE we send, with its forks, its CANCEL and what comes of it (RFC 3261 13.2, 9.1). */
export class OutgoingCall implements SipCall {
  private client: OutgoingInviteRequest | null = null;
  private usage: SessionUsage | null = null;
  /** A provisional answer came, so CANCEL may be sent (RFC 3261 9.1). */
  private proceeding = false;
  private progressed = false;
  private cancelled = false;
  private over = false;
  private stopGiveUp: () => void = () => {};
  private nextHop: () => boolean = () => false;
  /** Last description of each fork: the 200 of a fork may leave out what its 183 said. */
  private readonly descriptions = new Map<string, string>();

  constructor(private readonly context: CallContext, private readonly target: SipUri, private readonly sdpOffer: string) {}

  start(): void {
    const { line } = this.context;
    this.nextHop = this.context.beginAttempt();
    const message = line.makeRequest({
      method: 'INVITE', uri: this.target, headers: [`Contact: ${line.contact}`, line.allowHeader], body: { type: 'application/sdp', text: this.sdpOffer },
    });
    this.context.named(message.callId);
    this.client = line.core.invite(message, {
      onTrying: () => this.onProvisional(null),
      onProgress: (response) => this.onProvisional(response),
      onAccept: (response) => this.onAccept(response),
      onRedirect: (response) => this.onFinal(response),
      onReject: (response) => this.onFinal(response),
    });
  }

  ring(): void {}
  accept(): void {}
  reject(): void {}

  hangUp(): void {
    if (this.over || this.cancelled) return;
    if (this.usage !== null) return this.usage.bye();
    this.cancelled = true;
    // A challenge to the INVITE must not start it again.
    if (this.client !== null) abandon(this.client as unknown as UserAgentClient);
    if (this.proceeding) this.sendCancel();
  }

  async reinvite(sdp: string): Promise<ReinviteResult> {
    return this.usage?.reinvite(sdp) ?? NOT_ESTABLISHED;
  }

  answerOffer(sdp: string): void {
    this.usage?.answerOffer(sdp);
  }

  rejectOffer(status: number): void {
    this.usage?.rejectOffer(status);
  }

  async sendInfoDigit(digit: string, durationMs: number): Promise<boolean> {
    return this.usage?.sendInfoDigit(digit, durationMs) ?? false;
  }

  dispose(): void {
    this.stopGiveUp();
    this.usage?.dispose();
    this.over = true;
  }

  private onProvisional(response: PrackableIncomingResponseWithSession | null): void {
    const first = !this.proceeding;
    if (response !== null) this.onProgress(response);
    else if (first && !this.cancelled) this.context.emit({ kind: 'trying', callId: this.context.callId });
    this.proceeding = true;
    if (this.cancelled && first) this.sendCancel();
  }

  private onProgress(response: PrackableIncomingResponseWithSession): void {
    const source = sourceOf(response.message);
    if (source === null) return;
    if (listValues(source, 'require').some((tag) => tag.toLowerCase() === '100rel')) {
      // RFC 3262 7.2: RAck is what sip.js leaves to its user.
      response.prack({ extraHeaders: [`RAck: ${headerValue(source, 'rseq') ?? '1'} ${source.cseq.sequence} ${source.cseq.method}`] });
    }
    // 199 only says that one fork gave up (RFC 6228).
    if (this.cancelled || this.over || this.usage !== null || response.message.statusCode === 199) return;
    const sdp = sdpOf(source);
    if (sdp !== null) this.descriptions.set(response.session.remoteTag, sdp);
    this.progressed = true;
    this.context.emit({ kind: 'progress', callId: this.context.callId, status: response.message.statusCode ?? 180, sdp });
  }

  private onAccept(response: AckableIncomingResponseWithSession): void {
    response.ack({ extraHeaders: this.credentialHeaders() });
    const isWinner = this.usage === null && !this.cancelled && !this.over;
    // RFC 3261 13.2.2.4: each fork that answers is a dialog; those not wanted get ACK and BYE.
    if (!isWinner) {
      response.session.bye();
      if (this.cancelled) this.end(487, 'Request Terminated', null);
      return;
    }
    this.usage = new SessionUsage(response.session, this.context, true);
    const source = sourceOf(response.message);
    const sdp = (source === null ? null : sdpOf(source)) ?? this.descriptions.get(response.session.remoteTag) ?? null;
    this.context.emit({ kind: 'accepted', callId: this.context.callId, sdp, remote: source === null ? null : assertedIdentity(source) });
  }

  /** RFC 3261 13.2.2.4: the ACK carries the credentials of its INVITE. */
  private credentialHeaders(): string[] {
    const message = this.client?.message;
    return (['Authorization', 'Proxy-Authorization'] as const).flatMap((name) => {
      const value = message?.getHeader(name.toLowerCase());
      return value === undefined ? [] : [`${name}: ${value}`];
    });
  }

  private onFinal({ message }: IncomingResponse): void {
    const status = message.statusCode ?? 500;
    const source = sourceOf(message);
    if (this.cancelled) return this.end(487, 'Request Terminated', null);
    const hopFailed = (source === null || status === 503) && !this.progressed;
    if (hopFailed && this.nextHop()) {
      this.proceeding = false;
      return this.start();
    }
    if (source === null) return this.lose(status === 408 ? 'the server did not answer' : 'the server cannot be reached');
    const retryAfter = Number(/^\d{1,9}/.exec(headerValue(source, 'retry-after') ?? '')?.[0] ?? Number.NaN);
    this.end(status, cleanText(message.reasonPhrase ?? ''), Number.isFinite(retryAfter) ? retryAfter : null);
  }

  private sendCancel(): void {
    this.client?.cancel();
    // RFC 3261 9.1: a far end that never ends the INVITE is given up after 64*T1.
    this.stopGiveUp = this.context.clock.after(GIVE_UP_MS, () => {
      if (this.client !== null) this.context.line.drop(this.client);
      this.end(487, 'Request Terminated', null);
    });
  }

  private end(status: number, reason: string, retryAfterSeconds: number | null): void {
    if (this.over) return;
    this.over = true;
    this.stopGiveUp();
    this.context.emit({ kind: 'failed', callId: this.context.callId, status, reason, retryAfterSeconds });
    this.context.finished();
  }

  private lose(detail: string): void {
    if (this.over) return;
    this.over = true;
    this.context.emit({ kind: 'lost', callId: this.context.callId, detail });
    this.context.finished();
  }
}
