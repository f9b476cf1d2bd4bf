/**
 * STUN messages (RFC 8489) with the attributes of ICE (RFC 8445) and TURN (RFC 8656).
 *
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  |0 0|  class and method         |            length             |
 *  |                      magic cookie 0x2112A442                  |
 *  |                  transaction id (96 bits) ...
 */
import type { Endpoint } from '../../transport/endpoint';

export type StunClass = 'request' | 'indication' | 'success' | 'error';

export const MAGIC_COOKIE = 0x2112a442;
export const HEADER_BYTES = 20;

export const method = {
  binding: 0x001, allocate: 0x003, refresh: 0x004, send: 0x006, data: 0x007, createPermission: 0x008, channelBind: 0x009,
} as const;

/** RFC 8489 14.12. */
export type PasswordAlgorithm = 'MD5' | 'SHA-256';

/** All attributes we know, by name. Numbers are unsigned. */
export interface StunAttributes {
  mappedAddress?: Endpoint;
  username?: string;
  userhash?: Uint8Array;
  errorCode?: { readonly code: number; readonly reason: string };
  unknownAttributes?: readonly number[];
  /** 0x4000 to 0x4FFF. */
  channelNumber?: number;
  lifetimeSeconds?: number;
  xorPeerAddress?: Endpoint;
  data?: Uint8Array;
  realm?: string;
  nonce?: string;
  xorRelayedAddress?: Endpoint;
  /** 1 = IPv4, 2 = IPv6. */
  requestedAddressFamily?: number;
  /** IP protocol number: 17 = UDP. */
  requestedTransport?: number;
  xorMappedAddress?: Endpoint;
  passwordAlgorithm?: PasswordAlgorithm;
  passwordAlgorithms?: readonly PasswordAlgorithm[];
  priority?: number;
  useCandidate?: true;
  software?: string;
  alternateServer?: Endpoint;
  iceControlled?: bigint;
  iceControlling?: bigint;
}

export interface StunMessage {
  readonly class: StunClass;
  readonly method: number;
  /** 24 hexadecimal digits. */
  readonly transactionId: string;
  readonly attributes: Readonly<StunAttributes>;
  /** Attributes that must be understood (0x0000-0x7FFF) and are not (RFC 8489 6.3.1). */
  readonly unknownRequired: readonly number[];
  readonly fingerprint: 'absent' | 'good' | 'bad';
  /** The message as it came, and where its integrity attributes begin in it; null where there are none. */
  readonly bytes: Uint8Array;
  readonly integrityOffset: number | null;
  readonly integritySha256Offset: number | null;
}

/** A message in words, for a log or an error: "401 Unauthorized". */
export function errorWords({ attributes }: StunMessage): string {
  const { errorCode } = attributes;
  return errorCode === undefined ? 'an error without a code' : `${errorCode.code} ${errorCode.reason}`.trim();
}
