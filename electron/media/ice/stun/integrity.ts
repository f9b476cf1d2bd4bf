import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { PasswordAlgorithm, StunMessage } from './message';

export type IntegrityAlgorithm = 'sha1' | 'sha256';

/** RFC 8489 9.1.1: the password itself is the key. */
export function shortTermKey(password: string): Uint8Array {
  return Buffer.from(prepared(password));
}

/** RFC 8489 9.2.2. */
export function longTermKey(username: string, realm: string, password: string, algorithm: PasswordAlgorithm = 'MD5'): Uint8Array {
  return createHash(algorithm === 'MD5' ? 'md5' : 'sha256').update(`${username}:${prepared(realm)}:${prepared(password)}`).digest();
}

/** RFC 8489 14.4. */
export function userhash(username: string, realm: string): Uint8Array {
  return createHash('sha256').update(`${username}:${prepared(realm)}`).digest();
}

/** HMAC over the message up to `offset`, with the length in its header as if it ended with this attribute. */
export function integrityOf(bytes: Uint8Array, offset: number, key: Uint8Array, algorithm: IntegrityAlgorithm, size: number): Uint8Array {
  const covered = Buffer.from(bytes.subarray(0, offset));
  covered.writeUInt16BE(offset - 20 + 4 + size, 2);
  return createHmac(algorithm, key).update(covered).digest().subarray(0, size);
}

/** Whether the strongest integrity attribute there is fits the key. */
export function verifyIntegrity(message: StunMessage, key: Uint8Array): 'good' | 'bad' | 'absent' {
  const { bytes, integrityOffset, integritySha256Offset } = message;
  const offset = integritySha256Offset ?? integrityOffset;
  if (offset === null) return 'absent';
  const size = ((bytes[offset + 2] ?? 0) << 8) | (bytes[offset + 3] ?? 0);
  const expected = integrityOf(bytes, offset, key, integritySha256Offset === null ? 'sha1' : 'sha256', size);
  const found = bytes.subarray(offset + 4, offset + 4 + size);
  return found.length === expected.length && timingSafeEqual(expected, found) ? 'good' : 'bad';
}

/** SASLprep (RFC 4013 2.1, 2.2) of what people type: invisible characters go, all spaces are spaces, one form of each letter. */
function prepared(text: string): string {
  // eslint-disable-next-line no-misleading-character-class
  return text.replace(/[\u00AD\u034F\u1806\u180B-\u180D\u200B-\u200D\u2060\uFE00-\uFE0F\uFEFF]/g, '').replace(/[\u00A0\u1680\u2000-\u200A\u202F\u205F\u3000]/g, ' ').normalize('NFKC');
}
