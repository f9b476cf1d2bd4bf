/**
 * RTP fixed header (RFC 3550 5.1)
 *
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |V=2|P|X|  CC   |M|     PT      |       sequence number         |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |                           timestamp                           |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |           synchronization source (SSRC) identifier            |
 *  +=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+
 *  |            contributing source (CSRC) identifiers             |
 *  |                             ....                              |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 */
export interface RtpPacket {
  readonly marker: boolean;
  /** 0..127 */
  readonly payloadType: number;
  /** 0..65535 */
  readonly sequenceNumber: number;
  /** 0..2^32-1, in units of the codec's clock rate. */
  readonly timestamp: number;
  readonly ssrc: number;
  readonly csrcs: readonly number[];
  readonly extension: RtpExtension | null;
  /** Without padding. A view into the datagram it was parsed from. */
  readonly payload: Uint8Array;
}

/** Header extension (RFC 3550 5.3.1): profile-defined 16 bits, then whole 32-bit words. */
export interface RtpExtension {
  readonly profile: number;
  readonly data: Uint8Array;
}

export type RtpParseError = 'too-short' | 'bad-version' | 'truncated-csrc' | 'truncated-extension' | 'bad-padding' | 'rtcp';
export type RtpParseResult =
  | { readonly ok: true; readonly packet: RtpPacket }
  | { readonly ok: false; readonly error: RtpParseError };

export const RTP_HEADER_BYTES = 12;

const noCsrcs: readonly number[] = [];

/** Reads one datagram as RTP. Whatever the bytes are, it answers a result and does not throw. */
export function parseRtp(bytes: Uint8Array): RtpParseResult {
  if (bytes.length < RTP_HEADER_BYTES) return { ok: false, error: 'too-short' };
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const first = view.getUint8(0);
  const second = view.getUint8(1);
  if (first >> 6 !== 2) return { ok: false, error: 'bad-version' };
  // RFC 5761 4: payload types 64..95 with the marker bit are RTCP types 192..223 on a shared port.
  if (second >= 192 && second <= 223) return { ok: false, error: 'rtcp' };

  let offset = RTP_HEADER_BYTES;
  const csrcCount = first & 0x0f;
  if (bytes.length < offset + csrcCount * 4) return { ok: false, error: 'truncated-csrc' };
  let csrcs = noCsrcs;
  if (csrcCount > 0) {
    csrcs = Array.from({ length: csrcCount }, (_, i) => view.getUint32(RTP_HEADER_BYTES + i * 4));
    offset += csrcCount * 4;
  }

  let extension: RtpExtension | null = null;
  if ((first & 0x10) !== 0) {
    if (bytes.length < offset + 4) return { ok: false, error: 'truncated-extension' };
    const dataBytes = view.getUint16(offset + 2) * 4;
    if (bytes.length < offset + 4 + dataBytes) return { ok: false, error: 'truncated-extension' };
    extension = { profile: view.getUint16(offset), data: bytes.subarray(offset + 4, offset + 4 + dataBytes) };
    offset += 4 + dataBytes;
  }

  let end = bytes.length;
  if ((first & 0x20) !== 0) {
    const padding = view.getUint8(end - 1);
    if (padding === 0 || end - padding < offset) return { ok: false, error: 'bad-padding' };
    end -= padding;
  }

  return {
    ok: true,
    packet: {
      marker: (second & 0x80) !== 0,
      payloadType: second & 0x7f,
      sequenceNumber: view.getUint16(2),
      timestamp: view.getUint32(4),
      ssrc: view.getUint32(8),
      csrcs,
      extension,
      payload: bytes.subarray(offset, end),
    },
  };
}

export interface RtpFields {
  marker?: boolean;
  payloadType: number;
  sequenceNumber: number;
  timestamp: number;
  ssrc: number;
  csrcs?: readonly number[];
  /** `data` is filled up with zeros to whole 32-bit words. */
  extension?: RtpExtension;
  payload: Uint8Array;
  /** Bytes of padding to add, 1..255; the last one holds the count. */
  paddingBytes?: number;
}

/** Writes one RTP packet. Numbers are taken modulo their field's width. */
export function buildRtp(fields: RtpFields): Uint8Array<ArrayBuffer> {
  const csrcs = (fields.csrcs ?? noCsrcs).slice(0, 15);
  const extensionWords = fields.extension ? Math.ceil(fields.extension.data.length / 4) : 0;
  const extensionBytes = fields.extension ? 4 + extensionWords * 4 : 0;
  const padding = Math.min(255, fields.paddingBytes ?? 0);
  const headerBytes = RTP_HEADER_BYTES + csrcs.length * 4 + extensionBytes;
  const bytes = new Uint8Array(headerBytes + fields.payload.length + padding);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 0x80 | (padding > 0 ? 0x20 : 0) | (fields.extension ? 0x10 : 0) | csrcs.length);
  view.setUint8(1, (fields.marker ? 0x80 : 0) | (fields.payloadType & 0x7f));
  view.setUint16(2, fields.sequenceNumber & 0xffff);
  view.setUint32(4, fields.timestamp >>> 0);
  view.setUint32(8, fields.ssrc >>> 0);
  csrcs.forEach((csrc, i) => view.setUint32(RTP_HEADER_BYTES + i * 4, csrc >>> 0));
  if (fields.extension) {
    const at = RTP_HEADER_BYTES + csrcs.length * 4;
    view.setUint16(at, fields.extension.profile & 0xffff);
    view.setUint16(at + 2, extensionWords);
    bytes.set(fields.extension.data, at + 4);
  }
  bytes.set(fields.payload, headerBytes);
  if (padding > 0) bytes[bytes.length - 1] = padding;
  return bytes;
}
