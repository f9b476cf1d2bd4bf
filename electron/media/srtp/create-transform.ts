import { AesCmTransform } from './aes-cm';
import { AesGcmTransform } from './aes-gcm';
import { deriveKeys, type SessionKeys } from './key-derivation';
import type { MasterKey, SrtpSuite } from './suites';
import type { SrtpTransform } from './transform';

export function createTransform(master: MasterKey): SrtpTransform {
  return transformOf(master.suite, deriveKeys(master, 'rtp'), deriveKeys(master, 'rtcp'));
}

/** From session keys, where these are known by themselves. */
export function transformOf(suite: SrtpSuite, rtp: SessionKeys, rtcp: SessionKeys): SrtpTransform {
  return suite.cipher === 'aes-cm' ? new AesCmTransform(suite, rtp, rtcp) : new AesGcmTransform(suite, rtp, rtcp);
}
