import { afterEach, describe, expect, it } from 'vitest';
import type { SendFormat } from '../../../../electron/media/engine/send-format';
import { SendStream, type StreamPacket } from '../../../../electron/media/engine/send-stream';
import { parseRedundancy } from '../../../../electron/media/rtp/redundancy';
import { opusPacketInfo } from '../../../../native';
import { frames, speech } from '../../../support/codec-signals';
import { seededRandom } from '../../../support/random';

const opus: SendFormat = {
  codec: 'opus', clockRate: 48_000, payloadType: 96, ptimeMs: 20, parameters: new Map([['useinbandfec', '1']]), events: null,
  comfortNoise: null, dtx: false, redundancy: null,
};
const pcmu: SendFormat = { ...opus, codec: 'pcmu', clockRate: 8000, payloadType: 0, parameters: new Map(), redundancy: 122 };

const streams: SendStream[] = [];
afterEach(() => { for (const stream of streams.splice(0)) stream.dispose(); });

function open(format: SendFormat): SendStream {
  const stream = new SendStream(format);
  streams.push(stream);
  return stream;
}

/** Something like a voice: a falling buzz with noise. */
function voice(stream: SendStream, frames: number, firstFrame = 0): StreamPacket[] {
  const random = seededRandom(3);
  const packets: StreamPacket[] = [];
  let phase = 0;
  for (let frame = firstFrame; frame < firstFrame + frames; frame++) {
    const pcm = stream.frame.map(() => {
      phase += (110 + 40 * Math.sin(frame / 9)) / stream.sampleRate;
      return ((phase % 1) - 0.5) * 0.4 + (random() - 0.5) * 0.02;
    });
    const packet = stream.packet(pcm, (frame * stream.frameTicks) >>> 0);
    if (packet) packets.push(packet);
  }
  return packets;
}

const octetsOf = (packets: readonly StreamPacket[]): number => packets.reduce((sum, { payload }) => sum + payload.length, 0);
const bitsPerSecond = (packets: readonly StreamPacket[]): number => (octetsOf(packets) * 8) / (packets.length * 0.02);

function report(stream: SendStream, lossPercent: number): void {
  for (let i = 0; i < 4; i++) stream.noteReport({ lossPercent, roundTripMs: 30, atMs: i * 2500 });
}

describe('send stream', () => {
  it('keeps to maxaveragebitrate, also where loss asks for more', () => {
    const stream = open({ ...opus, parameters: new Map([['maxaveragebitrate', '16000'], ['useinbandfec', '1']]) });
    report(stream, 10);
    expect(bitsPerSecond(voice(stream, 150))).toBeLessThan(17_500);
  });

  it('sends packets of one size with cbr=1', () => {
    const sizes = new Set(voice(open({ ...opus, parameters: new Map([['cbr', '1']]) }), 50).map(({ payload }) => payload.length));
    expect(sizes.size).toBe(1);
  });

  it.each([[8000, 'narrow'], [16_000, 'wide'], [24_000, 'superwide'], [48_000, 'full']] as const)('sends no more band than maxplaybackrate=%d can play', (rate, bandwidth) => {
    const packets = voice(open({ ...opus, parameters: new Map([['maxplaybackrate', String(rate)]]) }), 40);
    expect(opusPacketInfo(packets.at(-1)!.payload, 48_000)?.bandwidth).toBe(bandwidth);
  });

  it('carries in-band FEC where loss is reported and the far end has use for it, else not', () => {
    const fecShare = (format: SendFormat, lossPercent: number): number => {
      const stream = open(format);
      report(stream, lossPercent);
      const packets = frames(speech(48_000, 4), 960).map((pcm, i) => stream.packet(pcm, i * 960));
      return packets.filter((packet) => packet && opusPacketInfo(packet.payload, 48_000)?.hasFec).length / packets.length;
    };
    // The rest are pauses.
    expect(fecShare(opus, 10)).toBeGreaterThan(0.6);
    expect(fecShare({ ...opus, parameters: new Map() }, 10)).toBe(0);
  });

  it('repeats the frames before, once many are lost', () => {
    const stream = open(pcmu);
    expect(voice(stream, 5).every(({ payloadType, payload }) => payloadType === 0 && payload.length === 160)).toBe(true);
    report(stream, 20);
    const packets = voice(stream, 10, 5);
    expect(packets.every(({ payloadType }) => payloadType === 122)).toBe(true);
    const blocks = packets.map(({ payload }) => parseRedundancy(payload)).map((parsed) => (parsed.ok ? parsed.blocks : []));
    expect(blocks.at(-1)?.map(({ payloadType, timestampOffset }) => [payloadType, timestampOffset])).toEqual([[0, 320], [0, 160], [0, 0]]);
    expect(blocks.at(-1)?.[0]?.payload).toEqual(blocks.at(-3)?.at(-1)?.payload);
    expect(blocks.at(-1)?.[1]?.payload).toEqual(blocks.at(-2)?.at(-1)?.payload);
  });

  it('never sends a packet for redundancy that the far end did not offer to take', () => {
    const stream = open({ ...pcmu, redundancy: null });
    report(stream, 30);
    expect(voice(stream, 10).every(({ payloadType }) => payloadType === 0)).toBe(true);
  });

  it('sends next to nothing in silence with DTX, and marks the first packet after it', () => {
    const stream = open({ ...opus, dtx: true });
    voice(stream, 20);
    const silent = Array.from({ length: 200 }, (_, i) => stream.packet(stream.frame.fill(0), i * 960));
    expect(silent.slice(60).filter((packet) => packet !== null).length).toBeLessThan(15);
    expect(voice(stream, 3)[0]?.marker).toBe(true);
    expect(voice(open(opus), 3).some(({ marker }) => marker)).toBe(false);
  });

  it.each([10, 20, 40, 60])('packs %d ms of Opus', (ptimeMs) => {
    const stream = open({ ...opus, ptimeMs });
    const [packet] = voice(stream, 1);
    expect(opusPacketInfo(packet!.payload, 48_000)?.samples).toBe(48 * ptimeMs);
    expect(stream.frameTicks).toBe(48 * ptimeMs);
  });
});
