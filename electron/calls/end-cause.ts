import type { EndCause, EndCode } from '../contract/calls';

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
    case 415:
    case 488:
    case 606:
      return 'media-failed';
    default:
      return status >= 500 && status < 600 ? 'unavailable' : 'rejected';
  }
}

/** The cause of a call that the far end refused. */
export function refusedBy(status: number, reason: string, code = endCodeOfStatus(status)): EndCause {
  return { code, by: 'remote', sipStatus: status, reason: reason === '' ? null : reason };
}

/** A cause that is not a SIP answer. */
export function endedBy(by: EndCause['by'], code: EndCode, reason: string | null = null): EndCause {
  return { code, by, sipStatus: null, reason };
}
