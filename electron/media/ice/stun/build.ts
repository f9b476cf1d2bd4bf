import { FINGERPRINT, MESSAGE_INTEGRITY, MESSAGE_INTEGRITY_SHA256, attributeCodecs, type AttributeCodec } from './attributes';
import { crc32 } from './crc32';
import { integrityOf, type IntegrityAlgorithm } from './integrity';
import { HEADER_BYTES, MAGIC_COOKIE, type StunAttributes, type StunClass } from './message';
import { FINGERPRINT_XOR } from './parse';

export interface StunToBuild {
  readonly class: StunClass;
  readonly method: number;
  /** 24 hexadecimal digits. */
  readonly transactionId: string;
  /** Written in the order they are given. */
  readonly attributes?: Readonly<StunAttributes>;
  readonly integrity?: { readonly key: Uint8Array; readonly algorithm?: IntegrityAlgorithm };
  readonly fingerprint?: boolean;
}

const classBits: Readonly<Record<StunClass, number>> = { request: 0x000, indication: 0x010, success: 0x100, error: 0x110 };

/** One STUN message in bytes (RFC 8489 5). */
export function buildStun(message: StunToBuild): Uint8Array {
  const transaction = Buffer.from(message.transactionId, 'hex');
  const parts: Buffer[] = [Buffer.alloc(HEADER_BYTES)];
  const header = parts[0] as Buffer;
  header.writeUInt16BE(classBits[message.class] | (message.method & 0x000f) | ((message.method & 0x0070) << 1) | ((message.method & 0x0f80) << 2), 0);
  header.writeUInt32BE(MAGIC_COOKIE, 4);
  transaction.copy(header, 8, 0, 12);
  for (const [name, value] of Object.entries(message.attributes ?? {})) {
    if (value === undefined) continue;
    const codec = attributeCodecs[name as keyof StunAttributes] as AttributeCodec<unknown>;
    parts.push(attribute(codec.type, codec.encode(value, transaction)));
  }
  if (message.integrity) {
    const { key, algorithm = 'sha1' } = message.integrity;
    const soFar = Buffer.concat(parts);
    const [type, size] = algorithm === 'sha1' ? [MESSAGE_INTEGRITY, 20] : [MESSAGE_INTEGRITY_SHA256, 32];
    parts.push(attribute(type, integrityOf(soFar, soFar.length, key, algorithm, size)));
  }
  const bytes = Buffer.concat(message.fingerprint === true ? [...parts, Buffer.alloc(8)] : parts);
  bytes.writeUInt16BE(bytes.length - HEADER_BYTES, 2);
  if (message.fingerprint === true) {
    const at = bytes.length - 8;
    bytes.writeUInt16BE(FINGERPRINT, at);
    bytes.writeUInt16BE(4, at + 2);
    bytes.writeUInt32BE((crc32(bytes.subarray(0, at)) ^ FINGERPRINT_XOR) >>> 0, at + 4);
  }
  return bytes;
}

function attribute(type: number, value: Uint8Array): Buffer {
  const bytes = Buffer.alloc(4 + Math.ceil(value.length / 4) * 4);
  bytes.writeUInt16BE(type, 0);
  bytes.writeUInt16BE(value.length, 2);
  bytes.set(value, 4);
  return bytes;
}
