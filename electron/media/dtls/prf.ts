import { createHmac } from 'node:crypto';
import { concatOctets } from './bytes';

export const MASTER_SECRET_BYTES = 48;
export const VERIFY_DATA_BYTES = 12;

/** PRF of TLS 1.2 with SHA-256 (RFC 5246 5). */
export function prf(secret: Uint8Array, label: string, seed: Uint8Array, length: number): Uint8Array {
  const labelled = concatOctets(Buffer.from(label, 'latin1'), seed);
  const hmac = (...parts: readonly Uint8Array[]): Uint8Array => {
    const mac = createHmac('sha256', secret);
    for (const part of parts) mac.update(part);
    return mac.digest();
  };
  const blocks: Uint8Array[] = [];
  let a = hmac(labelled);
  for (let have = 0; have < length; have += 32) {
    blocks.push(hmac(a, labelled));
    a = hmac(a);
  }
  return concatOctets(...blocks).subarray(0, length);
}
