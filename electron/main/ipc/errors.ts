import { CallError, CodedError, type CallErrorCode } from '../../calls/errors';
import type { CommandErrorCode } from '../../contract/channels';

/** A refusal that a command handler of the shell states in the contract's own codes. */
export class CommandError extends CodedError<CommandErrorCode> {}

const callCodes: Readonly<Record<CallErrorCode, CommandErrorCode>> = {
  CALL_NOT_FOUND: 'not-found',
  WRONG_PHASE: 'wrong-phase',
  INVALID_TARGET: 'invalid-number',
  NO_ACCOUNT: 'no-account',
  NOT_READY: 'not-ready',
  TOO_MANY_CALLS: 'too-many-calls',
  ILLEGAL_TRANSITION: 'wrong-phase',
};

export interface CommandFailure {
  code: CommandErrorCode;
  message: string;
  /** False: a fault of ours, to be logged with its stack. */
  expected: boolean;
}

/**
 * Turns whatever a handler threw into what a window may see.
 * Only coded errors keep their text; anything else could carry paths, statements or secrets.
 */
export function toCommandFailure(error: unknown): CommandFailure {
  if (error instanceof CommandError) return { code: error.code, message: error.message, expected: error.code !== 'internal' };
  if (error instanceof CallError) return { code: callCodes[error.code], message: error.message, expected: true };
  if (error instanceof CodedError) {
    const code = String(error.code);
    if (code.endsWith('NOT_FOUND')) return { code: 'not-found', message: error.message, expected: true };
    return { code: 'storage', message: error.message, expected: false };
  }
  return { code: 'internal', message: 'Something went wrong inside Sidetone. The log has the details.', expected: false };
}
