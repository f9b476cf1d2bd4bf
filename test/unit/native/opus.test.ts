import { describe, expect, it } from 'vitest';
import { OpusDecoder, OpusEncoder, opusPacketInfo, opusVersion, type OpusSampleRate } from '../../../native';
import { correlation, frames, joined, speech } from '../../support/codec-signals';
import { seededRandom } from '../../support/random';

const coded = (code: string) => expect.objectContaining({ name: 'NativeError', code });

function encodeAll(encoder: OpusEncoder, pcm: Float32Array, frameSamples: number): Uint8Array[] {
  const scratch = new Uint8Array(1500);
  return frames(pcm, frameSamples).map((frame) => scratch.slice(0, encoder.encode(frame, scratch)));
}

describe('Opus addon', () => {
  it('is libopus 1.5', () => {
    expect(opusVersion()).toMatch(/^libopus 1\.5/);
  });

  it.each([8000, 16000, 48000] as const)('carries speech at %i Hz so that it is recognised', (sampleRate) => {
    const pcm = speech(sampleRate, 4);
    const encoder = new OpusEncoder({ sampleRate, channels: 1, application: 'voip' });
    encoder.bitsPerSecond = 32000;
    const decoder = new OpusDecoder({ sampleRate, channels: 1 });
    const out = new Float32Array(5760);
    const heard = joined(encodeAll(encoder, pcm, sampleRate / 50).map((packet) => out.slice(0, decoder.decode(packet, out))));
    expect(heard.length).toBe(pcm.length - (pcm.length % (sampleRate / 50)));
    // SILK's resampler adds to the encoder's own delay: look for the best lag, it must be near the lookahead.
    const lags = Array.from({ length: sampleRate / 100 }, (_, lag) => correlation(pcm, heard, lag));
    const best = lags.indexOf(Math.max(...lags));
    expect(lags[best]).toBeGreaterThan(0.97);
    expect(best).toBeGreaterThanOrEqual(encoder.lookaheadSamples - sampleRate / 1000);
    expect(best).toBeLessThanOrEqual(encoder.lookaheadSamples + (2 * sampleRate) / 1000);
  });

  it('takes and gives 16-bit samples and stereo', () => {
    const encoder = new OpusEncoder({ sampleRate: 48000, channels: 2, application: 'audio' });
    const decoder = new OpusDecoder({ sampleRate: 48000, channels: 2 });
    const packet = new Uint8Array(1500);
    const pcm = Int16Array.from({ length: 1920 }, (_, i) => (i % 2 ? 0 : 8000 * Math.sin(i / 20)));
    const out = new Int16Array(1920);
    for (let round = 0; round < 10; round++) {
      const octets = encoder.encode(pcm, packet);
      expect(decoder.decode(packet.subarray(0, octets), out)).toBe(960);
    }
    const level = (channel: number) => Math.sqrt(out.reduce((sum, x, i) => sum + (i % 2 === channel ? x * x : 0), 0) / 960);
    expect(level(0)).toBeGreaterThan(3000);
    expect(level(1)).toBeLessThan(level(0) / 10);
  });

  it('follows its settings: rate, complexity, bandwidth, constant size, DTX', () => {
    const pcm = speech(48000, 3);
    const sizeAt = (set: (encoder: OpusEncoder) => void) => {
      const encoder = new OpusEncoder({ sampleRate: 48000, channels: 1, application: 'voip' });
      encoder.signal = 'voice';
      set(encoder);
      return { encoder, packets: encodeAll(encoder, pcm, 960) };
    };
    const octets = (packets: Uint8Array[]) => packets.reduce((sum, packet) => sum + packet.length, 0);
    const low = sizeAt((e) => { e.bitsPerSecond = 12000; });
    const high = sizeAt((e) => { e.bitsPerSecond = 48000; });
    expect(octets(high.packets)).toBeGreaterThan(2 * octets(low.packets));
    expect(high.encoder.bitsPerSecond).toBe(48000);

    const narrow = sizeAt((e) => { e.maxBandwidth = 'narrow'; });
    expect(narrow.encoder.bandwidth).toBe('narrow');
    expect(narrow.packets.every((p) => opusPacketInfo(p, 48000)?.bandwidth === 'narrow')).toBe(true);

    const constant = sizeAt((e) => { e.rateControl = 'constant'; e.bitsPerSecond = 24000; });
    expect(new Set(constant.packets.map((p) => p.length))).toEqual(new Set([60]));

    const encoder = new OpusEncoder({ sampleRate: 48000, channels: 1, application: 'voip' });
    encoder.dtx = true;
    const silent = encodeAll(encoder, new Float32Array(48000), 960);
    expect(silent.filter((p) => p.length <= 2).length).toBeGreaterThan(25);
    expect(encoder.inDtx).toBe(true);
  });

  it.each([120, 240, 480, 960, 1920, 2880, 5760])('encodes frames of %i samples and says so in the packet', (samples) => {
    const encoder = new OpusEncoder({ sampleRate: 48000, channels: 1, application: 'voip' });
    const decoder = new OpusDecoder({ sampleRate: 48000, channels: 1 });
    const packet = new Uint8Array(1500);
    const octets = encoder.encode(new Float32Array(samples), packet);
    expect(opusPacketInfo(packet.subarray(0, octets), 48000)).toMatchObject({ samples, channels: 1 });
    expect(decoder.decode(packet.subarray(0, octets), new Float32Array(5760))).toBe(samples);
    expect(decoder.lastPacketSamples).toBe(samples);
  });

  it('tells packets with in-band FEC from packets without', () => {
    const pcm = speech(48000, 2);
    const encoder = new OpusEncoder({ sampleRate: 48000, channels: 1, application: 'voip' });
    encoder.bitsPerSecond = 32000;
    const hasFec = () => encodeAll(encoder, pcm, 960).filter((p) => opusPacketInfo(p, 48000)?.hasFec).length;
    expect(hasFec()).toBe(0);
    encoder.inbandFec = true;
    encoder.expectedLossPercent = 20;
    expect(hasFec()).toBeGreaterThan(50);
  });

  it('refuses bad arguments by code and works on', () => {
    expect(() => new OpusEncoder({ sampleRate: 44100 as OpusSampleRate, channels: 1, application: 'voip' })).toThrow(coded('BAD_ARGUMENT'));
    expect(() => new OpusDecoder({ sampleRate: 48000, channels: 3 as 2 })).toThrow(coded('BAD_ARGUMENT'));
    const encoder = new OpusEncoder({ sampleRate: 48000, channels: 1, application: 'voip' });
    const packet = new Uint8Array(1500);
    expect(() => encoder.encode(new Float32Array(961), packet)).toThrow(coded('BAD_ARGUMENT'));
    expect(() => encoder.encode(new Float32Array(0), packet)).toThrow(coded('BAD_ARGUMENT'));
    expect(() => encoder.encode(new Float32Array(960), new Uint8Array(0))).toThrow(coded('BAD_ARGUMENT'));
    expect(() => encoder.encode([1, 2] as unknown as Float32Array, packet)).toThrow(coded('BAD_ARGUMENT'));
    expect(() => { encoder.bitsPerSecond = -5; }).toThrow(coded('BAD_ARGUMENT'));
    expect(() => { encoder.complexity = 11; }).toThrow(coded('BAD_ARGUMENT'));
    expect(() => { encoder.bitsPerSecond = Number.NaN; }).toThrow(coded('BAD_ARGUMENT'));
    const detached = new Float32Array(960);
    structuredClone(detached.buffer, { transfer: [detached.buffer] });
    expect(() => encoder.encode(detached, packet)).toThrow(coded('BAD_ARGUMENT'));
    const octets = encoder.encode(new Float32Array(960), packet);
    const decoder = new OpusDecoder({ sampleRate: 48000, channels: 1 });
    expect(() => decoder.decode(packet.subarray(0, octets), new Float32Array(100))).toThrow(coded('BUFFER_TOO_SMALL'));
    expect(() => decoder.decode(new Uint8Array(0), new Float32Array(960))).toThrow(coded('INVALID_PACKET'));
    expect(() => decoder.conceal(new Float32Array(960), 961)).toThrow(coded('BUFFER_TOO_SMALL'));
    expect(() => decoder.conceal(new Float32Array(960), 7)).toThrow(coded('BAD_ARGUMENT'));
    expect(decoder.decode(packet.subarray(0, octets), new Float32Array(960))).toBe(960);
  });

  it('encodes what is no number or far too loud without harm', () => {
    const encoder = new OpusEncoder({ sampleRate: 48000, channels: 1, application: 'voip' });
    const decoder = new OpusDecoder({ sampleRate: 48000, channels: 1 });
    const packet = new Uint8Array(1500);
    const out = new Float32Array(960);
    for (const value of [Number.NaN, Infinity, -Infinity, 1e30]) {
      for (let round = 0; round < 5; round++) {
        decoder.decode(packet.subarray(0, encoder.encode(new Float32Array(960).fill(value), packet)), out);
      }
    }
    for (let round = 0; round < 50; round++) decoder.decode(packet.subarray(0, encoder.encode(new Float32Array(960), packet)), out);
    expect(out.every((sample) => Math.abs(sample) < 0.01)).toBe(true);
  });

  it('answers DISPOSED after dispose, which may be called twice', () => {
    const encoder = new OpusEncoder({ sampleRate: 48000, channels: 1, application: 'voip' });
    const decoder = new OpusDecoder({ sampleRate: 48000, channels: 1 });
    for (const one of [encoder, decoder, encoder, decoder]) one.dispose();
    expect(() => encoder.encode(new Float32Array(960), new Uint8Array(1500))).toThrow(coded('DISPOSED'));
    expect(() => decoder.decode(new Uint8Array([1]), new Float32Array(960))).toThrow(coded('DISPOSED'));
  });

  it('survives 20,000 damaged packets, and still decodes a good one after', () => {
    const random = seededRandom(6716);
    const encoder = new OpusEncoder({ sampleRate: 48000, channels: 1, application: 'voip' });
    encoder.inbandFec = true;
    encoder.expectedLossPercent = 30;
    const good = encodeAll(encoder, speech(48000, 2), 960);
    const decoder = new OpusDecoder({ sampleRate: 48000, channels: 1 });
    const out = new Float32Array(5760);
    const answers = { decoded: 0, refused: 0 };
    for (let round = 0; round < 20000; round++) {
      const packet = damaged(good[round % good.length] as Uint8Array, random);
      try {
        opusPacketInfo(packet, 48000);
        const samples = random() < 0.2 ? decoder.decodeFec(packet, out, 960) : decoder.decode(packet, out);
        expect(samples).toBeGreaterThan(0);
        expect(samples).toBeLessThanOrEqual(5760);
        answers.decoded++;
      } catch (error) {
        expect(error).toMatchObject({ name: 'NativeError' });
        answers.refused++;
      }
    }
    expect(answers.decoded).toBeGreaterThan(1000);
    expect(answers.refused).toBeGreaterThan(1000);
    decoder.reset();
    expect(decoder.decode(good[0] as Uint8Array, out)).toBe(960);
  });
});

function damaged(packet: Uint8Array, random: () => number): Uint8Array {
  const kind = Math.floor(random() * 4);
  if (kind === 0) return Uint8Array.from({ length: Math.floor(random() * 1500) }, () => random() * 256);
  const copy = packet.slice(0, kind === 1 ? Math.floor(random() * packet.length) : packet.length);
  const flips = 1 + Math.floor(random() * 8);
  for (let i = 0; i < flips && copy.length > 0; i++) copy[kind === 2 && i === 0 ? 0 : Math.floor(random() * copy.length)] = random() * 256;
  return copy;
}
