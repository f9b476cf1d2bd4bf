import { describe, expect, it } from 'vitest';
import { OpusDecoder, OpusEncoder } from '../../../../electron/media/codecs/opus-codec';
import { frames, speech } from '../../../support/codec-signals';

const FRAME = 960;
const silence = new Float32Array(FRAME);
const spoken = frames(speech(48_000, 2), FRAME);

const rms = (pcm: Float32Array): number => Math.sqrt(pcm.reduce((sum, each) => sum + each * each, 0) / pcm.length);

/** Encodes and decodes; the decoder is asked for each packet in turn. */
function through(pieces: readonly Float32Array[]): { heard: Float32Array[]; packets: Uint8Array[] } {
  const [encoder, decoder] = [new OpusEncoder(), new OpusDecoder()];
  const packets = pieces.map((piece) => encoder.encode(piece).slice());
  const heard = packets.map((packet) => decoder.decode(packet).slice());
  encoder.dispose();
  decoder.dispose();
  return { heard, packets };
}

describe('long silence in Opus', () => {
  const quiet = (count: number): Float32Array[] => Array.from({ length: count }, () => silence);

  it('is the same packet again and again, and is heard as silence', () => {
    const { heard, packets } = through([...spoken, ...quiet(400)]);
    const repeated = packets.slice(spoken.length + 26);
    expect(repeated.length).toBeGreaterThan(300);
    expect(new Set(repeated.map((packet) => Buffer.from(packet).toString('hex'))).size).toBe(1);
    for (const piece of heard.slice(spoken.length + 26)) {
      expect(piece).toHaveLength(FRAME);
      expect(rms(piece)).toBeLessThan(0.0005); // -66 dBFS
    }
  });

  it('ends without a trace: what is said next sounds as it does after a short silence', () => {
    const afterLong = through([...spoken, ...quiet(400), ...spoken]).heard.slice(spoken.length + 400);
    const afterShort = through([...spoken, ...quiet(20), ...spoken]).heard.slice(spoken.length + 20);
    let [difference, level] = [0, 0];
    afterLong.forEach((piece, i) => piece.forEach((sample, n) => {
      const other = afterShort[i]?.[n] ?? 0;
      difference += (sample - other) ** 2;
      level += other * other;
    }));
    expect(level).toBeGreaterThan(1);
    expect(10 * Math.log10(level / difference)).toBeGreaterThan(10);
  });

  it('is encoded as ever where only part of a frame is silent', () => {
    const almost = silence.slice();
    almost[FRAME - 1] = 0.2;
    const { packets } = through([...quiet(60), almost, ...quiet(3)]);
    expect(Buffer.from(packets[60]!).equals(Buffer.from(packets[59]!))).toBe(false);
  });
});
