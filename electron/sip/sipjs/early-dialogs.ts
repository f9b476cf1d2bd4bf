import type { PrackableIncomingResponseWithSession, Session } from 'sip.js/lib/core/index.js';
import type { ReinviteResult } from '../../calls/ports';
import { headerValue, listValues, parseUnsigned, type SipMessage } from '../parser';
import type { CallDialog } from '../transfer/replaces';
import { carriesSound, sdpOf } from './bodies';
import { NOT_ESTABLISHED } from './call';
import type { CallContext } from './call-context';
import { tellIdentity } from './far-end-changes';
import { sourceOf } from './message-adapter';
import { dialogOf } from './refer-usage';
import { refreshRemoteTarget } from './uris';
import { allowsUpdate, type IncomingUpdate, offerOf, ownSession, refuseForNow, sendUpdate } from './update-request';

/** More early dialogs of one call than this are not kept apart: somebody plays games. */
const MAX_FORKS = 32;

/** One early dialog: a phone, gateway or announcement that answered provisionally (RFC 3261 12.1.2). */
interface Fork {
  readonly session: Session;
  /** Its newest description; the 200 may leave it out. */
  sdp: string | null;
  /** The description came in a message that cannot be lost, so the exchange is over and an UPDATE may follow (RFC 3311 5.1). */
  settled: boolean;
  allowsUpdate: boolean;
  lastRSeq: number | null;
}

/** What a provisional answer means to the listener; null = nothing new. `sdp` where another sound is to be heard. */
export interface Progress {
  readonly status: number;
  readonly sdp: string | null;
}

/**
 * The early dialogs of one INVITE. The newest that brings sound is heard; one that brings none, or a 199, does not take it
 * away; where the one that is heard gives up, the newest of the others comes back (RFC 6228, RFC 3960).
 */
export class EarlyDialogs {
  private readonly forks = new Map<string, Fork>();
  /** Those with sound, the newest last. */
  private readonly audible: string[] = [];
  private pending: { readonly tag: string; readonly request: IncomingUpdate } | null = null;
  /** The dialog whose offer was taken: answers to our first one, of whatever fork, mean nothing any more. */
  private updated: string | null = null;

  constructor(private readonly context: CallContext) {}

  /** A provisional answer above 100. Acknowledges it where it was sent reliably (RFC 3262 4). */
  take(response: PrackableIncomingResponseWithSession, source: SipMessage): Progress | null {
    const tag = response.session.remoteTag;
    const fork = this.forkOf(tag, response.session);
    const [contact] = source.contacts;
    if (fork !== null && contact !== undefined) refreshRemoteTarget(fork.session, contact.uri);
    if (fork === null || !this.acknowledge(response, source, fork)) return null;
    const status = response.message.statusCode ?? 180;
    if (headerValue(source, 'allow') !== null) fork.allowsUpdate = allowsUpdate(source);
    // 199 only says that one fork gave up (RFC 6228).
    if (status === 199) return this.drop(tag);
    const sdp = sdpOf(source);
    if (sdp === null) return { status, sdp };
    if (this.updated !== null) return { status, sdp: null };
    const isRepeated = fork.sdp === sdp;
    fork.sdp = sdp;
    fork.settled ||= isReliable(source);
    if (!carriesSound(sdp) && this.heard !== null && this.heard !== tag) return { status, sdp: null };
    if (isRepeated && this.heard === tag) return { status, sdp: null };
    this.hear(tag);
    return { status, sdp };
  }

  /**
   * The answer to our offer that counts now that this fork has answered; its 2xx may leave it out. Where an UPDATE brought another
   * offer meanwhile none does, and unless it was this fork's a new offer has to go to the one that answered.
   */
  answerOf(tag: string, inFinal: string | null): { readonly sdp: string | null; readonly offerAgain: boolean } {
    if (this.updated !== null) return { sdp: null, offerAgain: this.updated !== tag };
    return { sdp: inFinal ?? this.forks.get(tag)?.sdp ?? null, offerAgain: false };
  }

