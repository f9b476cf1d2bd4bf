import type { RegistrationState } from '../../contract/accounts';
import type { RegisterOutcome } from '../sipjs/register-request';

export type RegistrationError = Extract<RegistrationState, { kind: 'failed' }>['error'];

/** First wait after a failure, and the longest, seconds (after RFC 5626 4.5, quicker at first: people watch). */
const FIRST_RETRY_SECONDS = 2;
const LONGEST_RETRY_SECONDS = 180;
/** 403 and 404 may be a server that is not provisioned yet: asked again, but seldom. */
const REFUSED_RETRY_SECONDS = 600;

const LONGEST_REFRESH_SECONDS = 7 * 86_400;

export interface FailureVerdict {
  readonly error: RegistrationError;
  /** null = not before the user acts. */
  readonly retryAfterMs: number | null;
}

/** What a failed REGISTER means to the user, and when to try again. `failures` counts those in a row, from 1. */
export function judgeFailure(outcome: Exclude<RegisterOutcome, { kind: 'accepted' }>, failures: number, random: () => number): FailureVerdict {
  const backoff = backoffMs(failures, random);
  switch (outcome.kind) {
    case 'timeout':
      return { error: { code: 'timeout', sipStatus: null, detail: 'the server does not answer' }, retryAfterMs: backoff };
    case 'unreachable':
      return { error: { code: 'unreachable', sipStatus: null, detail: 'nothing listens at the server\'s address' }, retryAfterMs: backoff };
    case 'no-network':
      return { error: { code: 'network', sipStatus: null, detail: 'there is no network' }, retryAfterMs: backoff };
    case 'insecure': {
      const code = outcome.problem === 'no-tls' || outcome.problem === 'no-websocket' ? outcome.problem : `certificate-${outcome.problem}` as const;
      return { error: { code, sipStatus: null, detail: outcome.detail }, retryAfterMs: backoff };
    }
    case 'rejected': {
      const code = codeOf(outcome.status, outcome.reason, outcome.credentialsSent);
      const error: RegistrationError = { code, sipStatus: outcome.status, detail: `${outcome.status} ${outcome.reason}`.trim() };
      if (code === 'wrong-password') return { error, retryAfterMs: null };
      if (code !== 'server-error') return { error, retryAfterMs: REFUSED_RETRY_SECONDS * 1000 * spread(random) };
      const asked = outcome.retryAfterSeconds === null ? 0 : Math.min(outcome.retryAfterSeconds, 3_600) * 1000;
      return { error, retryAfterMs: Math.max(backoff, asked) };
    }
  }
}

function codeOf(status: number, reason: string, credentialsSent: boolean): RegistrationError['code'] {
  // Without credentials sent, the server asked in a way we cannot answer: the password is not to blame.
  if (status === 401 || status === 407) return credentialsSent ? 'wrong-password' : 'server-error';
  if (status === 403) return /passw|auth|credential/i.test(reason) ? 'wrong-password' : 'forbidden';
  if (status === 404 || status === 604) return 'unknown-user';
  return 'server-error';
}

/** Doubling with jitter, so that a server that comes back is not met by everyone at once. */
export function backoffMs(failures: number, random: () => number): number {
  return Math.min(LONGEST_RETRY_SECONDS, FIRST_RETRY_SECONDS * 2 ** Math.min(failures - 1, 20)) * 1000 * spread(random);
}

/** Between two tries while the network comes up, 400 to 800 ms: quick, but still not in step with everyone else. */
export function hastyMs(random: () => number): number {
  return 400 + 400 * random();
}

/**
 * Between 85 and 90 % of what was granted (RFC 3261 10.2.4 leaves it open), a week at most: 2^32 seconds may be granted,
 * and a timer set for more than 24 days fires at once.
 */
export function refreshDelayMs(expiresSeconds: number, random: () => number): number {
  return Math.min(expiresSeconds, LONGEST_REFRESH_SECONDS) * 1000 * (0.85 + 0.05 * random());
}

function spread(random: () => number): number {
  return 0.75 + 0.5 * random();
}
