import { createCipheriv } from 'node:crypto';
import type { MasterKey } from './suites';

/** What one of RTP or RTCP is ciphered with, in one direction. */
export interface SessionKeys {
  readonly key: Uint8Array;
  readonly salt: Uint8Array;
  /** Empty for AEAD suites. */
  readonly authKey: Uint8Array;
}

const AUTH_KEY_BYTES = 20;

/** Session keys from a master key (RFC 3711 4.3.1, key derivation rate 0), for RTP or RTCP. */
export function deriveKeys(master: MasterKey, kind: 'rtp' | 'rtcp'): SessionKeys {
  const { suite } = master;
  const first = kind === 'rtp' ? 0 : 3;
  return {
    key: derive(master, first, suite.keyBytes),
    authKey: suite.cipher === 'aes-cm' ? derive(master, first + 1, AUTH_KEY_BYTES) : new Uint8Array(0),
    salt: derive(master, first + 2, suite.saltBytes),
  };
}

/** RFC 3711 4.3.3: the key stream for x * 2^16 where x is the label, 48 bits up, XOR the salt. RFC 7714 11 fills a short salt up on the right. */
function derive({ key, salt, suite }: MasterKey, label: number, length: number): Uint8Array {
  const counter = new Uint8Array(16);
  counter.set(salt.subarray(0, suite.saltBytes));
  counter[7] = (counter[7] ?? 0) ^ label;
  return createCipheriv(suite.keyBytes === 32 ? 'aes-256-ctr' : 'aes-128-ctr', key, counter).update(new Uint8Array(length));
}
