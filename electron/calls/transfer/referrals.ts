import type { CallId } from '../../contract/ids';
import type { CallTransfer, TransferParty, TransferProgress } from '../../contract/transfer';
import type { Call } from '../call';
import type { CallState } from '../machine/call-state';
import { MAX_CALLS } from '../incoming/incoming-policy';
import type { ReferralId, TransferEvent } from '../ports';
import { wantsSound } from '../sound/sound';
import { failureOf, partyOf, partyText, type TransferHost } from './transfer-host';

/** Passed on more often in a row than this, somebody sends us in circles. */
const MAX_IN_A_ROW = 5;
/** The one who passed us on hangs up when we are there, or we do after this, ms (RFC 5589 6.1). */
const OLD_ENDS_WITHIN_MS = 2_000;

/** How long it is shown that a transfer by the far end failed, ms. */
const FAILURE_SHOWN_MS = 15_000;

interface Followed {
  readonly referralId: ReferralId;
  readonly old: Call;
  readonly call: Call;
  readonly to: TransferParty;
  /** The old call was on hold by the user already: it is not for us to bring it back. */
  readonly heldBefore: boolean;
  progress: TransferProgress;
}

/** Being passed on: the far end asks us to call somebody else, which is done and shown (RFC 3515, 5589). */
export class Referrals {
  private readonly followed = new Map<CallId, Followed>();

  constructor(private readonly host: TransferHost) {}

  of(callId: CallId): CallTransfer | null {
    const followed = this.followed.get(callId);
    return followed === undefined ? null : { to: followed.to, progress: followed.progress };
  }

  take(event: TransferEvent & { kind: 'referred' }): void {
    const { signalling, list, log } = this.host;
    const old = list.find(event.callId);
    const status = old === undefined ? 481 : this.refusalOf(old, event.target);
    if (old === undefined || status !== null) {
      log.info('transfer by the far end refused', { callId: event.callId, status });
      return signalling.transfer.refuseReferral(event.referralId, status ?? 481);
    }
    const heldBefore = old.state.kind === 'established' && old.state.wantHold;
    // 202 and 100 first: the new INVITE must not overtake them.
    signalling.transfer.acceptReferral(event.referralId);
    const call = this.host.place(old.account, { ...event.party, uri: event.target }, { invitation: event.options, referredBy: partyOf(old.remote), referrals: (old.referrals ?? 0) + 1 });
    this.followed.set(old.id, { referralId: event.referralId, old, call, to: partyOf(call.remote), heldBefore, progress: { kind: 'trying' } });
    this.host.changed();
  }

  entered(call: Call, state: CallState['kind']): void {
    const followed = [...this.followed.values()].find((candidate) => candidate.call === call);
    if (followed !== undefined) this.moved(followed, state);
    const left = this.followed.get(call.id);
    if (left !== undefined && state === 'ended' && left.progress.kind === 'failed') this.followed.delete(call.id);
  }

  private moved(followed: Followed, state: CallState['kind']): void {
    const { signalling, clock, flow } = this.host;
    const { referralId, old, call } = followed;
    if (state === 'ringing') {
      followed.progress = { kind: 'ringing' };
      return signalling.transfer.tellReferral(referralId, 180, 'Ringing');
    }
    if (state === 'established') {
      followed.progress = { kind: 'answered' };
      signalling.transfer.tellReferral(referralId, 200, 'OK');
      const leave = (): void => {
        this.followed.delete(old.id);
        if (old.state.kind !== 'ended') flow.feed(old, { kind: 'hangUp', atEpochMs: clock.epochMs(), code: 'transferred', reason: partyText(followed.to) });
        flow.dismiss(old.id);
      };
      clock.after(OLD_ENDS_WITHIN_MS, leave);
      return;
    }
    if (state !== 'ended' || followed.progress.kind === 'answered' || followed.progress.kind === 'failed') return;
    const status = statusOf(call);
    followed.progress = { kind: 'failed', why: failureOf(status), sipStatus: status };
    signalling.transfer.tellReferral(referralId, status, status === 487 ? 'Request Terminated' : 'Failed');
    // Back to the one who passed us on, unless they are gone or the user had put them aside.
    if (old.state.kind === 'established' && !followed.heldBefore) this.host.resume(old.id);
    if (old.state.kind === 'ended') this.followed.delete(old.id);
    clock.after(FAILURE_SHOWN_MS, () => {
      if (this.followed.get(old.id) === followed) this.followed.delete(old.id);
      this.host.changed();
    });
  }

  private refusalOf(old: Call, target: string): number | null {
    if (old.state.kind !== 'established' || this.host.conference().has(old.id)) return 603;
    if ((this.host.account(old.account.id) ?? old.account).calling?.refuseTransfers === true) return 603;
    const running = this.followed.get(old.id);
    if (running !== undefined && running.progress.kind !== 'failed') return 491;
    // Who was put aside must not push the one away whom the user talks to.
    if (old.state.wantHold && this.host.list.running().some((other) => other !== old && wantsSound(other.state))) return 486;
    const own = `${old.account.username}@${old.account.domain}`.toLowerCase();
    if ((old.referrals ?? 0) >= MAX_IN_A_ROW || target.replace(/^sip:/i, '').split(';')[0]?.toLowerCase() === own) return 482;
    if (this.host.list.running().length >= MAX_CALLS) return 486;
    try {
      this.host.signalling.checkTarget(old.account.id, target);
      return null;
    } catch {
      return 603;
    }
  }
}

/** What the one who passed us on is told of a call that never came to be. */
function statusOf({ state }: Call): number {
  if (state.kind !== 'ended') return 500;
  const { sipStatus, by } = state.cause;
  if (sipStatus !== null && sipStatus >= 300) return sipStatus;
  return by === 'local' ? 487 : 503;
}
