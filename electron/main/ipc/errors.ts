import { CallError, CodedError, type CallErrorCode } from '../../calls/errors';
import type { CommandErrorCode } from '../../contract/channels';
import { StoreError, type StoreErrorCode } from '../../store/errors';

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

const storeCodes: Readonly<Record<StoreErrorCode, CommandErrorCode>> = {
  DATABASE_NEWER: 'storage', DATABASE_LOCKED: 'storage', DATABASE_READ_ONLY: 'storage', DISK_FULL: 'storage',
  DATABASE_CORRUPT: 'storage', DATABASE_IO: 'storage', INTERNAL: 'storage',
  NOT_FOUND: 'not-found', INVALID: 'bad-request',
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
  if (error instanceof StoreError) {
    const code = storeCodes[error.code];
    return { code, message: error.message, expected: code !== 'storage' };
  }
  return { code: 'internal', message: 'Something went wrong inside Sidetone. The log has the details.', expected: false };
}
