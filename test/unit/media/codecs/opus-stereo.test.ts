import { describe, expect, it } from 'vitest';
import { createDecoder } from '../../../../electron/media/codecs';
import { OpusEncoder, opusPacketInfo } from '../../../../native';

const RATE = 48_000;

/** Power of one frequency in the sound, dB against full scale. */
function levelDb(pcm: Float32Array, hz: number): number {
  let [a, b] = [0, 0];
  pcm.forEach((sample, i) => { a += sample * Math.cos((2 * Math.PI * hz * i) / RATE); b += sample * Math.sin((2 * Math.PI * hz * i) / RATE); });
  return 10 * Math.log10((4 * (a * a + b * b)) / pcm.length ** 2 + 1e-12);
}

describe('Opus in stereo', () => {
  it('is mixed down to mono: both sides are heard, at half each', () => {
    const encoder = new OpusEncoder({ sampleRate: RATE, channels: 2, application: 'audio' });
    encoder.bitsPerSecond = 128_000;
    const decoder = createDecoder('opus');
    const packet = new Uint8Array(1500);
    const heard = new Float32Array(50 * 960);
    for (let frame = 0; frame < 50; frame++) {
      const pcm = Float32Array.from({ length: 1920 }, (_, i) => {
        const t = frame * 960 + (i >> 1);
        return 0.5 * Math.sin((2 * Math.PI * (i % 2 === 0 ? 440 : 3000) * t) / RATE);
      });
      const payload = packet.slice(0, encoder.encode(pcm, packet));
      expect(opusPacketInfo(payload, RATE)?.channels).toBe(2);
      expect(decoder.samplesIn(payload)).toBe(960);
      heard.set(decoder.decode(payload), frame * 960);
    }
    const settled = heard.subarray(24_000);
    for (const hz of [440, 3000]) expect(Math.abs(levelDb(settled, hz) - 20 * Math.log10(0.25))).toBeLessThan(1);
    expect(levelDb(settled, 1500)).toBeLessThan(-40);
  });
});
