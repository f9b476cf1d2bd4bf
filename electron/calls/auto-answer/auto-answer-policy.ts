import type { LineCalling } from '../../contract/line-calling';
import type { RingRequest, SignallingParty } from '../ports';

/** The user sees and hears that the phone is about to answer by itself for at least so long, ms. */
export const NOTICE_MS = 1_500;

export interface Intercom {
  readonly calling: LineCalling | undefined;
  readonly remote: SignallingParty;
  readonly ring: RingRequest | undefined;
  /** The call came round our server. */
  readonly direct: boolean;
  /** Other calls that are not ended. */
  readonly otherCalls: number;
  /** Two numbers are the same subscriber's. */
  readonly same: (a: string, b: string) => boolean;
}

/**
 * Whether, and after how long, a call answers itself. Only on the caller's request and the user's leave; never a stranger's, nobody's
 * who hides, and never on top of another call.
 */
export function answersItself({ calling, remote, ring, direct, otherCalls, same }: Intercom): { readonly afterMs: number; readonly muted: boolean } | null {
  if (calling === undefined || calling.autoAnswer === 'never' || ring?.answerAfterSeconds == null) return null;
  if (direct || remote.anonymous === true || remote.number === '' || otherCalls > 0) return null;
  if (calling.autoAnswer === 'listed' && !calling.autoAnswerFrom.some((number) => same(number, remote.number))) return null;
  return { afterMs: Math.max(NOTICE_MS, ring.answerAfterSeconds * 1_000), muted: calling.autoAnswerMuted };
}
