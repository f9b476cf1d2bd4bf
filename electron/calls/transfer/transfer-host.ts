import type { Account } from '../../contract/accounts';
import type { RemoteParty } from '../../contract/calls';
import type { AccountId, CallId } from '../../contract/ids';
import type { TransferFailure, TransferParty } from '../../contract/transfer';
import type { Call } from '../call';
import type { CallFlow } from '../call-flow';
import type { CallList } from '../call-list';
import type { Conference } from '../conference';
import { endCodeOfStatus } from '../machine/end-cause';
import type { Clock, Log, Signalling, SignallingParty } from '../ports';

/** What passing calls on needs of whoever owns the calls. */
export interface TransferHost {
  readonly signalling: Signalling;
  readonly clock: Clock;
  readonly log: Log;
  readonly list: CallList;
  readonly flow: CallFlow;
  readonly conference: () => Conference;
  /** Calls, as the user would; throws CallError as `CallService.dial` does. */
  dial(number: string, accountId: AccountId | null, invitation?: Call['invitation']): CallId;
  /** A call made for somebody else, to an address that is complete. */
  place(account: Account, party: SignallingParty, more: Pick<Call, 'invitation' | 'referredBy' | 'referrals'>): Call;
  /** Takes in a call that rings nobody: it stands in for another. */
  takeOver(account: Account, event: { readonly callId: CallId; readonly remote: SignallingParty; readonly offer: string | null }, old: Call): Call;
  /** The line as it is set now. */
  account(id: AccountId): Account | undefined;
  sendDigits(callId: CallId, digits: string): Promise<void>;
  /** What is to be dialled for what was typed, by the line's dial plan; throws INVALID_TARGET. */
  routed(typed: string, accountId: AccountId): string;
  resume(callId: CallId): void;
  changed(): void;
}

/** Somebody as a transfer names them. */
export function partyOf({ number, contact, displayName }: Pick<RemoteParty, 'number' | 'contact' | 'displayName'>): TransferParty {
  return { number, name: contact?.name ?? displayName };
}

/** For history, which keeps one line. */
export function partyText({ number, name }: TransferParty): string {
  return name === null || name === number ? number : `${name} (${number})`;
}

/** What a status says of a transfer: of the new call, or of the REFER itself. */
export function failureOf(status: number | null): TransferFailure {
  if (status === null || status === 0) return 'failed';
  if (status === 405 || status === 501 || status === 420 || status === 489) return 'not-supported';
  const code = endCodeOfStatus(status);
  switch (code) {
    case 'busy':
    case 'declined':
    case 'no-answer':
    case 'not-found':
    case 'unavailable':
      return code;
    default:
      return 'failed';
  }
}

/** The same of the answer to REFER: nobody was called yet, so nobody declined. */
export function refusalOf(status: number): TransferFailure {
  const why = failureOf(status);
  return why === 'declined' || status === 603 || status === 403 ? 'refused' : why === 'not-supported' ? why : 'failed';
}
