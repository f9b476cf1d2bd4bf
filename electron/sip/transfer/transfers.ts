import type { InviteOptions, Log, ReferAnswer, ReferralId, ReferTarget, SignallingParty, TransferEvent, TransferSignalling } from '../../calls/ports';
import type { CallId } from '../../contract/ids';
import { partyOf } from '../identity/party';
import { parseNameAddr, parseUri, type SipMessage, type SipUri } from '../parser';
import type { SipCall } from '../sipjs/call';
import type { LineCore } from '../sipjs/line-core';
import type { Referral, ReferHost } from '../sipjs/refer-usage';
import { asTheySeeIt, type CallDialog, means, readDialogHeader, readReferredBy, readReferTo, referToText } from './replaces';

/** A call with what a REFER in it needs of its line. */
export interface TransferableCall {
  readonly call: SipCall;
  readonly line: LineCore;
  /** An address with the line's domain; throws INVALID_TARGET. */
  complete(target: string): SipUri;
}

export interface TransfersHost {
  readonly log: Log;
  find(callId: CallId): TransferableCall | null;
  calls(): Iterable<readonly [CallId, { readonly call: SipCall }]>;
}

/** What an INVITE that comes in has to do with a call of ours, or the status that refuses it. */
export type Takeover =
  | { readonly ok: true; readonly replaces?: CallId; readonly joins?: CallId; readonly referredBy?: SignallingParty }
  | { readonly ok: false; readonly status: number };

/** Dialogs that ended, so that who comes late is told 603 and not 481 (RFC 3891 3). */
const REMEMBERED = 64;
/** Requests of the far ends that wait for a word of ours. */
const MAX_REFERRALS = 32;

/** Transfers as seen from the wire: REFER both ways, and INVITEs with Replaces or Join (RFC 3515, 3891, 3911, 5589). */
export class Transfers implements TransferSignalling {
  private readonly listeners = new Set<(event: TransferEvent) => void>();
  private readonly referrals = new Map<ReferralId, Referral>();
  private readonly ended: CallDialog[] = [];

  constructor(private readonly host: TransfersHost) {}

