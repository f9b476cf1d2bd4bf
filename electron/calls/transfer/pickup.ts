import type { CallCodes } from '../../contract/call-codes';
import type { AccountId, CallId } from '../../contract/ids';
import { CallError } from '../errors';
import type { WatchedDialog } from '../ports';
import type { OutgoingTransfers } from './outgoing-transfers';
import type { TransferHost } from './transfer-host';

/** As the form of a line shows them where it has none of its own. */
export const USUAL_CODES: CallCodes = { groupPickup: '*8', park: { how: 'transfer', code: '70' }, retrievePrefix: '' };

/** Taking calls that ring elsewhere, and leaving calls where others can take them. */
export class Pickup {
  constructor(private readonly host: TransferHost, private readonly transfers: OutgoingTransfers) {}

  /**
   * Takes the call that rings at `target`. Where its dialog is known, its caller is asked to speak to us instead (RFC 3891 1,
   * Replaces of an early dialog); else, and where the tags are missing, by the line's feature code. Throws CallError as
   * dialling does.
   */
  pickUp(accountId: AccountId, target: string, dialog: WatchedDialog | null): CallId {
    const named = dialog === null ? null : callerOf(dialog);
    if (named !== null) return this.host.dial(named.uri, accountId, { replaces: named.replaces });
    const code = this.host.account(accountId)?.watching?.pickupCode ?? '**';
    return this.host.dial(code === '' ? target : `${code}${target}`, accountId);
  }

  /** Takes a call that rings in the own group. Throws CallError WRONG_PHASE where the line has no code for it. */
  pickUpGroup(accountId: AccountId): CallId {
    return this.host.dial(required(this.codes(accountId).groupPickup), accountId);
  }

  /** Leaves the call with the server. Resolves once that was asked for. Throws CallError WRONG_PHASE, also where the line has no code for it. */
  async park(callId: CallId): Promise<void> {
    const { how, code } = this.codes(this.host.list.get(callId).account.id).park;
    if (how === 'transfer') return this.transfers.toAddress(callId, required(code));
    await this.host.sendDigits(callId, required(code));
  }

  /** Fetches the call from a parking place. Throws CallError as dialling does. */
  retrieve(accountId: AccountId, place: string): CallId {
    return this.host.dial(`${this.codes(accountId).retrievePrefix}${place}`, accountId);
  }

  private codes(accountId: AccountId): CallCodes {
    return this.host.account(accountId)?.callCodes ?? USUAL_CODES;
  }
}

function required(code: string): string {
  if (code === '') throw new CallError('WRONG_PHASE', 'this line has no code for that');
  return code;
}

/**
 * Who calls the person watched, and the early dialog between them as the caller sees it: to-tag is the caller's. Null where
 * the server keeps any of it back, or it does not ring.
 */
function callerOf({ state, direction, callId, localTag, remoteTag, remote }: WatchedDialog): { uri: string; replaces: string } | null {
  if (callId === null || localTag === null || remoteTag === null || remote === null) return null;
  if (direction === 'initiator' || (state !== 'early' && state !== 'proceeding')) return null;
  if (!/^sips?:/i.test(remote.uri) || [callId, localTag, remoteTag].some((part) => /[\s;,<>"\u0000-\u001f\u007f]/.test(part))) return null;
  return { uri: remote.uri, replaces: `${callId};to-tag=${remoteTag};from-tag=${localTag};early-only` };
}
