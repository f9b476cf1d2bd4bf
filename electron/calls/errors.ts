/** Closes a switch over a union: the compiler fails where a case is missing. */
export function unreachable(value: never): Error {
  return new Error(`unreachable: ${JSON.stringify(value)}`);
}

/** An error with a code that callers can act on; `cause` keeps the origin. */
export class CodedError<Code extends string> extends Error {
  constructor(readonly code: Code, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'CodedError';
  }
}

export type CallErrorCode = 'CALL_NOT_FOUND' | 'WRONG_PHASE' | 'INVALID_TARGET' | 'NO_ACCOUNT' | 'NOT_READY' | 'TOO_MANY_CALLS' | 'ILLEGAL_TRANSITION';
export class CallError extends CodedError<CallErrorCode> {}
