import type { Session } from 'sip.js/lib/core/index.js';
import { headerValue, type SipMessage } from '../parser';
import { retryAfterOf } from '../sessions/reason';
import { ASKED_SECONDS, askingHeaders, type Grant, grantOf, minSeOf, settledTerms, type SessionTerms } from '../sessions/session-expires';
import { SessionTimer } from '../sessions/session-timer';
import type { CallContext } from './call-context';
import { type InDialogResult, sendInDialog } from './in-dialog';
import { allowsUpdate, sendUpdate } from './update-request';

/** A far end without session timers that let this many looks in a row go unanswered is gone. */
const MAX_SILENT_LOOKS = 2;
const LOOK_AGAIN_MS = 30_000;
/** Nobody asks for longer intervals again and again in good faith. */
const MAX_RAISES = 3;

export interface RefresherHooks {
  /** The far end takes no UPDATE: the refresh is a re-INVITE with an offer, which is not made here. */
  reinvite(): void;
  /** The far end is gone. */
  gone(detail: string): void;
  glareDelayMs(): number;
  /** Every re-INVITE and UPDATE of theirs that we take, and every 2xx to ours. */
  heard(message: SipMessage): void;
}

/**
 * Keeps a session alive and notices when the far end is gone (RFC 4028): refreshes by UPDATE where the far end takes it, else by
 * re-INVITE. A far end without session timers is looked for by UPDATE or OPTIONS at the same pace.
 */
export class SessionRefresher {
  private readonly timer: SessionTimer;
  private takesUpdate: boolean;
  private minSeconds = 0;
  private raises = 0;
  private silentLooks = 0;
  private closed = false;

  constructor(private readonly session: Session, private readonly context: CallContext, farEnd: SipMessage | null, terms: SessionTerms | null, private readonly hooks: RefresherHooks) {
    this.takesUpdate = allowsUpdate(farEnd);
    this.timer = new SessionTimer(context.clock, {
      onDue: () => this.due(),
      onExpired: () => this.hooks.gone('the far end did not refresh the session in time'),
    });
    this.timer.start(terms);
  }

  /** Headers of a re-INVITE or UPDATE of ours. */
  get headers(): string[] {
    return askingHeaders(this.timer.terms, this.minSeconds);
  }

  /** The 2xx to a re-INVITE or UPDATE of ours. */
  settled(response: SipMessage): void {
    if (this.closed) return;
    this.learn(response);
    this.raises = 0;
    this.timer.start(settledTerms(response));
  }

  /** A re-INVITE or UPDATE of theirs; the grant's headers go in the 2xx, and counts once that is sent. */
  grant(request: SipMessage): Grant {
    this.learn(request);
    return grantOf(request, this.timer.terms);
  }

  granted({ terms }: Grant): void {
    if (!this.closed) this.timer.start(terms);
  }

  /** A 422: true where the same request with the new headers is worth a try (RFC 4028 7.3). */
  raise(response: SipMessage | null): boolean {
    const wanted = response === null ? null : minSeOf(response);
    if (wanted === null || wanted <= this.minSeconds || ++this.raises > MAX_RAISES) return false;
    this.minSeconds = wanted;
    return true;
  }

  /** A re-INVITE of ours that would have refreshed was refused for another reason. */
  refused(): void {
    if (!this.closed && this.timer.terms !== null) this.timer.again(null);
  }

  dispose(): void {
    this.closed = true;
    this.timer.stop();
  }

  private learn(message: SipMessage): void {
    this.hooks.heard(message);
    if (headerValue(message, 'allow') !== null) this.takesUpdate = allowsUpdate(message);
  }

  private due(): void {
    if (this.takesUpdate) return this.update();
    if (this.timer.terms === null) return this.look();
    // Refused or not answered at all, there is still time for another.
    this.timer.again(null);
    this.hooks.reinvite();
  }

  private update(): void {
    const headers = this.timer.terms === null ? [] : this.headers;
    sendUpdate(this.session, this.context.line, null, headers, (result) => { if (!this.closed) this.updated(result); });
  }

  private updated(result: InDialogResult): void {
    if (result.ok && result.message !== null) return this.settled(result.message);
    switch (result.status) {
      case 408:
      case 481: // RFC 3261 12.2.1.2, RFC 4028 10
        return this.hooks.gone(`session refresh answered ${result.status}`);
      case 422:
        return this.raise(result.message) ? this.update() : this.timer.again(null);
      case 405:
      case 420:
      case 501: // Allow promised too much
        this.takesUpdate = false;
        return this.due();
      case 491:
        return this.timer.again(this.hooks.glareDelayMs());
      default: {
        const retryAfterSeconds = retryAfterOf(result.message);
        return this.timer.again(retryAfterSeconds === null ? null : retryAfterSeconds * 1_000);
      }
    }
  }

  private look(): void {
    sendInDialog(this.session, this.context.line, { method: 'OPTIONS', headers: [`Contact: ${this.context.line.contact}`] }, ({ message, status }) => {
      if (this.closed) return;
      const silent = message === null || status === 408;
      this.silentLooks = silent ? this.silentLooks + 1 : 0;
      if (this.silentLooks >= MAX_SILENT_LOOKS) return this.hooks.gone('the far end does not answer any more');
      this.timer.again(silent ? LOOK_AGAIN_MS : ASKED_SECONDS * 500);
    });
  }
}
