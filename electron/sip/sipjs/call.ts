import type { HangUpReason, ReinviteResult } from '../../calls/ports';

/** One call, either way, as the port's methods need it. Methods that do not fit the moment do nothing. */
export interface SipCall {
  ring(): void;
  accept(sdp: string): void;
  reject(status: number, reason: string | undefined): void;
  hangUp(reason: HangUpReason | undefined): void;
  reinvite(sdp: string): Promise<ReinviteResult>;
  answerOffer(sdp: string): void;
  rejectOffer(status: number): void;
  sendInfoDigit(digit: string, durationMs: number): Promise<boolean>;
  dispose(): void;
}

export const NOT_ESTABLISHED: ReinviteResult = { ok: false, status: 481, reason: 'the call is not established' };
