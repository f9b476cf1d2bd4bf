import { randomBytes } from 'node:crypto';

/** For tags, branches, Call-IDs and nonces: 64 bits nobody can guess. */
export function randomToken(): string {
  return randomBytes(8).toString('hex');
}

export function random16(): number {
  return randomBytes(2).readUInt16BE();
}

export function random32(): number {
  return randomBytes(4).readUInt32BE();
}