  onEvent(listener: (event: TransferEvent) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  takesRefer(callId: CallId): boolean | null {
    return this.host.find(callId)?.call.refers?.isTaken ?? null;
  }

  async refer(callId: CallId, to: ReferTarget): Promise<ReferAnswer> {
    const entry = this.host.find(callId);
    const referTo = entry === null ? null : this.referTo(entry, to);
    if (entry?.call.refers == null || referTo === null) return { ok: false, status: 0, reason: 'the call is not established' };
    return entry.call.refers.send([`Refer-To: ${referTo}`, `Referred-By: <${entry.line.aor.text}>`]);
  }

  acceptReferral(referralId: ReferralId): void {
    this.referrals.get(referralId)?.accept();
  }

  refuseReferral(referralId: ReferralId, status: number): void {
    this.referrals.get(referralId)?.refuse(status);
    this.referrals.delete(referralId);
  }

  tellReferral(referralId: ReferralId, status: number, reason: string): void {
    this.referrals.get(referralId)?.tell(status, reason);
    if (status >= 200) this.referrals.delete(referralId);
  }

  /** What REFERs of this call tell. */
  hostFor(callId: CallId): ReferHost {
    return {
      progress: (status, reason, final) => this.emit({ kind: 'referProgress', callId, status, reason, final }),
      asked: (request, referral) => this.asked(callId, request, referral),
    };
  }

  /** A call is over: its dialogs cannot be taken over any more. */
  forget(call: SipCall): void {
    this.ended.push(...call.dialogs().slice(0, 1));
    this.ended.splice(0, this.ended.length - REMEMBERED);
  }

  /** Whether the INVITE may take over or join the call it names. `isTrusted`: it came through the line's server. */
  takeoverOf(request: SipMessage, isTrusted: boolean): Takeover {
    const [replaces, joins] = [readDialogHeader(request, 'replaces'), readDialogHeader(request, 'join')];
    const referrer = readReferredBy(request);
    const named = referrer === null ? null : parseNameAddr(referrer);
    const by = named === null ? {} : { referredBy: partyOf(named) };
    // RFC 3891 3, RFC 3911 4: one of them at most, and once.
    if (replaces === 'invalid' || joins === 'invalid' || (replaces !== 'none' && joins !== 'none')) return { ok: false, status: 400 };
    const wanted = replaces === 'none' ? joins : replaces;
    if (wanted === 'none') return { ok: true, ...by };
    // RFC 3891 3: who takes a call over must be somebody; the server vouches for those it lets through.
    if (!isTrusted) return { ok: false, status: 403 };
    for (const [callId, { call }] of this.host.calls()) {
      const dialog = call.dialogs().find((candidate) => means(wanted, candidate));
      if (dialog === undefined) continue;
      if (dialog.isConfirmed && wanted.earlyOnly) return { ok: false, status: 486 };
      if (replaces !== 'none') return { ok: true, replaces: callId, ...by };
      // RFC 3911 4: nothing to join before it is answered.
      return dialog.isConfirmed ? { ok: true, joins: callId, ...by } : { ok: false, status: 488 };
    }
    return { ok: false, status: this.ended.some((dialog) => means(wanted, dialog)) ? 603 : 481 };
  }

  dispose(): void {
    this.listeners.clear();
    this.referrals.clear();
  }

  private referTo(entry: TransferableCall, to: ReferTarget): string | null {
    if (to.kind === 'address') {
      try {
        return referToText(entry.complete(to.target).text, null);
      } catch {
        return null;
      }
    }
    const dialog = this.host.find(to.callId)?.call.dialogs().find(({ isConfirmed }) => isConfirmed);
    if (dialog === undefined) return null;
    const [address, contact] = [addressOf(dialog), bare(dialog.remoteTarget)];
    // Where it was asked for at its Contact already there is no other place.
    if (to.at === 'contact' && address === contact) return null;
    return referToText(to.at === 'contact' ? contact : address, asTheySeeIt(dialog));
  }

  private asked(callId: CallId, request: SipMessage, referral: Referral): void {
    const read = readReferTo(request);
    if (!read.ok) return referral.refuse(read.status);
    if (this.referrals.size >= MAX_REFERRALS) return referral.refuse(480);
    const { target, uri, displayName, replaces } = read.referTo;
    const referredBy = readReferredBy(request);
    this.referrals.set(referral.id, referral);
    const options: Pick<InviteOptions, 'replaces' | 'referredBy'> = { ...(replaces === null ? {} : { replaces }), ...(referredBy === null ? {} : { referredBy }) };
    this.emit({ kind: 'referred', referralId: referral.id, callId, target, party: partyOf({ displayName, uri, params: new Map(), text: uri.text }), options });
  }

  private emit(event: TransferEvent): void {
    for (const listener of [...this.listeners]) {
      try {
        listener(event);
      } catch (error) {
        this.host.log.error('a listener failed', { event: event.kind, error: error instanceof Error ? error.message : String(error) });
      }
    }
  }
}

/**
 * Where a third party reaches the far end of this dialog: its Contact where that is good for everybody (GRUU, RFC 5627) or
 * its own address hides who it is, else its address of record, which proxies know the way to (RFC 5589 4).
 */
function addressOf({ remoteUri, remoteTarget }: CallDialog): string {
  const [own, contact] = [parseUri(remoteUri), parseUri(remoteTarget)];
  const isGlobal = contact?.kind === 'sip' && contact.params.has('gr');
  const isHidden = own?.kind !== 'sip' || own.host.endsWith('.invalid') || own.user === null;
  return bare(isGlobal || isHidden ? remoteTarget : remoteUri);
}

function bare(uri: string): string {
  return uri.split('?')[0] ?? uri;
}
