import { XR_VOIP_METRICS, type VoipMetrics, type XrBlock } from './xr';

const VOIP_METRICS_BYTES = 36;

/** Reads the blocks of an XR packet between two offsets (its own SSRC is before `start`); null where a length does not fit. */
export function parseXrBlocks(view: DataView, start: number, end: number): XrBlock[] | null {
  const blocks: XrBlock[] = [];
  let at = start;
  while (at < end) {
    if (end - at < 4) return null;
    const blockType = view.getUint8(at);
    const bytes = (view.getUint16(at + 2) + 1) * 4;
    if (end - at < bytes) return null;
    blocks.push(blockType === XR_VOIP_METRICS && bytes === VOIP_METRICS_BYTES
      ? { kind: 'voipMetrics', metrics: voipMetrics(view, at) }
      : { kind: 'other', blockType });
    at += bytes;
  }
  return blocks;
}

function voipMetrics(view: DataView, at: number): VoipMetrics {
  const percent = (offset: number): number => (view.getUint8(at + offset) / 256) * 100;
  const mos = (offset: number): number | null => {
    const tenths = view.getUint8(at + offset);
    return tenths < 10 || tenths > 50 ? null : tenths / 10;
  };
  const rFactor = view.getUint8(at + 24);
  return {
    ssrc: view.getUint32(at + 4),
    lossPercent: percent(8), discardPercent: percent(9), burstDensityPercent: percent(10), gapDensityPercent: percent(11),
    burstMs: view.getUint16(at + 12), gapMs: view.getUint16(at + 14),
    roundTripMs: view.getUint16(at + 16), endSystemDelayMs: view.getUint16(at + 18),
    rFactor: rFactor > 100 ? null : rFactor,
    mosListening: mos(26), mosConversational: mos(27),
    jitterBufferMs: view.getUint16(at + 30), jitterBufferMaxMs: view.getUint16(at + 32),
  };
}
