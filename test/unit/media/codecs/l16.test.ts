import { describe, expect, it } from 'vitest';
import { clockRatesOf, createDecoder, createEncoder, factsAt } from '../../../../electron/media/codecs';

describe.each(clockRatesOf('l16'))('L16 at %i Hz', (clockRate) => {
  it('carries every sample as it was, in network byte order', () => {
    const encoder = createEncoder('l16', { clockRate });
    const decoder = createDecoder('l16', clockRate);
    const samples = clockRate / 100;
    const pcm = Float32Array.from({ length: samples }, (_, i) => (i - samples / 2) / samples);
    pcm.set([-1, 1, 0, 1 / 32_768, -1 / 32_768]);
    const payload = encoder.encode(pcm);
    expect([...payload.subarray(0, 10)]).toEqual([0x80, 0, 0x7f, 0xff, 0, 0, 0, 1, 0xff, 0xff]);
    expect(decoder.samplesIn(payload)).toBe(samples);
    const heard = decoder.decode(payload);
    expect(Math.max(...heard.map((sample, i) => Math.abs(sample - (pcm[i] ?? 0))))).toBeLessThanOrEqual(1 / 32_768);
    expect(decoder.decode(encoder.encode(heard))).toEqual(heard);
    expect([encoder.clockRate, encoder.sampleRate, decoder.clockRate, decoder.sampleRate]).toEqual([clockRate, clockRate, clockRate, clockRate]);
  });

  it('makes packets that fit a frame of Ethernet, of any time it lists and no other', () => {
    const encoder = createEncoder('l16', { clockRate });
    const { packetTimesMs } = factsAt('l16', clockRate);
    expect(packetTimesMs[0]).toBe(10);
    for (const ms of packetTimesMs) expect(encoder.encode(new Float32Array((clockRate * ms) / 1000)).length).toBeLessThanOrEqual(1400);
    expect(() => encoder.encode(new Float32Array(clockRate))).toThrow(expect.objectContaining({ code: 'BAD_FRAME_SIZE' }));
  });

  it('leaves out half a sample at the end and says nothing of nothing', () => {
    const decoder = createDecoder('l16', clockRate);
    expect([...decoder.decode(Uint8Array.of(0x40, 0, 0x40))]).toEqual([0.5]);
    expect(decoder.decode(new Uint8Array(0))).toHaveLength(0);
    expect(decoder.conceal(37)).toHaveLength(37);
    decoder.dispose();
    expect(decoder.decode(Uint8Array.of(1, 2))).toHaveLength(0);
  });
});
