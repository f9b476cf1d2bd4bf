import type {
  AckableIncomingResponseWithSession, IncomingResponse, OutgoingInviteRequest, PrackableIncomingResponseWithSession, UserAgentClient,
} from 'sip.js/lib/core/index.js';
import type { HangUpReason, InviteOptions, ReinviteResult } from '../../calls/ports';
import { cleanText } from '../identity/clean';
import { redirectTargets } from '../identity/redirection';
import { listValues, type SipMessage, type SipUri } from '../parser';
import { GIVE_UP_MS } from '../reliability/retransmitter';
import { reasonHeader, retryAfterOf, warningOf } from '../sessions/reason';
import { askingHeaders, minSeOf, settledTerms } from '../sessions/session-expires';
import { SUPPORTED_EXTENSIONS } from '../transport/replies';
import { type CallDialog, focusOf, transferHeaders } from '../transfer/replaces';
import { sdpOf } from './bodies';
import { NOT_ESTABLISHED, type SipCall } from './call';
import type { CallContext } from './call-context';
import { EarlyDialogs } from './early-dialogs';
import { identityNow } from './far-end-changes';
import { sourceOf } from './message-adapter';
import type { ReferUsage } from './refer-usage';
import { abandon } from './request-auth';
import { SessionUsage } from './session-usage';
import { refreshRemoteTarget } from './uris';

/** RFC 3326: what we tell a fork that answered after another. */
const ELSEWHERE = reasonHeader({ cause: 200, text: 'Call completed elsewhere' });
/** The same INVITE in other words, after 420 or 422, at most this often. */
const MAX_REWORDED = 3;

/** An INVITE we send, with its forks, its CANCEL and what comes of it (RFC 3261 13.2, 9.1). */
export class OutgoingCall implements SipCall {
  private client: OutgoingInviteRequest | null = null;
  private usage: SessionUsage | null = null;
  private early: EarlyDialogs;
  /** A provisional answer came, so CANCEL may be sent (RFC 3261 9.1). */
  private proceeding = false;
  private progressed = false;
  private cancelled = false;
  private over = false;
  private stopGiveUp: () => void = () => {};
  private nextHop: () => boolean = () => false;
  private cancelHeaders: string[] = [];
  private minSeconds = 0;
  /** Option tags that a server on the way does not bear (RFC 3261 8.1.3.5). */
  private readonly unwanted = new Set<string>();
  private reworded = 0;

  constructor(private readonly context: CallContext, private readonly target: SipUri, private readonly sdpOffer: string, private readonly options: InviteOptions = {}) {
    this.early = new EarlyDialogs(context);
  }

  start(): void {
    this.nextHop = this.context.beginAttempt();
    this.send({});
  }

  ring(): void {}
  accept(): void {}
  reject(): void {}
  redirect(): void {}

  hangUp(reason: HangUpReason | undefined): void {
    if (this.over || this.cancelled) return;
    if (this.usage !== null) return this.usage.bye(reason);
    this.cancelled = true;
    if (reason !== undefined) this.cancelHeaders = [reasonHeader(reason)];
    // A challenge to the INVITE must not start it again.
    if (this.client !== null) abandon(this.client as unknown as UserAgentClient);
    if (this.proceeding) this.sendCancel();
  }

  async reinvite(sdp: string): Promise<ReinviteResult> {
    if (this.usage !== null) return this.usage.reinvite(sdp);
    return this.over || this.cancelled ? NOT_ESTABLISHED : this.early.offer(sdp);
  }

  answerOffer(sdp: string): void {
    (this.usage ?? this.early).answerOffer(sdp);
  }

  rejectOffer(status: number): void {
    (this.usage ?? this.early).rejectOffer(status);
  }

  async sendInfoDigit(digit: string, durationMs: number): Promise<boolean> {
    return this.usage?.sendInfoDigit(digit, durationMs) ?? false;
  }

  dialogs(): readonly CallDialog[] {
    return this.usage === null ? this.early.dialogs() : [this.usage.refers.dialog];
  }

  get refers(): ReferUsage | null {
    return this.usage?.refers ?? null;
  }

  dispose(): void {
    this.stopGiveUp();
    this.early.close();
    this.usage?.dispose();
    this.over = true;
  }

