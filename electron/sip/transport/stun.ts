import type { Hop } from './hop';

/*
 * STUN (RFC 8489) as far as a keep-alive on the SIP socket needs it (RFC 5626 4.4.2): a binding request without attributes,
 * and the address in its answer.
 *
 *  0                   1                   2                   3
 * |0 0|     type (14)     |          length of attributes        |
 * |                   magic cookie 0x2112A442                    |
 * |                    transaction id (96 bits)                  |
 */
const BINDING_REQUEST = 0x0001;
const BINDING_SUCCESS = 0x0101;
const COOKIE = 0x2112a442;
const HEADER_BYTES = 20;
export const STUN_ID_BYTES = 12;
const MAPPED_ADDRESS = 0x0001;
const XOR_MAPPED_ADDRESS = 0x0020;
const IPV6 = 2;

/** RFC 7983 7: what starts like this on a socket for SIP is STUN, since SIP is text. */
export function isStun(bytes: Buffer): boolean {
  return bytes.length > 0 && (bytes[0] ?? 255) <= 3;
}

export function bindingRequest(id: Buffer): Buffer {
  const bytes = Buffer.alloc(HEADER_BYTES);
  bytes.writeUInt16BE(BINDING_REQUEST, 0);
  bytes.writeUInt32BE(COOKIE, 4);
  id.copy(bytes, 8, 0, STUN_ID_BYTES);
  return bytes;
}

export interface BindingAnswer {
  /** Hexadecimal. */
  readonly id: string;
  /** Where our request came from, as the far end saw it. */
  readonly mapped: Hop;
}

/** Null where it is no success with an address. Never throws. */
export function readBindingAnswer(bytes: Buffer): BindingAnswer | null {
  if (bytes.length < HEADER_BYTES || bytes.readUInt16BE(0) !== BINDING_SUCCESS || bytes.readUInt32BE(4) !== COOKIE) return null;
  const end = HEADER_BYTES + bytes.readUInt16BE(2);
  if (end > bytes.length) return null;
  let plain: Hop | null = null;
  for (let at = HEADER_BYTES; at + 4 <= end;) {
    const [type, length] = [bytes.readUInt16BE(at), bytes.readUInt16BE(at + 2)];
    const value = bytes.subarray(at + 4, at + 4 + length);
    if (at + 4 + length > end) return null;
    if (type === XOR_MAPPED_ADDRESS) {
      const mapped = addressOf(value, bytes.subarray(4, HEADER_BYTES));
      return mapped === null ? null : { id: bytes.toString('hex', 8, HEADER_BYTES), mapped };
    }
    if (type === MAPPED_ADDRESS) plain = addressOf(value, Buffer.alloc(16));
    at += 4 + Math.ceil(length / 4) * 4;
  }
  return plain === null ? null : { id: bytes.toString('hex', 8, HEADER_BYTES), mapped: plain };
}

/** `mask`: cookie and transaction id, by which the address is hidden from meddling routers (RFC 8489 14.2). */
function addressOf(value: Buffer, mask: Buffer): Hop | null {
  const addressBytes = value[1] === IPV6 ? 16 : 4;
  if (value.length < 4 + addressBytes) return null;
  const port = value.readUInt16BE(2) ^ mask.readUInt16BE(0);
  const address = [...value.subarray(4, 4 + addressBytes)].map((byte, index) => byte ^ (mask[index] ?? 0));
  if (addressBytes === 4) return { host: address.join('.'), port };
  const groups = Array.from({ length: 8 }, (_unused, index) => (((address[2 * index] ?? 0) << 8) | (address[2 * index + 1] ?? 0)).toString(16));
  return { host: groups.join(':'), port };
}
