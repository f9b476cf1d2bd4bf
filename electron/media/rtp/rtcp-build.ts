import { RTCP_BYE, RTCP_RR, RTCP_SDES, RTCP_SR, type ReportBlock, type SenderInfo } from './rtcp';

export interface CompoundFields {
  /** Our own SSRC. */
  readonly ssrc: number;
  readonly cname: string;
  /** Present makes it a sender report, null a receiver report. */
  readonly senderInfo: SenderInfo | null;
  readonly reports: readonly ReportBlock[];
  /** A whole packet more, e.g. XR (RFC 3611). */
  readonly extension?: Uint8Array;
  /** Present adds a BYE; the text may be empty. */
  readonly byeReason?: string;
}

const utf8 = new TextEncoder();

/** Writes SR or RR, then SDES with CNAME (both a must in every compound packet, RFC 3550 6.1), then BYE where asked. */
export function buildCompound(fields: CompoundFields): Uint8Array<ArrayBuffer> {
  const parts: Uint8Array[] = [buildReport(fields), buildSdes(fields.ssrc, fields.cname)];
  if (fields.extension) parts.push(fields.extension);
  if (fields.byeReason !== undefined) parts.push(buildBye(fields.ssrc, fields.byeReason));
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    bytes.set(part, offset);
    offset += part.length;
  }
  return bytes;
}

/** A packet of `bodyBytes`, filled up to whole words, with its first word written. */
function packet(packetType: number, count: number, bodyBytes: number): { bytes: Uint8Array<ArrayBuffer>; view: DataView } {
  const words = 1 + Math.ceil(bodyBytes / 4);
  const bytes = new Uint8Array(words * 4);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 0x80 | count);
  view.setUint8(1, packetType);
  view.setUint16(2, words - 1);
  return { bytes, view };
}

function buildReport({ ssrc, senderInfo, reports: all }: CompoundFields): Uint8Array<ArrayBuffer> {
  const reports = all.slice(0, 31);
  const infoBytes = senderInfo ? 20 : 0;
  const { bytes, view } = packet(senderInfo ? RTCP_SR : RTCP_RR, reports.length, 4 + infoBytes + reports.length * 24);
  view.setUint32(4, ssrc >>> 0);
  if (senderInfo) {
    view.setUint32(8, senderInfo.ntp.seconds);
    view.setUint32(12, senderInfo.ntp.fraction);
    view.setUint32(16, senderInfo.rtpTimestamp >>> 0);
    view.setUint32(20, senderInfo.packetCount >>> 0);
    view.setUint32(24, senderInfo.octetCount >>> 0);
  }
  reports.forEach((report, i) => {
    const at = 8 + infoBytes + i * 24;
    const lost = Math.max(-0x80_0000, Math.min(0x7f_ffff, report.cumulativeLost));
    view.setUint32(at, report.ssrc >>> 0);
    view.setUint32(at + 4, (((report.fractionLost & 0xff) << 24) | (lost & 0xff_ffff)) >>> 0);
    view.setUint32(at + 8, report.extendedHighestSequence >>> 0);
    view.setUint32(at + 12, report.jitter >>> 0);
    view.setUint32(at + 16, report.lastSenderReport >>> 0);
    view.setUint32(at + 20, report.delaySinceLastSenderReport >>> 0);
  });
  return bytes;
}

function buildSdes(ssrc: number, cname: string): Uint8Array<ArrayBuffer> {
  const name = utf8.encode(cname).subarray(0, 255);
  // At least one zero closes the chunk (RFC 3550 6.5).
  const { bytes, view } = packet(RTCP_SDES, 1, 4 + 2 + name.length + 1);
  view.setUint32(4, ssrc >>> 0);
  view.setUint8(8, 1);
  view.setUint8(9, name.length);
  bytes.set(name, 10);
  return bytes;
}

function buildBye(ssrc: number, reasonText: string): Uint8Array<ArrayBuffer> {
  const reason = utf8.encode(reasonText).subarray(0, 255);
  const { bytes, view } = packet(RTCP_BYE, 1, 4 + (reason.length > 0 ? 1 + reason.length : 0));
  view.setUint32(4, ssrc >>> 0);
  if (reason.length > 0) {
    view.setUint8(8, reason.length);
    bytes.set(reason, 9);
  }
  return bytes;
}
