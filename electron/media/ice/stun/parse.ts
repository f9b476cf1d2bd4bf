import { FINGERPRINT, MESSAGE_INTEGRITY, MESSAGE_INTEGRITY_SHA256, attributeCodecs, type AttributeCodec } from './attributes';
import { crc32 } from './crc32';
import { HEADER_BYTES, MAGIC_COOKIE, type StunAttributes, type StunClass, type StunMessage } from './message';

export type StunParseResult =
  | { readonly ok: true; readonly message: StunMessage }
  | { readonly ok: false; readonly error: 'not-stun' | 'malformed' };

export const FINGERPRINT_XOR = 0x5354554e;

type Name = keyof StunAttributes;
const byType = new Map<number, readonly [Name, AttributeCodec<unknown>]>(
  Object.entries(attributeCodecs).map(([name, codec]) => [codec.type, [name as Name, codec as AttributeCodec<unknown>]]),
);
const classes: readonly StunClass[] = ['request', 'indication', 'success', 'error'];

/** True where a datagram may be STUN: first two bits zero, the cookie in its place (RFC 8489 5, RFC 7983 7). */
export function looksLikeStun(bytes: Uint8Array): boolean {
  return bytes.length >= HEADER_BYTES && (bytes[0] ?? 255) < 4 && read32(bytes, 4) === MAGIC_COOKIE;
}

/** Reads one whole datagram. Never throws; of what it answers, nothing has been authenticated yet. */
export function parseStun(bytes: Uint8Array): StunParseResult {
  if (!looksLikeStun(bytes)) return { ok: false, error: 'not-stun' };
  const length = read16(bytes, 2);
  if (length % 4 !== 0 || length !== bytes.length - HEADER_BYTES) return { ok: false, error: 'malformed' };
  const type = read16(bytes, 0);
  const transaction = bytes.subarray(8, 20);
  const found: Partial<Record<Name, unknown>> = {};
  const unknownRequired: number[] = [];
  let fingerprint: StunMessage['fingerprint'] = 'absent';
  let integrityOffset: number | null = null;
  let integritySha256Offset: number | null = null;

  for (let at = HEADER_BYTES; at < bytes.length;) {
    const attribute = read16(bytes, at);
    const size = read16(bytes, at + 2);
    const from = at + 4;
    const next = from + Math.ceil(size / 4) * 4;
    if (next > bytes.length) return { ok: false, error: 'malformed' };
    const value = bytes.subarray(from, from + size);
    if (attribute === FINGERPRINT) {
      // RFC 8489 14.7: the last attribute, over all before it.
      if (size !== 4 || next !== bytes.length) return { ok: false, error: 'malformed' };
      fingerprint = (crc32(bytes.subarray(0, at)) ^ FINGERPRINT_XOR) >>> 0 === read32(bytes, from) ? 'good' : 'bad';
    } else if (integritySha256Offset !== null) {
      // RFC 8489 14.6: whatever follows is not covered, so it is not there.
    } else if (attribute === MESSAGE_INTEGRITY_SHA256) {
      if (size < 16 || size > 32 || size % 4 !== 0) return { ok: false, error: 'malformed' };
      integritySha256Offset = at;
    } else if (integrityOffset !== null) {
      // RFC 8489 14.5, as above.
    } else if (attribute === MESSAGE_INTEGRITY) {
      if (size !== 20) return { ok: false, error: 'malformed' };
      integrityOffset = at;
    } else {
      const known = byType.get(attribute);
      if (known === undefined) {
        if (attribute < 0x8000 && unknownRequired.length < 16) unknownRequired.push(attribute);
      } else if (!(known[0] in found)) {
        // RFC 8489 14: of an attribute that comes twice the first counts.
        const decoded = known[1].decode(value, transaction);
        if (decoded === null && attribute < 0x8000) return { ok: false, error: 'malformed' };
        if (decoded !== null) found[known[0]] = decoded;
      }
    }
    at = next;
  }
  return {
    ok: true,
    message: {
      class: classes[((type >> 7) & 2) | ((type >> 4) & 1)] ?? 'request',
      method: (type & 0x000f) | ((type >> 1) & 0x0070) | ((type >> 2) & 0x0f80),
      transactionId: Buffer.from(transaction).toString('hex'),
      attributes: found as StunAttributes,
      unknownRequired, fingerprint, bytes, integrityOffset, integritySha256Offset,
    },
  };
}

function read16(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}

function read32(bytes: Uint8Array, at: number): number {
  return ((read16(bytes, at) << 16) | read16(bytes, at + 2)) >>> 0;
}
