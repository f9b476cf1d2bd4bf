import type { Endpoint } from './endpoint';
import type { Component } from './media-path';

/**
 * What is done to packets between the session and the wire: SRTP, with keys from SDES or DTLS, or nothing.
 * Packets that are handed in are views that stay the caller's unless said otherwise; nothing here throws.
 */
export interface Protection {
  /** True only where every packet is encrypted and authenticated with agreed keys. */
  readonly secure: boolean;
  /** The packet to put on the wire; null where there is nothing to send it with yet (no keys), or no more. */
  protectRtp(packet: Uint8Array): Uint8Array | null;
  protectRtcp(packet: Uint8Array): Uint8Array | null;
  /** The plain packet; null where it is not authentic, a replay, or there are no keys yet. May work in place. */
  unprotectRtp(packet: Uint8Array): Uint8Array | null;
  unprotectRtcp(packet: Uint8Array): Uint8Array | null;
  /** A DTLS datagram (RFC 5764 5.1.2). Answers go out by MediaPath.send with `from` as replyTo. */
  takeDtls(component: Component, bytes: Uint8Array, from: Endpoint): void;
  dispose(): void;
}

/** RTP/AVP: what is sent is what there is. */
export const plain: Protection = {
  secure: false,
  protectRtp: (packet) => packet,
  protectRtcp: (packet) => packet,
  unprotectRtp: (packet) => packet,
  unprotectRtcp: (packet) => packet,
  takeDtls: () => {},
  dispose: () => {},
};
