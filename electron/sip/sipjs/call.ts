import type { HangUpReason, ReinviteResult } from '../../calls/ports';
import type { CallDialog } from '../transfer/replaces';
import type { ReferUsage } from './refer-usage';
import type { SipUri } from '../parser';

/** One call, either way, as the port's methods need it. Methods that do not fit the moment do nothing. */
export interface SipCall {
  ring(sdpOffer: string | undefined): void;
  accept(sdp: string): void;
  reject(status: number, reason: string | undefined): void;
  redirect(target: SipUri): void;
  hangUp(reason: HangUpReason | undefined): void;
  reinvite(sdp: string): Promise<ReinviteResult>;
  answerOffer(sdp: string): void;
  rejectOffer(status: number): void;
  sendInfoDigit(digit: string, durationMs: number): Promise<boolean>;
  /** One once it is answered; before, the early ones that our INVITE made. */
  dialogs(): readonly CallDialog[];
  /** Null before it is answered. */
  readonly refers: ReferUsage | null;
  dispose(): void;
}

export const NOT_ESTABLISHED: ReinviteResult = { ok: false, status: 481, reason: 'the call is not established' };