  private send(continued: { callId?: string; fromTag?: string; cseq?: number }): void {
    const { line } = this.context;
    const supported = SUPPORTED_EXTENSIONS.filter((tag) => !this.unwanted.has(tag));
    const timer = this.unwanted.has('timer') ? [] : askingHeaders(null, this.minSeconds);
    const message = line.makeRequest({
      method: 'INVITE', uri: this.target, headers: [`Contact: ${line.contact}`, line.allowHeader, ...timer, ...transferHeaders(this.options), ...this.context.placeHeaders()], body: { type: 'application/sdp', text: this.sdpOffer },
      supported, anonymous: this.options.anonymous === true, ...continued,
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

  private onProvisional(response: PrackableIncomingResponseWithSession | null): void {
    const first = !this.proceeding;
    if (response !== null) this.onProgress(response);
    else if (first && !this.cancelled) this.context.emit({ kind: 'trying', callId: this.context.callId });
    this.proceeding = true;
    if (this.cancelled && first) this.sendCancel();
  }

  private onProgress(response: PrackableIncomingResponseWithSession): void {
    const source = sourceOf(response.message);
    const progress = source === null ? null : this.early.take(response, source);
    if (progress === null || this.cancelled || this.over || this.usage !== null) return;
    this.progressed = true;
    this.context.emit({ kind: 'progress', callId: this.context.callId, ...progress });
  }

  private onAccept(response: AckableIncomingResponseWithSession): void {
    const source = sourceOf(response.message);
    // RFC 3261 12.2.1.2: the 2xx says where requests go, whatever a 180 said or left out; sip.js keeps the 180's.
    const [contact] = source?.contacts ?? [];
    if (contact !== undefined) refreshRemoteTarget(response.session, contact.uri);
    response.ack({ extraHeaders: this.credentialHeaders() });
    const isWinner = this.usage === null && !this.cancelled && !this.over;
    // RFC 3261 13.2.2.4: each fork that answers is a dialog; those not wanted get ACK and BYE.
    if (!isWinner) {
      response.session.bye(undefined, { extraHeaders: this.cancelled ? this.cancelHeaders : [ELSEWHERE] });
      if (this.cancelled) this.end({ status: 487, reason: 'Request Terminated' });
      return;
    }
    this.early.close();
    this.usage = new SessionUsage(response.session, this.context, { weCalled: true, farEnd: source, terms: source === null ? null : settledTerms(source) });
    const { sdp, offerAgain } = this.early.answerOf(response.session.remoteTag, source === null ? null : sdpOf(source));
    this.context.emit({ kind: 'accepted', callId: this.context.callId, sdp, remote: source === null ? null : identityNow(source), ...focusOf(source) });
    if (offerAgain) this.context.emit({ kind: 'refreshDue', callId: this.context.callId });
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
    this.early.close();
    if (this.cancelled) return this.end({ status: 487, reason: 'Request Terminated' });
    const hopFailed = (source === null || status === 503) && !this.progressed;
    if (hopFailed && this.nextHop()) {
      this.proceeding = false;
      return this.start();
    }
    if (source === null) return this.lose(status === 408 ? 'the server did not answer' : 'the server cannot be reached');
    if (this.canReword(status, source)) return this.sendAgain();
    const warning = warningOf(source);
    this.end({
      status, reason: cleanText(message.reasonPhrase ?? ''), retryAfterSeconds: retryAfterOf(source),
      ...(warning === null ? {} : { warning: cleanText(warning) }), ...(status >= 300 && status < 400 ? { redirectTo: redirectTargets(source) } : {}),
    });
  }

  /** 422 wants a longer session interval (RFC 4028 7.3), 420 less of our extensions (RFC 3261 8.1.3.5). */
  private canReword(status: number, source: SipMessage): boolean {
    if (this.reworded >= MAX_REWORDED) return false;
    if (status === 422) {
      const wanted = minSeOf(source);
      if (wanted === null || wanted <= this.minSeconds) return false;
      this.minSeconds = wanted;
      return true;
    }
    if (status !== 420) return false;
    const before = this.unwanted.size;
    for (const tag of listValues(source, 'unsupported')) if ((SUPPORTED_EXTENSIONS as readonly string[]).includes(tag.toLowerCase())) this.unwanted.add(tag.toLowerCase());
    return this.unwanted.size > before;
  }

  /** RFC 3261 8.1.3.5: the same Call-ID, From and To, and the next CSeq. */
  private sendAgain(): void {
    const before = this.client?.message;
    this.reworded += 1;
    this.proceeding = false;
    this.early = new EarlyDialogs(this.context);
    this.send(before === undefined ? {} : { callId: before.callId, fromTag: before.fromTag, cseq: before.cseq + 1 });
  }

  private sendCancel(): void {
    this.client?.cancel(undefined, { extraHeaders: this.cancelHeaders });
    // RFC 3261 9.1: a far end that never ends the INVITE is given up after 64*T1.
    this.stopGiveUp = this.context.clock.after(GIVE_UP_MS, () => {
      if (this.client !== null) this.context.line.drop(this.client);
      this.end({ status: 487, reason: 'Request Terminated' });
    });
  }

  private end(outcome: { status: number; reason: string; retryAfterSeconds?: number | null; warning?: string; redirectTo?: readonly string[] }): void {
    if (this.over) return;
    this.over = true;
    this.stopGiveUp();
    this.context.emit({ kind: 'failed', callId: this.context.callId, retryAfterSeconds: null, ...outcome });
    this.context.finished();
  }

  private lose(detail: string): void {
    if (this.over) return;
    this.over = true;
    this.context.emit({ kind: 'lost', callId: this.context.callId, detail });
    this.context.finished();
  }
}
