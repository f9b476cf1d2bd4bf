import { type IncomingInfoRequest, type IncomingInviteRequest, type IncomingAckRequest, type Session, SessionState } from 'sip.js/lib/core/index.js';
import type { HangUpReason, ReinviteResult } from '../../calls/ports';
import { GIVE_UP_MS } from '../reliability/retransmitter';
import { cleanText } from '../identity/clean';
import { headerValue, type SipMessage } from '../parser';
import { reasonHeader, reasonOf } from '../sessions/reason';
import type { SessionTerms } from '../sessions/session-expires';
import { sdpOf, sessionBody } from './bodies';
import { type CallContext, digitOf } from './call-context';
import { FarEndChanges } from './far-end-changes';
import { sourceOf } from './message-adapter';
import { ReferUsage } from './refer-usage';
import { glareDelayMs, Reinviter } from './reinviter';
import { SessionRefresher } from './session-refresher';
import { allows, type IncomingUpdate, offerOf, ownSession, refuseForNow } from './update-request';

/** What the INVITE and its 2xx said. */
export interface SessionOpening {
  readonly weCalled: boolean;
  /** The far end's INVITE or 2xx. */
  readonly farEnd: SipMessage | null;
  readonly terms: SessionTerms | null;
  /** The answer to our offer where it came before the 2xx, in a PRACK. */
  readonly answer?: string | null;
}

/** An offer of theirs that waits for our answer, in whatever request it came. */
interface RemoteOffer {
  accept(sdp: string): void;
  reject(status: number): void;
}

/** A confirmed INVITE dialog: BYE, re-INVITE and UPDATE either way, session timer, INFO. Ends exactly once, by `finished`. */
export class SessionUsage {
  private readonly reinviter: Reinviter;
  private readonly refresher: SessionRefresher;
  readonly refers: ReferUsage;
  private remoteOffer: RemoteOffer | null = null;
  private stopAckTimer: (() => void) | null = null;
  private infos: Promise<unknown> = Promise.resolve();
  private byeWhenAcked = false;
  private byeHeaders: string[] = [];
  private over = false;
  private earlyAnswer: string | null;

  constructor(private readonly session: Session, private readonly context: CallContext, { weCalled, farEnd, terms, answer }: SessionOpening) {
    this.earlyAnswer = answer ?? null;
    const changes = new FarEndChanges(session, context, farEnd);
    this.refresher = new SessionRefresher(session, context, farEnd, terms, {
      reinvite: () => context.emit({ kind: 'refreshDue', callId: context.callId }),
      gone: (detail) => this.lose(detail),
      glareDelayMs: () => glareDelayMs(weCalled),
      heard: (message) => {
        changes.heard(message);
        this.learn(message);
      },
    });
    this.reinviter = new Reinviter(
      session, context, weCalled,
      () => this.remoteOffer === null && this.stopAckTimer === null && session.sessionState === SessionState.Confirmed,
      (detail) => this.lose(detail),
      this.refresher,
    );
    this.refers = new ReferUsage(session, context.line, context.referrals);
    if (farEnd !== null) this.learn(farEnd);
    ownSession(session, {
      onAck: (request) => this.onAck(request),
      onAckTimeout: () => this.lose('the far end never acknowledged the answer (ACK)'),
      onBye: (request) => {
        request.accept();
        const reason = reasonOf(sourceOf(request.message));
        this.end(() => context.emit({ kind: 'ended', callId: context.callId, reason: reason?.text == null ? null : cleanText(reason.text) }));
      },
      onInfo: (request) => this.onInfo(request),
      onInvite: (request) => this.onOffer(request),
      onUpdate: (request) => this.onUpdate(request),
      onRefer: (request) => this.refers.onRefer(request),
      onNotify: (request) => this.refers.onNotify(request),
    });
  }

  /** BYE now, or as soon as the ACK allows it (RFC 3261 15). Idempotent. */
  bye(reason?: HangUpReason): void {
    if (this.over) return;
    if (reason !== undefined) this.byeHeaders = [reasonHeader(reason)];
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
    const offer = this.remoteOffer;
    this.remoteOffer = null;
    offer?.accept(sdp);
  }

  rejectOffer(status: number): void {
    const offer = this.remoteOffer;
    this.remoteOffer = null;
    offer?.reject(status);
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

  private learn(message: SipMessage): void {
    if (headerValue(message, 'allow') !== null) this.refers.isTaken = allows(message, 'REFER');
  }

  private onAck(request: IncomingAckRequest): void {
    this.stopAckTimer?.();
    this.stopAckTimer = null;
    if (this.byeWhenAcked) return this.bye();
    const source = sourceOf(request.message);
    const early = this.earlyAnswer;
    this.earlyAnswer = null;
    this.context.emit({ kind: 'acknowledged', callId: this.context.callId, sdp: (source === null ? null : sdpOf(source)) ?? early });
  }

  private onOffer(request: IncomingInviteRequest): void {
    const source = sourceOf(request.message);
    if (source === null) return void request.reject({ statusCode: 400 });
    request.trying();
    const offer: RemoteOffer = {
      accept: (sdp) => {
        // RFC 3261 14.2, 13.3.1.4: without an ACK for 64*T1 the session is ended.
        this.stopAckTimer = this.context.clock.after(GIVE_UP_MS, () => this.lose('the far end never acknowledged the re-INVITE'));
        this.accept(request, source, sdp);
      },
      reject: (status) => request.reject({ statusCode: status }),
    };
    request.delegate = { onCancel: () => { if (this.remoteOffer === offer) this.rejectOffer(487); } };
    this.ask(offer, sdpOf(source));
  }

  private onUpdate(request: IncomingUpdate): void {
    const source = sourceOf(request.message);
    const sdp = offerOf(request);
    if (source === null || sdp === null) return this.accept(request, source, null);
    // RFC 3311 5.2: one offer at a time, whoever makes it.
    if (this.remoteOffer !== null) return refuseForNow(request);
    if (this.reinviter.isAsking) return void request.reject({ statusCode: 491 });
    this.ask({ accept: (answer) => this.accept(request, source, answer), reject: (status) => request.reject({ statusCode: status }) }, sdp);
  }

  private ask(offer: RemoteOffer, sdp: string | null): void {
    this.remoteOffer = offer;
    this.context.emit({ kind: 'remoteOffer', callId: this.context.callId, offer: sdp });
  }

  /** The 2xx to a re-INVITE or UPDATE of theirs, which also refreshes the session. */
  private accept(request: Pick<IncomingUpdate, 'accept'>, source: SipMessage | null, sdp: string | null): void {
    const grant = source === null ? null : this.refresher.grant(source);
    request.accept({
      statusCode: 200,
      extraHeaders: [`Contact: ${this.context.line.contact}`, ...(grant?.headers ?? []), ...this.context.placeHeaders()],
      ...(sdp === null ? {} : { body: { contentDisposition: 'session', contentType: 'application/sdp', content: sdp } }),
    });
    if (grant !== null) this.refresher.granted(grant);
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
    if (!wanted) this.byeHeaders = [reasonHeader({ cause: 408, text: detail })];
    this.sendBye();
    this.end(() => { if (!wanted) this.context.emit({ kind: 'lost', callId: this.context.callId, detail }); });
  }

  private sendBye(): void {
    try {
      this.session.bye(undefined, { extraHeaders: [...this.byeHeaders, ...this.context.placeHeaders()] });
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
    this.refresher.dispose();
    tell();
    this.context.finished();
  }
}