  /** A new offer on the early dialog that is heard, by UPDATE (RFC 3311 5.1). */
  offer(sdp: string): Promise<ReinviteResult> {
    const fork = this.heard === null ? undefined : this.forks.get(this.heard);
    if (fork === undefined || !fork.settled || !fork.allowsUpdate || this.pending !== null) return Promise.resolve(NOT_ESTABLISHED);
    return new Promise((resolve) => {
      sendUpdate(fork.session, this.context.line, sdp, [], ({ ok, status, reason, message }) => {
        resolve(ok ? { ok, sdp: message === null ? null : sdpOf(message) } : { ok, status, reason });
      });
    });
  }

  answerOffer(sdp: string): void {
    const { pending } = this;
    this.pending = null;
    if (pending !== null) this.updated = pending.tag;
    pending?.request.accept({
      statusCode: 200, extraHeaders: [`Contact: ${this.context.line.contact}`], body: { contentDisposition: 'session', contentType: 'application/sdp', content: sdp },
    });
  }

  rejectOffer(status: number): void {
    const { pending } = this;
    this.pending = null;
    pending?.request.reject({ statusCode: status });
  }

  dialogs(): readonly CallDialog[] {
    return [...this.forks.values()].map(({ session }) => dialogOf(session, false));
  }

  /** The INVITE has its final answer. */
  close(): void {
    if (this.pending !== null) refuseForNow(this.pending.request);
    this.pending = null;
  }

  private get heard(): string | null {
    return this.audible.at(-1) ?? null;
  }

  private hear(tag: string): void {
    const at = this.audible.indexOf(tag);
    if (at >= 0) this.audible.splice(at, 1);
    this.audible.push(tag);
  }

  private drop(tag: string): Progress | null {
    const wasHeard = this.heard === tag;
    const at = this.audible.indexOf(tag);
    if (at >= 0) this.audible.splice(at, 1);
    const next = this.heard === null ? undefined : this.forks.get(this.heard);
    return wasHeard && next?.sdp != null && this.updated === null ? { status: 183, sdp: next.sdp } : null;
  }

  private forkOf(tag: string, session: Session): Fork | null {
    const known = this.forks.get(tag);
    if (known !== undefined) return known;
    if (this.forks.size >= MAX_FORKS) return null;
    const fork: Fork = { session, sdp: null, settled: false, allowsUpdate: false, lastRSeq: null };
    this.forks.set(tag, fork);
    ownSession(session, { onUpdate: (request) => this.onUpdate(tag, fork, request) });
    return fork;
  }

  /** False for what must not be looked at: repeated, or one whose predecessor is missing (RFC 3262 4). */
  private acknowledge(response: PrackableIncomingResponseWithSession, source: SipMessage, fork: Fork): boolean {
    if (!isReliable(source)) return true;
    const rseq = parseUnsigned(headerValue(source, 'rseq') ?? '', 2 ** 32);
    if (rseq === null) return true;
    if (fork.lastRSeq !== null && rseq !== fork.lastRSeq + 1) return false;
    fork.lastRSeq = rseq;
    // RFC 3262 7.2: RAck is what sip.js leaves to its user.
    response.prack({ extraHeaders: [`RAck: ${rseq} ${source.cseq.sequence} ${source.cseq.method}`] });
    return true;
  }

  /** RFC 3311 5.2. An answer that came unreliably is taken for one: many send UPDATE after a plain 183. */
  private onUpdate(tag: string, fork: Fork, request: IncomingUpdate): void {
    const offer = offerOf(request);
    tellIdentity(this.context, sourceOf(request.message));
    if (offer === null) return void request.accept({ statusCode: 200, extraHeaders: [`Contact: ${this.context.line.contact}`] });
    if (this.pending !== null) return refuseForNow(request);
    if (fork.sdp === null) return void request.reject({ statusCode: 491 });
    this.pending = { tag, request };
    this.hear(tag);
    this.context.emit({ kind: 'remoteOffer', callId: this.context.callId, offer });
  }
}

function isReliable(source: SipMessage): boolean {
  return listValues(source, 'require').some((option) => option.toLowerCase() === '100rel');
}
