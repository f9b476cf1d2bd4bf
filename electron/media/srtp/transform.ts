/** 8 octets of an RTCP packet stay in the clear: the first header word and the SSRC (RFC 3711 3.4). */
export const RTCP_CLEAR_BYTES = 8;
/** E flag and SRTCP index. */
export const RTCP_INDEX_BYTES = 4;

/**
 * Ciphers packets of one direction in place, with given indexes; knows nothing of replay or ROC. `open` methods change
 * nothing unless the packet is authentic, and then answer its plain length; else -1.
 */
export interface SrtpTransform {
  /** `out` holds the plain packet of `length` octets and has room for the tag. */
  sealRtp(out: Uint8Array, headerBytes: number, length: number, ssrc: number, index: number): void;
  openRtp(packet: Uint8Array, headerBytes: number, ssrc: number, index: number): number;
  /** As sealRtp; room for tag and index. */
  sealRtcp(out: Uint8Array, length: number, ssrc: number, index: number): void;
  openRtcp(packet: Uint8Array, ssrc: number, index: number): number;
  /** Where the word with E flag and index begins in a received packet of that length. */
  rtcpIndexAt(length: number): number;
}
