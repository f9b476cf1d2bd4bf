import type { Endpoint } from '../../transport/endpoint';
import { addressBytes, addressText } from './address';
import { MAGIC_COOKIE, type PasswordAlgorithm, type StunAttributes } from './message';

/** How one attribute looks in bytes. Decoding answers null where they are malformed. */
export interface AttributeCodec<Value> {
  readonly type: number;
  encode(value: Value, transactionId: Uint8Array): Uint8Array;
  decode(bytes: Uint8Array, transactionId: Uint8Array): Value | null;
}

export const MESSAGE_INTEGRITY = 0x0008;
export const MESSAGE_INTEGRITY_SHA256 = 0x001c;
export const FINGERPRINT = 0x8028;

/** RFC 8489 14.3, 14.9: fewer than 128 characters, each up to 6 bytes. */
const MAX_TEXT_BYTES = 763;
/** RFC 8489 14.3. */
const MAX_USERNAME_BYTES = 513;

const decoder = new TextDecoder('utf-8', { fatal: true });
const encoder = new TextEncoder();

export const attributeCodecs: { readonly [Name in keyof StunAttributes]-?: AttributeCodec<NonNullable<StunAttributes[Name]>> } = {
  mappedAddress: address(0x0001, false),
  username: text(0x0006, MAX_USERNAME_BYTES),
  errorCode: {
    type: 0x0009,
    encode: ({ code, reason }) => Uint8Array.of(0, 0, Math.floor(code / 100), code % 100, ...encoder.encode(reason)),
    decode(bytes) {
      const number = bytes[3] ?? 100;
      const hundreds = (bytes[2] ?? 0) & 7;
      if (bytes.length < 4 || bytes.length > MAX_TEXT_BYTES + 4 || number > 99 || hundreds < 3 || hundreds > 6) return null;
      return { code: 100 * hundreds + number, reason: new TextDecoder().decode(bytes.subarray(4)) };
    },
  },
  unknownAttributes: {
    type: 0x000a,
    encode: (types) => Uint8Array.from(types.flatMap((type) => [type >> 8, type & 0xff])),
    decode: (bytes) => (bytes.length % 2 === 1 ? null : Array.from({ length: bytes.length / 2 }, (_, i) => view(bytes).getUint16(2 * i))),
  },
  channelNumber: {
    type: 0x000c,
    encode: (number) => Uint8Array.of(number >> 8, number & 0xff, 0, 0),
    decode: (bytes) => (bytes.length === 4 ? view(bytes).getUint16(0) : null),
  },
  lifetimeSeconds: uint32(0x000d),
  xorPeerAddress: address(0x0012, true),
  data: { type: 0x0013, encode: (bytes) => bytes, decode: (bytes) => bytes },
  realm: text(0x0014, MAX_TEXT_BYTES),
  nonce: text(0x0015, MAX_TEXT_BYTES),
  xorRelayedAddress: address(0x0016, true),
  requestedAddressFamily: { type: 0x0017, encode: (family) => Uint8Array.of(family, 0, 0, 0), decode: (bytes) => (bytes.length === 4 ? bytes[0] ?? 0 : null) },
  requestedTransport: { type: 0x0019, encode: (protocol) => Uint8Array.of(protocol, 0, 0, 0), decode: (bytes) => (bytes.length === 4 ? bytes[0] ?? 0 : null) },
  passwordAlgorithm: {
    type: 0x001d,
    encode: (algorithm) => algorithmBytes(algorithm),
    decode: (bytes) => algorithmsIn(bytes)?.[0] ?? null,
  },
  userhash: { type: 0x001e, encode: (bytes) => bytes, decode: (bytes) => (bytes.length === 32 ? bytes : null) },
  xorMappedAddress: address(0x0020, true),
  priority: uint32(0x0024),
  useCandidate: { type: 0x0025, encode: () => new Uint8Array(0), decode: () => true },
  passwordAlgorithms: {
    type: 0x8002,
    encode: (algorithms) => Uint8Array.from(algorithms.flatMap((algorithm) => [...algorithmBytes(algorithm)])),
    decode: (bytes) => algorithmsIn(bytes),
  },
  software: text(0x8022, MAX_TEXT_BYTES),
  alternateServer: address(0x8023, false),
  iceControlled: uint64(0x8029),
  iceControlling: uint64(0x802a),
};

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function text(type: number, maxBytes: number): AttributeCodec<string> {
  return {
    type,
    encode: (value) => encoder.encode(value),
    decode(bytes) {
      if (bytes.length > maxBytes) return null;
      try {
        return decoder.decode(bytes);
      } catch {
        return null; // Not UTF-8.
      }
    },
  };
}

function uint32(type: number): AttributeCodec<number> {
  return {
    type,
    encode(value) {
      const bytes = new Uint8Array(4);
      view(bytes).setUint32(0, value);
      return bytes;
    },
    decode: (bytes) => (bytes.length === 4 ? view(bytes).getUint32(0) : null),
  };
}

function uint64(type: number): AttributeCodec<bigint> {
  return {
    type,
    encode(value) {
      const bytes = new Uint8Array(8);
      view(bytes).setBigUint64(0, value);
      return bytes;
    },
    decode: (bytes) => (bytes.length === 8 ? view(bytes).getBigUint64(0) : null),
  };
}

/** RFC 8489 14.1 and 14.2: family, port, address; the latter two with the cookie (and the transaction id) laid over them. */
function address(type: number, xor: boolean): AttributeCodec<Endpoint> {
  const maskOf = (transactionId: Uint8Array): Uint8Array => {
    const mask = new Uint8Array(16);
    if (!xor) return mask;
    view(mask).setUint32(0, MAGIC_COOKIE);
    mask.set(transactionId.subarray(0, 12), 4);
    return mask;
  };
  return {
    type,
    encode(value, transactionId) {
      const mask = maskOf(transactionId);
      const host = addressBytes(value.address) ?? new Uint8Array(4);
      const bytes = new Uint8Array(4 + host.length);
      bytes[1] = host.length === 4 ? 1 : 2;
      view(bytes).setUint16(2, value.port ^ view(mask).getUint16(0));
      host.forEach((byte, i) => { bytes[4 + i] = byte ^ (mask[i] ?? 0); });
      return bytes;
    },
    decode(bytes, transactionId) {
      const expected = bytes[1] === 1 ? 8 : bytes[1] === 2 ? 20 : -1;
      if (bytes.length !== expected) return null;
      const mask = maskOf(transactionId);
      return {
        address: addressText(bytes.subarray(4).map((byte, i) => byte ^ (mask[i] ?? 0))),
        port: view(bytes).getUint16(2) ^ view(mask).getUint16(0),
      };
    },
  };
}

function algorithmBytes(algorithm: PasswordAlgorithm): Uint8Array {
  return Uint8Array.of(0, algorithm === 'MD5' ? 1 : 2, 0, 0);
}

/** Those we know, in their order; null where malformed. */
function algorithmsIn(bytes: Uint8Array): PasswordAlgorithm[] | null {
  const known: PasswordAlgorithm[] = [];
  for (let at = 0; at < bytes.length;) {
    if (at + 4 > bytes.length) return null;
    const algorithm = view(bytes).getUint16(at);
    const parameterBytes = view(bytes).getUint16(at + 2);
    if (algorithm === 1) known.push('MD5');
    if (algorithm === 2) known.push('SHA-256');
    at += 4 + Math.ceil(parameterBytes / 4) * 4;
  }
  return known;
}
