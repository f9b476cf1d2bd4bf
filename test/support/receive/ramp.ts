import type { FrameDecoder } from '../../../electron/media/jitter/frame-decoder';
import type { SentPacket } from './path';

const FRAME = 960;
const BASE = 0.25;
/** Float32 tells 2^23 steps apart between 0.25 and 0.5: 174 s. */
const STEP = 2 ** -25;
const MADE_UP = -0.25;

/** Sound whose every sample says when it was spoken: a ramp. Concealment is a constant below zero. */
export class RampDecoder implements FrameDecoder {
  readonly clockRate = 48_000;
  readonly isNoise = false;
  readonly bridges = false;
  readonly concealSamples = 240;
  samplesIn(payload: Uint8Array): number { return payload.length === 4 ? FRAME : 0; }
  carriesFec(): boolean { return false; }
  decode(payload: Uint8Array): Float32Array {
    const index = new DataView(payload.buffer, payload.byteOffset).getUint32(0);
    return Float32Array.from({ length: FRAME }, (_, i) => BASE + (index * FRAME + i) * STEP);
  }
  conceal(samples: number): Float32Array { return new Float32Array(samples).fill(MADE_UP); }
  decodeFec(): null { return null; }
  reset(): void {}
}

/** A packet every 20 ms, sent when its last sample was spoken; `lateMs` answers how much later it arrives, null = never. */
export function rampStream(count: number, lateMs: (index: number, sentMs: number) => number | null): SentPacket[] {
  const sent: SentPacket[] = [];
  for (let index = 0; index < count; index++) {
    const sentMs = (index + 1) * 20;
    const late = lateMs(index, sentMs);
    if (late === null) continue;
    const payload = new Uint8Array(4);
    new DataView(payload.buffer).setUint32(0, index);
    sent.push({ arrivalMs: sentMs + late, packet: { payloadType: 0, sequenceNumber: index & 0xffff, timestamp: (index * FRAME) >>> 0, ssrc: 1, payload } });
  }
  return sent;
}

/** ms between speaking and hearing of each quantum that is real sound, null where it is not. */
export function rampDelayMs(atMs: number, pcm: Float32Array): number | null {
  const sample = pcm[0] ?? 0;
  if (sample < BASE) return null;
  return atMs - (sample - BASE) / STEP / 48;
}
