import {
  RTCP_BYE, RTCP_RR, RTCP_SDES, RTCP_SR,
  type ReportBlock, type RtcpPacket, type RtcpParseResult,
} from './rtcp';
import { RTCP_XR } from './xr';
import { parseXrBlocks } from './xr-parse';

const REPORT_BYTES = 24;
const SDES_CNAME = 1;
const text = new TextDecoder();

/**
 * Reads a compound RTCP datagram (RFC 3550 6.1, A.2); reduced-size ones that do not begin with a report
 * are taken too (RFC 5506). Whatever the bytes are, it answers a result and does not throw.
 */
export function parseRtcp(bytes: Uint8Array): RtcpParseResult {
  if (bytes.length < 4) return { ok: false, error: 'too-short' };
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const packets: RtcpPacket[] = [];
  let offset = 0;
  while (offset < bytes.length) {
    if (bytes.length - offset < 4) return { ok: false, error: 'bad-length' };
    const first = view.getUint8(offset);
    const packetType = view.getUint8(offset + 1);
    if (first >> 6 !== 2) return { ok: false, error: 'bad-version' };
    if (packetType < 192 || packetType > 223) return { ok: false, error: 'not-rtcp' };
    const totalBytes = (view.getUint16(offset + 2) + 1) * 4;
    let end = offset + totalBytes;
    if (end > bytes.length) return { ok: false, error: 'bad-length' };
    if ((first & 0x20) !== 0) {
      const padding = view.getUint8(end - 1);
      if (padding === 0 || padding > totalBytes - 4) return { ok: false, error: 'bad-length' };
      end -= padding;
    }
    const packet = parseOne(view, packetType, first & 0x1f, offset + 4, end);
    if (packet === null) return { ok: false, error: 'truncated-body' };
    packets.push(packet);
    offset += totalBytes;
  }
  return { ok: true, packets };
}

function parseOne(view: DataView, packetType: number, count: number, start: number, end: number): RtcpPacket | null {
  switch (packetType) {
    case RTCP_SR: {
      if (end - start < 24) return null;
      const reports = parseReports(view, count, start + 24, end);
      return reports && {
        kind: 'senderReport',
        ssrc: view.getUint32(start),
        info: {
          ntp: { seconds: view.getUint32(start + 4), fraction: view.getUint32(start + 8) },
          rtpTimestamp: view.getUint32(start + 12),
          packetCount: view.getUint32(start + 16),
          octetCount: view.getUint32(start + 20),
        },
        reports,
      };
    }
    case RTCP_RR: {
      if (end - start < 4) return null;
      const reports = parseReports(view, count, start + 4, end);
      return reports && { kind: 'receiverReport', ssrc: view.getUint32(start), reports };
    }
    case RTCP_SDES: return parseSdes(view, count, start, end);
    case RTCP_BYE: return parseBye(view, count, start, end);
    case RTCP_XR: {
      const blocks = end - start < 4 ? null : parseXrBlocks(view, start + 4, end);
      return blocks && { kind: 'extendedReport', ssrc: view.getUint32(start), blocks };
    }
    default: return { kind: 'other', packetType };
  }
}

function parseReports(view: DataView, count: number, start: number, end: number): ReportBlock[] | null {
  if (end - start < count * REPORT_BYTES) return null;
  return Array.from({ length: count }, (_, i) => {
    const at = start + i * REPORT_BYTES;
    const lost = view.getUint32(at + 4);
    return {
      ssrc: view.getUint32(at),
      fractionLost: lost >>> 24,
      cumulativeLost: (lost << 8) >> 8,
      extendedHighestSequence: view.getUint32(at + 8),
      jitter: view.getUint32(at + 12),
      lastSenderReport: view.getUint32(at + 16),
      delaySinceLastSenderReport: view.getUint32(at + 20),
    };
  });
}

/** RFC 3550 6.5: chunks of items `type, length, text`, closed by a zero and filled up to a whole word. */
function parseSdes(view: DataView, count: number, start: number, end: number): RtcpPacket | null {
  const chunks: { ssrc: number; cname: string | null }[] = [];
  let at = start;
  for (let i = 0; i < count; i++) {
    if (end - at < 4) return null;
    const ssrc = view.getUint32(at);
    let cname: string | null = null;
    at += 4;
    for (;;) {
      if (at >= end) return null;
      const type = view.getUint8(at);
      if (type === 0) { at = start + (((at - start) >> 2) + 1) * 4; break; }
      if (end - at < 2) return null;
      const length = view.getUint8(at + 1);
      if (end - at < 2 + length) return null;
      if (type === SDES_CNAME) cname = decode(view, at + 2, length);
      at += 2 + length;
    }
    chunks.push({ ssrc, cname });
  }
  return { kind: 'sourceDescription', chunks };
}

function parseBye(view: DataView, count: number, start: number, end: number): RtcpPacket | null {
  if (end - start < count * 4) return null;
  const ssrcs = Array.from({ length: count }, (_, i) => view.getUint32(start + i * 4));
  const at = start + count * 4;
  const length = at < end ? view.getUint8(at) : 0;
  // A reason that is cut short does not make the goodbye less true.
  const reason = length > 0 && end - at >= 1 + length ? decode(view, at + 1, length) : null;
  return { kind: 'bye', ssrcs, reason };
}

function decode(view: DataView, at: number, length: number): string {
  return text.decode(new Uint8Array(view.buffer, view.byteOffset + at, length));
}
