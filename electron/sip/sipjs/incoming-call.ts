import type { IncomingInviteRequest, IncomingPrackRequest, IncomingRequestMessage, Session } from 'sip.js/lib/core/index.js';
import type { HangUpReason, ReinviteResult } from '../../calls/ports';
import { cleanText } from '../identity/clean';
import type { SipMessage, SipUri } from '../parser';
import { reasonOf } from '../sessions/reason';
import { grantOf } from '../sessions/session-expires';
import type { CallDialog } from '../transfer/replaces';
import { sdpOf, sessionBodyOf } from './bodies';
import { NOT_ESTABLISHED, type SipCall } from './call';
import type { CallContext } from './call-context';
import { tellIdentity } from './far-end-changes';
import { sourceOf } from './message-adapter';
import type { ReferUsage } from './refer-usage';
import { ReliableProvisional, mustRingWithOffer, ringsReliably } from './reliable-provisional';
import { SessionUsage } from './session-usage';
import { type IncomingUpdate, offerOf, ownSession, refuseForNow } from './update-request';

/** An INVITE sent to us (RFC 3261 13.3). 100 leaves as soon as it is constructed. */
export class IncomingCall implements SipCall {
  private usage: SessionUsage | null = null;
  private reliable: ReliableProvisional | null = null;
  private over = false;
  /** Our offer went in the ringing (RFC 3262 5), theirs was none. */
  private ringOffer: string | null = null;
  /** Its answer, from the PRACK. */
  private ringAnswer: string | null = null;
  /** The user answered before the PRACK came: a 2xx may not overtake it then (RFC 3262 3). */
  private waitsForPrack = false;

  constructor(private readonly context: CallContext, private readonly request: IncomingInviteRequest) {
    context.named(request.message.callId);
    request.trying();
    request.delegate = {
      onCancel: (message) => this.onCancel(message),
      onTransportError: (error) => context.log.warn('answer not sent', { error: error.message }),
    };
  }

  ring(sdpOffer: string | undefined): void {
    if (this.over || this.usage !== null) return;
    const source = sourceOf(this.request.message);
    const hasOffer = source !== null && sdpOf(source) !== null;
    const offers = source !== null && mustRingWithOffer(source);
    if (offers && sdpOffer === undefined) return;
    if (!offers && (source === null || !ringsReliably(source, hasOffer))) return this.watchEarly(this.request.progress({ statusCode: 180, extraHeaders: [this.context.line.allowHeader] }).session);
    if (offers && sdpOffer !== undefined) this.ringOffer = sdpOffer;
    const body = this.ringOffer === null ? {} : { body: sessionBodyOf(this.ringOffer) };
    this.reliable ??= new ReliableProvisional(
      this.context.clock, this.request.message.cseq,
      (headers) => this.watchEarly(this.request.progress({ statusCode: 180, extraHeaders: [this.context.line.allowHeader, ...headers], ...body }).session),
      () => this.unacknowledged(),
    );
  }

  accept(sdp: string): void {
    if (this.over || this.usage !== null) return;
    if (this.ringOffer !== null && this.reliable?.isWaiting === true) {
      this.waitsForPrack = true;
      return;
    }
    this.reliable?.dispose();
    const source = sourceOf(this.request.message);
    const grant = source === null ? null : grantOf(source, null);
    const { session } = this.request.accept({
      statusCode: 200, extraHeaders: [...(grant?.headers ?? []), ...this.context.placeHeaders()], body: sessionBodyOf(this.ringOffer ?? sdp),
    });
    this.usage = new SessionUsage(session, this.context, { weCalled: false, farEnd: source, terms: grant?.terms ?? null, answer: this.ringAnswer });
  }

  reject(status: number, reason: string | undefined): void {
    if (this.over || this.usage !== null) return;
    this.request.reject({ statusCode: status, ...(reason === undefined ? {} : { reasonPhrase: cleanText(reason) }) });
    this.end();
  }

  redirect(target: SipUri): void {
    if (this.over || this.usage !== null) return;
    this.request.redirect([], { statusCode: 302, extraHeaders: [`Contact: <${target.text}>`] });
    this.end();
  }

  hangUp(reason: HangUpReason | undefined): void {
    if (this.usage !== null) return this.usage.bye(reason);
    this.reject(480, undefined);
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

  dialogs(): readonly CallDialog[] {
    return this.usage === null ? [] : [this.usage.refers.dialog];
  }

  get refers(): ReferUsage | null {
    return this.usage?.refers ?? null;
  }

  dispose(): void {
    this.reliable?.dispose();
    this.usage?.dispose();
    this.over = true;
  }

  /** The early dialog takes PRACK, UPDATE, and BYE instead of CANCEL, which RFC 3261 15 allows the caller. */
  private watchEarly(session: Session): void {
    ownSession(session, {
      onPrack: (request) => this.onPrack(request),
      onUpdate: (request) => this.onEarlyUpdate(request),
      onBye: (request) => {
        request.accept();
        this.request.reject({ statusCode: 487 });
        this.tellCancelled(sourceOf(request.message));
      },
    });
  }

  /** A PRACK that fits gets 200 whatever it holds (RFC 3262 3): an offer in it breaks the rules, since theirs in the INVITE is not answered yet. */
  private onPrack(request: IncomingPrackRequest): void {
    const source = sourceOf(request.message);
    if (source === null || this.reliable?.acknowledgedBy(source) !== true) return void request.reject({ statusCode: 481 });
    if (this.ringOffer !== null) this.ringAnswer = sdpOf(source);
    request.accept();
    if (this.waitsForPrack && this.ringOffer !== null) this.accept(this.ringOffer);
  }

  /** RFC 3311 5.2: their first offer is not answered yet, or was never made and the next is ours. */
  private onEarlyUpdate(request: IncomingUpdate): void {
    if (offerOf(request) !== null) return refuseForNow(request);
    tellIdentity(this.context, sourceOf(request.message));
    request.accept({ statusCode: 200, extraHeaders: [`Contact: ${this.context.line.contact}`] });
  }

  /** RFC 3262 3: a caller that never sends PRACK is refused after 64*T1. */
  private unacknowledged(): void {
    if (this.over || this.usage !== null) return;
    this.request.reject({ statusCode: 504 });
    this.context.emit({ kind: 'lost', callId: this.context.callId, detail: 'the caller never acknowledged the ringing (PRACK)' });
    this.end();
  }

  private onCancel(message: IncomingRequestMessage): void {
    if (this.over || this.usage !== null) return;
    this.request.reject({ statusCode: 487 });
    this.tellCancelled(sourceOf(message));
  }

  /** RFC 3326: `Reason: SIP;cause=200;text="Call completed elsewhere"`. */
  private tellCancelled(message: SipMessage | null): void {
    const reason = reasonOf(message);
    const answeredElsewhere = reason?.protocol === 'SIP' && reason.cause === 200;
    this.context.emit({
      kind: 'cancelled', callId: this.context.callId, answeredElsewhere, reason: reason?.text == null ? null : cleanText(reason.text),
    });
    this.end();
  }

  private end(): void {
    if (this.over) return;
    this.over = true;
    this.reliable?.dispose();
    this.context.finished();
  }
}
