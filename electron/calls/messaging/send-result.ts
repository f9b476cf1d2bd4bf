import type { MessageFailure } from '../../contract/messages';

/** What a refusal of a MESSAGE means to the one who wrote it. */
export function failureOf(status: number): MessageFailure {
  switch (status) {
    case 401: case 407: return 'auth-failed';
    case 403: case 433: case 603: case 607: return 'refused';
    case 404: case 410: case 484: case 604: return 'not-found';
    case 405: case 406: case 415: case 416: case 488: case 501: case 606: return 'unsupported';
    case 408: case 504: return 'no-answer';
    case 413: case 513: return 'too-large';
    case 480: case 486: case 487: case 600: return 'unavailable';
    default: return status >= 500 && status < 600 ? 'server' : 'rejected';
  }
}

/** RFC 3428 7, RFC 3862: a far end that cannot take CPIM says so with one of these; plain text may do. */
export function refusesCpim(status: number): boolean {
  return status === 400 || status === 406 || status === 415 || status === 488 || status === 606;
}
