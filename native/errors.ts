import { getSystemErrorName } from 'node:util';

export type NativeErrorCode =
  /** No sidetone.node was found, or it could not be loaded; `cause` says why. */
  | 'ADDON_MISSING'
  | 'BAD_ARGUMENT'
  | 'BUFFER_TOO_SMALL'
  | 'INTERNAL'
  | 'INVALID_PACKET'
  | 'UNIMPLEMENTED'
  | 'INVALID_STATE'
  | 'ALLOCATION_FAILED'
  | 'DISPOSED';

/** What the addon refused, with a code that callers can act on. */
export class NativeError extends Error {
  constructor(readonly code: NativeErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'NativeError';
  }
}

/** libopus' error codes (opus_defines.h), which the G.722 classes share. */
const codes: Readonly<Record<number, NativeErrorCode>> = {
  [-1]: 'BAD_ARGUMENT',
  [-2]: 'BUFFER_TOO_SMALL',
  [-3]: 'INTERNAL',
  [-4]: 'INVALID_PACKET',
  [-5]: 'UNIMPLEMENTED',
  [-6]: 'INVALID_STATE',
  [-7]: 'ALLOCATION_FAILED',
};

/** Passes a count on and throws a negative answer as a NativeError. */
export function checked(result: number, action: string): number {
  if (result >= 0) return result;
  const code = codes[result] ?? 'INTERNAL';
  throw new NativeError(code, `${action}: ${code}`);
}

/** What the system refused; `code` is its name as node gives it: EADDRINUSE, EADDRNOTAVAIL, EACCES, EMFILE, EINVAL, ... */
export class SocketError extends Error {
  constructor(readonly code: string, message: string) {
    super(message);
    this.name = 'SocketError';
  }
}

/** Throws a negative errno as a SocketError. */
export function checkedSystem(result: number, action: string): void {
  if (result >= 0) return;
  const code = systemErrorName(result);
  throw new SocketError(code, `${action}: ${code}`);
}

export function systemErrorName(errno: number): string {
  try {
    return getSystemErrorName(errno);
  } catch {
    return `E${-errno}`;
  }
}
