import { randomUUID } from 'node:crypto';
import type { IncomingNotifyRequest, IncomingReferRequest, OutgoingReferRequest, Session } from 'sip.js/lib/core/index.js';
import type { ReferAnswer, ReferralId } from '../../calls/ports';
import { cleanText } from '../identity/clean';
import { headerValue, type SipMessage } from '../parser';
import { type CallDialog, wantsNoNews } from '../transfer/replaces';
import { sessionBody } from './bodies';
import type { LineCore } from './line-core';
import { sourceOf } from './message-adapter';

/** Whom REFERs of a call concern beside the call. */
export interface ReferHost {
  /** NOTIFY about our REFER; status null: it said nothing. */
  progress(status: number | null, reason: string, final: boolean): void;
  /** The far end asks for something; `referral` settles it. */
  asked(request: SipMessage, referral: Referral): void;
}

/** A REFER of theirs: answered once, then told of by NOTIFY until a final status (RFC 3515 2.4.4). */
export class Referral {
  readonly id = randomUUID() as string as ReferralId;
  private state: 'waiting' | 'telling' | 'over' = 'waiting';
  private notifies: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly request: IncomingReferRequest,
    private readonly session: Session,
    private readonly contact: string,
    private readonly silent: boolean,
    /** Value of Event: only the first REFER of a dialog goes without an id (RFC 3515 2.4.6). */
    private readonly event: string,
  ) {}

  accept(): void {
    if (this.state !== 'waiting') return;
    // RFC 4488 4: who wants no news is told that none will come, and 200 says it better than 202.
    this.request.accept(this.silent
      ? { statusCode: 200, extraHeaders: [`Contact: ${this.contact}`, 'Refer-Sub: false'] }
      : { statusCode: 202, extraHeaders: [`Contact: ${this.contact}`] });
    this.state = this.silent ? 'over' : 'telling';
    this.tell(100, 'Trying');
  }

  refuse(status: number): void {
    if (this.state !== 'waiting') return;
    this.state = 'over';
    this.request.reject({ statusCode: status });
  }

  /** One NOTIFY after the other, so that loss cannot put the news in the wrong order. */
  tell(status: number, reason: string): void {
    if (this.state !== 'telling') return;
    const final = status >= 200;
    if (final) this.state = 'over';
    this.notifies = this.notifies.then(() => this.notify(`SIP/2.0 ${status} ${reason}\r\n`, final ? 'terminated;reason=noresource' : 'active;expires=180'));
  }

  /** The dialog may be gone by now, whose news outlive it (RFC 5057 4.1); a far end that wants none says 481. */
  private notify(content: string, subscriptionState: string): Promise<void> {
    return new Promise((resolve) => {
      const refused = (): void => {
        this.state = 'over';
        resolve();
      };
      try {
        this.session.notify({ onAccept: () => resolve(), onReject: refused, onRedirect: refused }, {
          extraHeaders: [`Event: ${this.event}`, `Subscription-State: ${subscriptionState}`, `Contact: ${this.contact}`],
          body: { contentDisposition: 'render', contentType: 'message/sipfrag;version=2.0', content },
        });
      } catch {
        refused();
      }
    });
  }
}

/** REFER and its NOTIFYs in one dialog, both ways (RFC 3515, 4488). */
export class ReferUsage {
  /** What its newest Allow says of REFER; null before it sent one. */
  isTaken: boolean | null = null;
  private sent: OutgoingReferRequest | null = null;
  private taken = 0;

  constructor(private readonly session: Session, private readonly line: LineCore, private readonly host: ReferHost) {}

  get dialog(): CallDialog {
    return dialogOf(this.session, true);
  }

  /** Our REFER; the newest counts. Resolves with its final answer. */
  send(headers: readonly string[]): Promise<ReferAnswer> {
    return new Promise((resolve) => {
      const refused = ({ message }: { message: { statusCode?: number | undefined; reasonPhrase?: string | undefined } }): void => {
        this.sent = null;
        resolve({ ok: false, status: message.statusCode ?? 500, reason: cleanText(message.reasonPhrase ?? '') });
      };
      try {
        this.sent = this.session.refer({
          onAccept: ({ message }) => {
            const source = sourceOf(message);
            const tells = source === null || !wantsNoNews(source);
            if (!tells) this.sent = null;
            resolve({ ok: true, tells });
          },
          onReject: refused,
          onRedirect: refused,
        }, { extraHeaders: [...headers, `Contact: ${this.line.contact}`] });
      } catch {
        resolve({ ok: false, status: 0, reason: 'the call is not established' });
      }
    });
  }

  onNotify(request: IncomingNotifyRequest): void {
    const source = sourceOf(request.message);
    const [event = '', ...params] = (source === null ? '' : headerValue(source, 'event') ?? '').split(';').map((part) => part.trim());
    if (source === null || event.toLowerCase() !== 'refer') return void request.reject({ statusCode: 489, extraHeaders: ['Allow-Events: refer'] });
    const id = params.find((param) => /^id\s*=/i.test(param))?.replace(/^id\s*=\s*/i, '');
    // NOTIFY may overtake the 202. One about an older REFER is none of ours any more.
    if (this.sent === null || (id !== undefined && /^\d+$/.test(id) && Number(id) < this.firstCseq())) return void request.reject({ statusCode: 481 });
    request.accept();
    const over = /^\s*terminated\b/i.test(headerValue(source, 'subscription-state') ?? '');
    const line = statusLineOf(source);
    const final = over || (line !== null && line.status >= 200);
    if (final) this.sent = null;
    this.host.progress(line?.status ?? null, line?.reason ?? '', final);
  }

  onRefer(request: IncomingReferRequest): void {
    const source = sourceOf(request.message);
    if (source === null) return void request.reject({ statusCode: 400 });
    this.taken++;
    const event = this.taken === 1 ? 'refer' : `refer;id=${source.cseq.sequence}`;
    this.host.asked(source, new Referral(request, this.session, this.line.contact, wantsNoNews(source), event));
  }

  /** A challenge moves the CSeq of our REFER on; the id may name either. */
  private firstCseq(): number {
    return (this.sent?.message.cseq ?? 0) - 1;
  }
}

export function dialogOf({ callId, localTag, remoteTag, remoteURI, remoteTarget }: Session, isConfirmed: boolean): CallDialog {
  return { callId, localTag, remoteTag, isConfirmed, remoteUri: remoteURI.toRaw(), remoteTarget: remoteTarget.toRaw() };
}

/** The status line in a message/sipfrag body (RFC 3420); null where there is none. */
function statusLineOf(message: SipMessage): { status: number; reason: string } | null {
  const body = sessionBody(message);
  const match = body === null ? null : /^\s*SIP\/2\.0\s+([1-6]\d\d)[ \t]*([^\r\n]*)/i.exec(body.text);
  return match === null ? null : { status: Number(match[1]), reason: cleanText(match[2] ?? '') };
}
