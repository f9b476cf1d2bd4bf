import type { EndCause, EndCode } from '../../contract/calls';
import type { HangUpReason } from '../ports';

/** What a final answer to our INVITE means to the user (RFC 3261 21.3 to 21.6). */
export function endCodeOfStatus(status: number): EndCode {
  switch (status) {
    case 486:
    case 600:
      return 'busy';
    case 603:
    case 403:
      return 'declined';
    case 408:
    case 480:
      return 'no-answer';
    case 404:
    case 410:
    case 484:
    case 485:
    case 604:
      return 'not-found';
    case 401:
    case 407:
      return 'auth-failed';
    case 487:
      return 'cancelled';
    case 300:
    case 301:
    case 302:
    case 305:
    case 380:
      return 'moved';
    case 415:
    case 488:
    case 606:
      return 'media-failed';
    default:
      return status >= 500 && status < 600 ? 'unavailable' : 'rejected';
  }
}

/** What the far end said when it refused. `code` where the status alone says it wrong. */
export interface Refusal {
  readonly status: number;
  readonly reason: string;
  readonly code?: EndCode;
  readonly retryAfterSeconds?: number;
  readonly warning?: string;
}

/** The cause of a call that the far end refused. */
export function refusedBy({ status, reason, code, retryAfterSeconds, warning }: Refusal): EndCause {
  return {
    code: code ?? endCodeOfStatus(status), by: 'remote', sipStatus: status, reason: reason === '' ? null : reason,
    ...(retryAfterSeconds !== undefined && { retryAfterSeconds }), ...(warning !== undefined && { warning }),
  };
}

/** A cause that is not a SIP answer. */
export function endedBy(by: EndCause['by'], code: EndCode, reason: string | null = null): EndCause {
  return { code, by, sipStatus: null, reason };
}

/** The cause of a call that we sent on to another number (302, RFC 3261 21.3.3). */
export function forwardedTo(target: string): EndCause {
  return { code: 'forwarded', by: 'local', sipStatus: 302, reason: target };
}

/** What the far end is told when we end a call (RFC 3326); undefined where the method says it all. */
export function reasonFor({ code, reason }: EndCause): HangUpReason | undefined {
  switch (code) {
    case 'hung-up': return { protocol: 'Q.850', cause: 16, text: 'Normal call clearing' };
    case 'cancelled': return { cause: 487, text: 'Request Terminated' };
    case 'media-failed':
    case 'encryption-refused':
    case 'encryption-failed': return { cause: 488, text: reason ?? 'Not Acceptable Here' };
    case 'network': return { cause: 408, text: reason ?? 'Request Timeout' };
    default: return undefined;
  }
}
