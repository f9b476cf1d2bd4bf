import { createHash } from 'node:crypto';
import type { Fingerprint } from '../sdp/transport-attributes';

/** Node's names of those hash functions of RFC 8122 5 that are safe to believe; MD5 and SHA-1 are not. */
const hashes = new Map([['sha-256', 'sha256'], ['sha-384', 'sha384'], ['sha-512', 'sha512']]);

export function fingerprintOf(der: Uint8Array, hash = 'sha-256'): Fingerprint {
  const digest = createHash(hashes.get(hash) ?? 'sha256').update(der).digest('hex').toUpperCase();
  return { hash, value: digest.match(/../g)?.join(':') ?? '' };
}

/** Those that can be checked. */
export function usableFingerprints(fingerprints: readonly Fingerprint[]): Fingerprint[] {
  return fingerprints.filter(({ hash }) => hashes.has(hash));
}

/** Whether one of them is the certificate's; a side may have several certificates (RFC 8122 5). */
export function matchesFingerprint(der: Uint8Array, fingerprints: readonly Fingerprint[]): boolean {
  return usableFingerprints(fingerprints).some(({ hash, value }) => fingerprintOf(der, hash).value === value);
}

export function sameFingerprints(one: readonly Fingerprint[], other: readonly Fingerprint[]): boolean {
  const text = (list: readonly Fingerprint[]): string => list.map(({ hash, value }) => `${hash} ${value}`).sort().join();
  return text(one) === text(other);
}
