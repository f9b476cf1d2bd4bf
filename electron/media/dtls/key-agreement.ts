import { createECDH, createPublicKey, diffieHellman, generateKeyPairSync } from 'node:crypto';
import { concatOctets } from './bytes';

/** TLS's numbers of curves (RFC 8422 5.1.1). */
export const namedGroup = { p256: 23, x25519: 29 } as const;
/** In the order we like them. */
export const groupsInOrder: readonly number[] = [namedGroup.x25519, namedGroup.p256];

/** Our half of an ECDHE exchange, made new for each handshake. */
export interface KeyAgreement {
  readonly group: number;
  /** As on the wire: 32 octets of X25519, or an uncompressed point. */
  readonly publicKey: Uint8Array;
  /** The shared secret; null where the far end's key is no point of the curve. */
  agree(theirs: Uint8Array): Uint8Array | null;
}

/** Null for a curve that we do not know. */
export function createKeyAgreement(group: number): KeyAgreement | null {
  if (group === namedGroup.x25519) return x25519();
  return group === namedGroup.p256 ? p256() : null;
}

function p256(): KeyAgreement {
  const ecdh = createECDH('prime256v1');
  return {
    group: namedGroup.p256, publicKey: ecdh.generateKeys(),
    agree: (theirs) => attempt(() => (theirs.length === 65 && theirs[0] === 4 ? ecdh.computeSecret(theirs) : null)),
  };
}

/** SubjectPublicKeyInfo of an X25519 key up to its 32 octets (RFC 8410 4). */
const X25519_PREFIX = Buffer.from('302a300506032b656e032100', 'hex');

function x25519(): KeyAgreement {
  const { privateKey, publicKey } = generateKeyPairSync('x25519');
  return {
    group: namedGroup.x25519,
    publicKey: new Uint8Array(publicKey.export({ format: 'der', type: 'spki' })).subarray(X25519_PREFIX.length),
    agree: (theirs) => attempt(() => {
      if (theirs.length !== 32) return null;
      return diffieHellman({ privateKey, publicKey: createPublicKey({ key: Buffer.from(concatOctets(X25519_PREFIX, theirs)), format: 'der', type: 'spki' }) });
    }),
  };
}

/** OpenSSL throws for keys of no use, among them those whose secret would be all zeros (RFC 7748 6.1). */
function attempt(act: () => Uint8Array | null): Uint8Array | null {
  try {
    return act();
  } catch {
    return null;
  }
}
