import type { Clock, Log, SignallingEvent } from '../../calls/ports';
import type { AccountId, CallId } from '../../contract/ids';
import type { LineCore } from './line-core';
import type { ReferHost } from './refer-usage';

/** What every call needs of its line. */
export interface CallContext {
  readonly callId: CallId;
  readonly accountId: AccountId;
  readonly line: LineCore;
  readonly clock: Clock;
  readonly log: Log;
  readonly emit: (event: SignallingEvent) => void;
  /** The call has this Call-ID as well from now on, for the trace. */
  readonly named: (sipCallId: string) => void;
  /** What its requests and 2xx say of its place on a shared line; nothing on any other. */
  readonly placeHeaders: () => readonly string[];
  /** The call is over for good: forget it. Told once. */
  readonly finished: () => void;
  readonly referrals: ReferHost;
  /** Notes the server in use. The answer, called when that one failed, moves on; false = none is left to try (RFC 3263 4.3). */
  readonly beginAttempt: () => () => boolean;
}

export interface DigitBody {
  readonly digit: string;
  readonly durationMs: number;
}

/** Default length of a digit whose sender names none, ms. */
const DEFAULT_DIGIT_MS = 160;

/** application/dtmf-relay (`Signal=5`, `Duration=160`) and application/dtmf (`5`); null for anything else. */
export function digitOf(type: string, text: string): DigitBody | null {
  const relay = type === 'application/dtmf-relay';
  if (!relay && type !== 'application/dtmf') return null;
  const signal = relay ? /^\s*signal\s*=\s*(\S+)/im.exec(text)?.[1] : text.trim().split(/\s/)[0];
  const duration = Number(/^\s*duration\s*=\s*(\d{1,5})/im.exec(text)?.[1] ?? DEFAULT_DIGIT_MS);
  const digit = namedDigit(signal ?? '');
  return digit === null ? null : { digit, durationMs: duration };
}

/** RFC 4733 event numbers 10 to 15 are used for * # A-D by some gateways. */
function namedDigit(signal: string): string | null {
  if (/^[0-9*#A-Da-d]$/.test(signal)) return signal.toUpperCase();
  if (/^1[0-5]$/.test(signal)) return '*#ABCD'[Number(signal) - 10] ?? null;
  return null;
}
