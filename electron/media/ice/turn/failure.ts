import { errorWords, type StunMessage } from '../stun';

export type TurnFailureCode =
  | 'wrong-password' | 'forbidden' | 'quota-reached' | 'no-capacity' | 'not-supported' | 'server-error'
  /** Nothing came back, or the connection could not be made. */
  | 'unreachable'
  /** TLS: the server is not who it should be. */
  | 'certificate'
  /** There was an allocation, and it is gone. */
  | 'lost';

/** Why there is no relay, for a log and for the words of the window. */
export interface TurnFailure {
  readonly code: TurnFailureCode;
  /** STUN error code where the server said one. */
  readonly status: number | null;
  readonly detail: string;
}

/** RFC 8656 18.2, RFC 8489 14.8. */
const codes: Readonly<Record<number, TurnFailureCode>> = {
  401: 'wrong-password', 403: 'forbidden', 437: 'lost', 440: 'not-supported', 441: 'wrong-password', 442: 'not-supported', 443: 'not-supported',
  486: 'quota-reached', 508: 'no-capacity',
};

export function failureOf(message: StunMessage): TurnFailure {
  const status = message.attributes.errorCode?.code ?? null;
  return { code: codes[status ?? 0] ?? 'server-error', status, detail: `the TURN server answered ${errorWords(message)}` };
}

export const unreachable = (detail: string): TurnFailure => ({ code: 'unreachable', status: null, detail });
