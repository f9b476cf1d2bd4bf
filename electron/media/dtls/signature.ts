import { sign, verify, X509Certificate, type KeyObject } from 'node:crypto';

/** Hash and signature octets as one number (RFC 5246 7.4.1.4.1). */
export const signatureAlgorithm = {
  ecdsaSha256: 0x0403, ecdsaSha384: 0x0503, ecdsaSha512: 0x0603, rsaSha256: 0x0401, rsaSha384: 0x0501, rsaSha512: 0x0601,
} as const;
/** What we verify; we sign with the first. */
export const signatureAlgorithms: readonly number[] = Object.values(signatureAlgorithm);

const hashes = new Map([[4, 'sha256'], [5, 'sha384'], [6, 'sha512']]);
const keyTypes = new Map([[1, 'rsa'], [3, 'ec']]);

export function signEcdsaSha256(data: Uint8Array, key: KeyObject): Uint8Array {
  return sign('sha256', data, key);
}

/** Never throws: what cannot be verified is false. */
export function verifySignature(algorithm: number, data: Uint8Array, signature: Uint8Array, certificate: X509Certificate): boolean {
  const hash = hashes.get(algorithm >> 8);
  try {
    const { publicKey } = certificate;
    if (!hash || !signatureAlgorithms.includes(algorithm) || publicKey.asymmetricKeyType !== keyTypes.get(algorithm & 0xff)) return false;
    return verify(hash, data, publicKey, signature);
  } catch {
    return false;
  }
}

/** Null where it cannot be read. */
export function readCertificate(der: Uint8Array): X509Certificate | null {
  try {
    const certificate = new X509Certificate(der);
    return certificate.publicKey.asymmetricKeyType === undefined ? null : certificate;
  } catch {
    return null;
  }
}
