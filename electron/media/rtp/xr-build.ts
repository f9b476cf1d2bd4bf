import { RTCP_XR, XR_UNAVAILABLE, XR_VOIP_METRICS, type VoipMetrics } from './xr';

const PACKET_BYTES = 8 + 36;
/** Bursts as in RFC 3611 4.7.2. */
const GMIN = 16;
/** RFC 3611 4.7.6: enhanced concealment, adaptive jitter buffer. */
const RX_CONFIG = 0b1011_0000;

/** Writes an XR packet with one VoIP metrics block; to be put behind SR or RR and SDES in a compound (RFC 3550 6.1). */
export function buildVoipMetrics(senderSsrc: number, metrics: VoipMetrics): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(PACKET_BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 0x80);
  view.setUint8(1, RTCP_XR);
  view.setUint16(2, PACKET_BYTES / 4 - 1);
  view.setUint32(4, senderSsrc >>> 0);
  view.setUint8(8, XR_VOIP_METRICS);
  view.setUint16(10, 8);
  view.setUint32(12, metrics.ssrc >>> 0);
  view.setUint8(16, share(metrics.lossPercent));
  view.setUint8(17, share(metrics.discardPercent));
  view.setUint8(18, share(metrics.burstDensityPercent));
  view.setUint8(19, share(metrics.gapDensityPercent));
  view.setUint16(20, held(metrics.burstMs, 65_535));
  view.setUint16(22, held(metrics.gapMs, 65_535));
  view.setUint16(24, held(metrics.roundTripMs, 65_535));
  view.setUint16(26, held(metrics.endSystemDelayMs, 65_535));
  // Levels and echo return loss are not measured here.
  view.setUint8(28, XR_UNAVAILABLE);
  view.setUint8(29, XR_UNAVAILABLE);
  view.setUint8(30, XR_UNAVAILABLE);
  view.setUint8(31, GMIN);
  view.setUint8(32, metrics.rFactor === null ? XR_UNAVAILABLE : held(metrics.rFactor, 100));
  view.setUint8(33, XR_UNAVAILABLE);
  view.setUint8(34, mos(metrics.mosListening));
  view.setUint8(35, mos(metrics.mosConversational));
  view.setUint8(36, RX_CONFIG);
  view.setUint16(38, held(metrics.jitterBufferMs, 65_535));
  view.setUint16(40, held(metrics.jitterBufferMaxMs, 65_535));
  view.setUint16(42, held(metrics.jitterBufferMaxMs, 65_535));
  return bytes;
}

/** Percent to 1/256, at most 255. */
const share = (percent: number): number => held((percent / 100) * 256, 255);
/** RFC 3611 4.7.5: ten times the score, 10 to 50. */
const mos = (score: number | null): number => (score === null ? XR_UNAVAILABLE : Math.max(10, held(score * 10, 50)));

function held(value: number, most: number): number {
  return Number.isFinite(value) ? Math.min(most, Math.max(0, Math.round(value))) : 0;
}
