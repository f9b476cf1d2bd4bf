import type { IncomingInviteRequest, IncomingRequestMessage, Session } from 'sip.js/lib/core/index.js';
import type { ReinviteResult } from '../../calls/ports';
import { cleanText } from '../identity/clean';
import { listValues } from '../parser';
import { NOT_ESTABLISHED, type SipCall } from './call';
import { type CallContext, reasonOf } from './call-context';
import { sourceOf } from './message-adapter';
import { ReliableProvisional } from './reliable-provisional';
import { SessionUsage } from './session-usage';

/** An INVITE sent to us (RFC 3261 13.3). 100 leaves as soon as it is constructed. */
export class IncomingCall implements SipCall {
  private usage: SessionUsage | null = null;
  private reliable: ReliableProvisional | null = null;
  private over = false;

  constructor(private readonly context: CallContext, private readonly request: IncomingInviteRequest) {
    context.named(request.message.callId);
    request.trying();
    request.delegate = {
      onCancel: (message) => this.onCancel(message),
      onTransportError: (error) => context.log.warn('answer not sent', { error: error.message }),
    };
  }

  ring(): void {
    if (this.over || this.usage !== null) return;
    const source = sourceOf(this.request.message);
    const mustBeReliable = source !== null && listValues(source, 'require').some((tag) => tag.toLowerCase() === '100rel');
    if (!mustBeReliable) return this.watchEarly(this.request.progress({ statusCode: 180 }).session);
    this.reliable ??= new ReliableProvisional(this.context.clock, (headers) => {
      this.watchEarly(this.request.progress({ statusCode: 180, extraHeaders: [...headers] }).session);
    });
  }

  accept(sdp: string): void {
    if (this.over || this.usage !== null) return;
    this.reliable?.dispose();
    const { session } = this.request.accept({
      statusCode: 200, body: { contentDisposition: 'session', contentType: 'application/sdp', content: sdp },
    });
    this.usage = new SessionUsage(session, this.context, false);
  }

  reject(status: number, reason: string | undefined): void {
    if (this.over || this.usage !== null) return;
    this.request.reject({ statusCode: status, ...(reason === undefined ? {} : { reasonPhrase: cleanText(reason) }) });
    this.end();
  }

  hangUp(): void {
    if (this.usage !== null) return this.usage.bye();
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

  dispose(): void {
    this.reliable?.dispose();
    this.usage?.dispose();
    this.over = true;
  }

  /** The early dialog takes PRACK, and BYE instead of CANCEL, which RFC 3261 15 allows the caller. */
  private watchEarly(session: Session): void {
    session.delegate = {
      onPrack: (request) => {
        request.accept();
        this.reliable?.acknowledged();
      },
      onBye: (request) => {
        request.accept();
        this.request.reject({ statusCode: 487 });
        this.tellCancelled(null);
      },
    };
  }

  private onCancel(message: IncomingRequestMessage): void {
    if (this.over || this.usage !== null) return;
    this.request.reject({ statusCode: 487 });
    this.tellCancelled(message);
  }

  /** RFC 3326: `Reason: SIP;cause=200;text="Call completed elsewhere"`. */
  private tellCancelled(message: IncomingRequestMessage | null): void {
    const reason = reasonOf(message === null ? null : sourceOf(message));
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
