import { type IncomingInfoRequest, type IncomingInviteRequest, type IncomingAckRequest, type Session, SessionState } from 'sip.js/lib/core/index.js';
import type { ReinviteResult } from '../../calls/ports';
import { GIVE_UP_MS } from '../reliability/retransmitter';
import { cleanText } from '../identity/clean';
import { sdpOf, sessionBody } from './bodies';
import { type CallContext, digitOf, reasonOf } from './call-context';
import { sourceOf } from './message-adapter';
import { Reinviter } from './reinviter';

/** A confirmed INVITE dialog: BYE, re-INVITE either way, INFO. Ends exactly once, by `finished`. */
export class SessionUsage {
  private readonly reinviter: Reinviter;
  private offerRequest: IncomingInviteRequest | null = null;
  private stopAckTimer: (() => void) | null = null;
  private infos: Promise<unknown> = Promise.resolve();
  private byeWhenAcked = false;
  private over = false;

  constructor(private readonly session: Session, private readonly context: CallContext, weCalled: boolean) {
    this.reinviter = new Reinviter(
      session, context, weCalled,
      () => this.offerRequest === null && this.stopAckTimer === null && session.sessionState === SessionState.Confirmed,
      (detail) => this.lose(detail),
    );
    session.delegate = {
      onAck: (request) => this.onAck(request),
      onAckTimeout: () => this.lose('the far end never acknowledged the answer (ACK)'),
      onBye: (request) => {
        request.accept();
        const reason = reasonOf(sourceOf(request.message));
        this.end(() => context.emit({ kind: 'ended', callId: context.callId, reason: reason?.text == null ? null : cleanText(reason.text) }));
      },
      onInfo: (request) => this.onInfo(request),
      onInvite: (request) => this.onOffer(request),
    };
  }

  /** BYE now, or as soon as the ACK allows it (RFC 3261 15). Idempotent. */
  bye(): void {
    if (this.over) return;
    if (this.session.sessionState === SessionState.AckWait) {
      this.byeWhenAcked = true;
      return;
    }
    this.sendBye();
    this.end(() => {});
  }

  reinvite(sdp: string): Promise<ReinviteResult> {
    return this.reinviter.send(sdp);
  }

  answerOffer(sdp: string): void {
    const request = this.offerRequest;
    if (request === null) return;
    this.offerRequest = null;
    // RFC 3261 14.2, 13.3.1.4: without an ACK for 64*T1 the session is ended.
    this.stopAckTimer = this.context.clock.after(GIVE_UP_MS, () => this.lose('the far end never acknowledged the re-INVITE'));
    request.accept({
      statusCode: 200,
      extraHeaders: [`Contact: ${this.context.line.contact}`],
      body: { contentDisposition: 'session', contentType: 'application/sdp', content: sdp },
    });
  }

  rejectOffer(status: number): void {
    const request = this.offerRequest;
    this.offerRequest = null;
    request?.reject({ statusCode: status });
  }

  /** True once a 2xx came. One INFO after the other, so that loss cannot reorder digits. */
  sendInfoDigit(digit: string, durationMs: number): Promise<boolean> {
    const sent = this.infos.then(() => this.info(`Signal=${digit}\r\nDuration=${durationMs}\r\n`));
    this.infos = sent;
    return sent;
  }

  dispose(): void {
    this.end(() => {});
  }

  private info(content: string): Promise<boolean> {
    return new Promise((resolve) => {
      if (this.over || this.session.sessionState !== SessionState.Confirmed) return resolve(false);
      try {
        this.session.info({ onAccept: () => resolve(true), onReject: () => resolve(false), onRedirect: () => resolve(false) }, {
          body: { contentDisposition: 'render', contentType: 'application/dtmf-relay', content },
        });
      } catch {
        resolve(false);
      }
    });
  }

  private onAck(request: IncomingAckRequest): void {
    this.stopAckTimer?.();
    this.stopAckTimer = null;
    if (this.byeWhenAcked) return this.bye();
    const source = sourceOf(request.message);
    this.context.emit({ kind: 'acknowledged', callId: this.context.callId, sdp: source === null ? null : sdpOf(source) });
  }

  private onOffer(request: IncomingInviteRequest): void {
    request.trying();
    request.delegate = {
      onCancel: () => {
        if (this.offerRequest !== request) return;
        this.rejectOffer(487);
      },
    };
    this.offerRequest = request;
    const source = sourceOf(request.message);
    this.context.emit({ kind: 'remoteOffer', callId: this.context.callId, offer: source === null ? null : sdpOf(source) });
  }

  private onInfo(request: IncomingInfoRequest): void {
    const source = sourceOf(request.message);
    const body = source === null ? null : sessionBody(source);
    // An empty INFO is a keep-alive of some servers (RFC 6086 4.2.2).
    if (body === null) return void request.accept();
    const digit = digitOf(body.type, body.text);
    if (digit === null) return void request.reject({ statusCode: 415, extraHeaders: ['Accept: application/dtmf-relay, application/dtmf'] });
    request.accept();
    this.context.emit({ kind: 'digit', callId: this.context.callId, ...digit });
  }

  private lose(detail: string): void {
    if (this.over) return;
    const wanted = this.byeWhenAcked;
    this.sendBye();
    this.end(() => { if (!wanted) this.context.emit({ kind: 'lost', callId: this.context.callId, detail }); });
  }

  private sendBye(): void {
    try {
      this.session.bye();
    } catch (error) {
      this.context.log.warn('BYE not sent', { error: error instanceof Error ? error.message : String(error) });
      this.session.dispose();
    }
  }

  private end(tell: () => void): void {
    if (this.over) return;
    this.over = true;
    this.stopAckTimer?.();
    this.reinviter.dispose();
    tell();
    this.context.finished();
  }
}
