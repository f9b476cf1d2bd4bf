/**
 * Record layer (RFC 6347 4.1): type, version, epoch (16 bits), sequence number (48 bits), length, fragment.
 */
import { createCipheriv, createDecipheriv } from 'node:crypto';
import { octetsOf, concatOctets } from './bytes';
import { DTLS_1_2 } from './constants';

export interface DtlsRecord {
  readonly type: number;
  readonly version: number;
  readonly epoch: number;
  readonly sequenceNumber: number;
  /** A view into the datagram. */
  readonly fragment: Uint8Array;
}

export const RECORD_HEADER_BYTES = 13;

/** The records of a datagram, as far as they are whole. Never throws. */
export function parseRecords(datagram: Uint8Array): DtlsRecord[] {
  const records: DtlsRecord[] = [];
  const view = new DataView(datagram.buffer, datagram.byteOffset, datagram.byteLength);
  for (let at = 0; at + RECORD_HEADER_BYTES <= datagram.length;) {
    const length = view.getUint16(at + 11);
    const end = at + RECORD_HEADER_BYTES + length;
    const version = view.getUint16(at + 1);
    if (end > datagram.length || version >> 8 !== 0xfe) break;
    records.push({
      type: view.getUint8(at), version, epoch: view.getUint16(at + 3),
      sequenceNumber: view.getUint16(at + 5) * 0x1_0000_0000 + view.getUint32(at + 7),
      fragment: datagram.subarray(at + RECORD_HEADER_BYTES, end),
    });
    at = end;
  }
  return records;
}

export function buildRecord(type: number, epoch: number, sequenceNumber: number, fragment: Uint8Array, version = DTLS_1_2): Uint8Array {
  return concatOctets(header(type, version, epoch, sequenceNumber), octetsOf(fragment.length, 2), fragment);
}

function header(type: number, version: number, epoch: number, sequenceNumber: number): Uint8Array {
  return concatOctets(octetsOf(type, 1), octetsOf(version, 2), octetsOf(epoch, 2), octetsOf(sequenceNumber, 6));
}

const EXPLICIT_NONCE_BYTES = 8;
const TAG_BYTES = 16;
const options = { authTagLength: TAG_BYTES };

/** AES-128-GCM for the records of one direction (RFC 5288 3, RFC 6347 4.1.2.1). */
export class RecordCipher {
  constructor(private readonly key: Uint8Array, private readonly implicitNonce: Uint8Array) {}

  seal(type: number, epoch: number, sequenceNumber: number, plain: Uint8Array): Uint8Array {
    // Epoch and sequence number never come twice, so they are the explicit part of the nonce.
    const explicit = concatOctets(octetsOf(epoch, 2), octetsOf(sequenceNumber, 6));
    const cipher = createCipheriv('aes-128-gcm', this.key, concatOctets(this.implicitNonce, explicit), options);
    cipher.setAAD(additionalData(type, DTLS_1_2, epoch, sequenceNumber, plain.length));
    const sealed = concatOctets(explicit, cipher.update(plain), cipher.final(), cipher.getAuthTag());
    return buildRecord(type, epoch, sequenceNumber, sealed);
  }

  /** Null where it is not authentic. */
  open({ type, version, epoch, sequenceNumber, fragment }: DtlsRecord): Uint8Array | null {
    const length = fragment.length - EXPLICIT_NONCE_BYTES - TAG_BYTES;
    if (length < 0) return null;
    const nonce = concatOctets(this.implicitNonce, fragment.subarray(0, EXPLICIT_NONCE_BYTES));
    const decipher = createDecipheriv('aes-128-gcm', this.key, nonce, options);
    decipher.setAAD(additionalData(type, version, epoch, sequenceNumber, length)).setAuthTag(fragment.subarray(-TAG_BYTES));
    const plain = decipher.update(fragment.subarray(EXPLICIT_NONCE_BYTES, EXPLICIT_NONCE_BYTES + length));
    try {
      decipher.final();
    } catch {
      return null;
    }
    return plain;
  }
}

function additionalData(type: number, version: number, epoch: number, sequenceNumber: number, length: number): Uint8Array {
  return concatOctets(octetsOf(epoch, 2), octetsOf(sequenceNumber, 6), octetsOf(type, 1), octetsOf(version, 2), octetsOf(length, 2));
}
