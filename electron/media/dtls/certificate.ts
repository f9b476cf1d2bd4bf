import { generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';
import { concatOctets } from './bytes';

/** Our certificate of this run, and its key. */
export interface OwnCertificate {
  readonly der: Uint8Array;
  readonly privateKey: KeyObject;
}

const DAY_MS = 86_400_000;
/** Clocks of peers may be behind. */
const VALID_BEFORE_MS = DAY_MS;
const VALID_AFTER_MS = 30 * DAY_MS;

/**
 * A self-signed certificate for P-256 (RFC 5280 4.1): whom it belongs to is told by its fingerprint in SDP (RFC 5763 5),
 * so it names nobody and is made new each run.
 */
export function makeCertificate(nowEpochMs: number): OwnCertificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const algorithm = sequence(ECDSA_WITH_SHA256);
  const name = sequence(tlv(0x31, sequence(COMMON_NAME, tlv(0x0c, Buffer.from('Sidetone')))));
  const serial = randomBytes(8);
  // Positive, and not one octet less for a leading zero.
  serial[0] = ((serial[0] ?? 0) & 0x3f) | 0x40;
  const toBeSigned = sequence(
    tlv(0xa0, tlv(0x02, Uint8Array.of(2))), tlv(0x02, serial), algorithm, name,
    sequence(utcTime(nowEpochMs - VALID_BEFORE_MS), utcTime(nowEpochMs + VALID_AFTER_MS)), name,
    publicKey.export({ format: 'der', type: 'spki' }),
  );
  const signature = sign('sha256', toBeSigned, privateKey);
  return { der: sequence(toBeSigned, algorithm, tlv(0x03, concatOctets(Uint8Array.of(0), signature))), privateKey };
}

/** 1.2.840.10045.4.3.2 */
const ECDSA_WITH_SHA256 = tlv(0x06, Buffer.from('2a8648ce3d040302', 'hex'));
/** 2.5.4.3 */
const COMMON_NAME = tlv(0x06, Buffer.from('550403', 'hex'));

function sequence(...parts: readonly Uint8Array[]): Uint8Array {
  return tlv(0x30, concatOctets(...parts));
}

/** DER: tag, length, value. */
function tlv(tag: number, value: Uint8Array): Uint8Array {
  const length = value.length;
  const lengthOctets = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return concatOctets(Uint8Array.of(tag, ...lengthOctets), value);
}

/** YYMMDDHHMMSSZ, good until 2049. */
function utcTime(epochMs: number): Uint8Array {
  return tlv(0x17, Buffer.from(`${new Date(epochMs).toISOString().replace(/[-:T]/g, '').slice(2, 14)}Z`));
}
