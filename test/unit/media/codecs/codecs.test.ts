import { describe, expect, it } from 'vitest';
import { codecFacts, createDecoder, createEncoder, type AudioDecoder } from '../../../../electron/media/codecs';
import { correlation, frames, joined, snrDb, speech } from '../../../support/codec-signals';
import { seededRandom } from '../../../support/random';

const names = ['opus', 'g722', 'pcma', 'pcmu'] as const;
type Rate = 8000 | 16000 | 48000;

function packets(name: (typeof names)[number], seconds: number, options = {}) {
  const encoder = createEncoder(name, options);
  const pcm = speech(encoder.sampleRate as Rate, seconds);
  const parts = frames(pcm, encoder.sampleRate / 50);
  const coded = parts.map((frame) => encoder.encode(frame));
  encoder.dispose();
  return { pcm, parts, coded };
}

function bestMatch(original: Float32Array, heard: Float32Array, mostDelay: number): number {
  return Math.max(...Array.from({ length: mostDelay }, (_, delay) => correlation(original, heard, delay)));
}

describe.each(names)('%s', (name) => {
  const facts = codecFacts[name];

  it('carries speech in 20 ms packets whose length the decoder can tell beforehand', () => {
    const { pcm, coded } = packets(name, 3);
    const decoder = createDecoder(name);
    const heard = joined(coded.map((payload) => {
      const samples = decoder.samplesIn(payload);
      const out = decoder.decode(payload);
      expect(out.length).toBe(samples);
      return out;
    }));
    expect(heard.length).toBe(coded.length * (facts.sampleRate / 50));
    expect(bestMatch(pcm, heard, facts.sampleRate / 100)).toBeGreaterThan(0.98);
  });

  it('encodes each packet time it lists and refuses others by code', () => {
    const encoder = createEncoder(name);
    const decoder = createDecoder(name);
    for (const ms of facts.packetTimesMs) {
      const samples = (facts.sampleRate * ms) / 1000;
      expect(decoder.decode(encoder.encode(new Float32Array(samples)))).toHaveLength(samples);
    }
    for (const samples of [0, 1, facts.sampleRate / 50 + 1, facts.sampleRate]) {
      expect(() => encoder.encode(new Float32Array(samples))).toThrow(expect.objectContaining({ code: 'BAD_FRAME_SIZE' }));
    }
  });

  it('answers DISPOSED from a disposed encoder, and nothing from a disposed decoder', () => {
    const encoder = createEncoder(name);
    const decoder = createDecoder(name);
    const payload = encoder.encode(new Float32Array(facts.sampleRate / 50));
    encoder.dispose();
    encoder.dispose();
    decoder.dispose();
    decoder.dispose();
    encoder.tune({ expectedLossPercent: 10 });
    decoder.reset();
    expect(() => encoder.encode(new Float32Array(facts.sampleRate / 50))).toThrow(expect.objectContaining({ code: 'DISPOSED' }));
    expect(decoder.decode(payload)).toHaveLength(0);
    expect(decoder.conceal(100).every((x) => x === 0)).toBe(true);
  });

  it('never throws on garbage, and never answers more than 1 s or a sample beyond full scale', () => {
    const random = seededRandom(facts.sampleRate + name.length);
    const decoder = createDecoder(name);
    for (let round = 0; round < 3000; round++) {
      const payload = Uint8Array.from({ length: Math.floor(random() * 400) }, () => random() * 256);
      const made = [decoder.samplesIn(payload) > 0 ? decoder.decode(payload) : decoder.decode(payload.subarray(0, 3))];
      if (random() < 0.2) made.push(decoder.decodeFec?.(payload, facts.sampleRate / 50) ?? new Float32Array(0));
      if (random() < 0.2) made.push(decoder.conceal(Math.ceil(random() * facts.sampleRate / 10)));
      for (const pcm of made) {
        expect(pcm.length).toBeLessThanOrEqual(facts.sampleRate);
        expect(pcm.some((x) => !(Math.abs(x) <= 1))).toBe(false);
      }
    }
    expect(decoder.decode(new Uint8Array(0))).toHaveLength(0);
  });

  it('holds sound that is too loud at the ends instead of wrapping it', () => {
    const encoder = createEncoder(name);
    const decoder = createDecoder(name);
    const loud = Float32Array.from({ length: facts.sampleRate / 50 }, (_, i) => 3 * Math.sin((2 * Math.PI * 400 * i) / facts.sampleRate));
    const heard = joined(Array.from({ length: 10 }, () => decoder.decode(encoder.encode(loud))));
    const expected = joined(Array.from({ length: 10 }, () => loud.map((x) => Math.max(-1, Math.min(1, x)))));
    expect(bestMatch(expected, heard, facts.sampleRate / 100)).toBeGreaterThan(0.95);
    expect(decoder.decode(encoder.encode(new Float32Array(facts.sampleRate / 50).fill(Number.NaN))).some(Number.isNaN)).toBe(false);
  });

  it('conceals any number of samples and comes back to the stream', () => {
    const { pcm, coded } = packets(name, 2);
    const decoder = createDecoder(name);
    const frame = facts.sampleRate / 50;
    const heard = joined(coded.map((payload, i) => (i === 30 ? decoder.conceal(frame) : decoder.decode(payload))));
    for (const samples of [1, 119, 121, frame, 3 * frame]) expect(decoder.conceal(samples)).toHaveLength(samples);
    expect(bestMatch(pcm.subarray(40 * frame), heard.subarray(40 * frame), facts.sampleRate / 100)).toBeGreaterThan(0.97);
  });
});

describe('signal to noise', () => {
  it.each([['pcma', 30], ['pcmu', 30]] as const)('of %s on speech is above %i dB', (name, least) => {
    const { pcm, coded } = packets(name, 5);
    const decoder = createDecoder(name);
    expect(snrDb(pcm, joined(coded.map((payload) => decoder.decode(payload))))).toBeGreaterThan(least);
  });

  it('of g722 on speech is above 20 dB, 22 samples late by its filters', () => {
    const { pcm, coded } = packets('g722', 5);
    const decoder = createDecoder('g722');
    expect(snrDb(pcm, joined(coded.map((payload) => decoder.decode(payload))), 22)).toBeGreaterThan(20);
  });
});

describe('opus in particular', () => {
  it('rebuilds lost packets from the next one better than it conceals them', () => {
    const { parts, coded } = packets('opus', 12, { expectedLossPercent: 25, bitsPerSecond: 40000 });
    const lost = (i: number) => i % 5 === 4 && i + 1 < coded.length;
    const whole = createDecoder('opus');
    const reference = coded.map((payload) => whole.decode(payload));
    const heardWith = (recover: (decoder: AudioDecoder, next: Uint8Array) => Float32Array) => {
      const decoder = createDecoder('opus');
      const heard = coded.map((payload, i) => (lost(i) ? recover(decoder, coded[i + 1] as Uint8Array) : decoder.decode(payload)));
      const only = (list: Float32Array[]) => joined(list.filter((_, i) => lost(i)));
      return correlation(only(reference), only(heard));
    };
    let recovered = 0;
    const fec = heardWith((decoder, next) => {
      const rebuilt = decoder.decodeFec?.(next, 960) ?? null;
      if (rebuilt) recovered++;
      return rebuilt ?? decoder.conceal(960);
    });
    const plc = heardWith((decoder) => decoder.conceal(960));
    expect(recovered).toBeGreaterThan(parts.length / 5 / 2);
    expect(fec).toBeGreaterThan(0.85);
    expect(fec).toBeGreaterThan(plc + 0.15);
  });

  it('has no FEC to give where the next packet carries none, and none for odd lengths', () => {
    const { coded } = packets('opus', 1, { inbandFec: false });
    const decoder = createDecoder('opus');
    expect(coded.every((payload) => decoder.decodeFec?.(payload, 960) === null)).toBe(true);
    const { coded: withFec } = packets('opus', 1, { expectedLossPercent: 40 });
    expect(withFec.filter((payload) => decoder.decodeFec?.(payload, 960)?.length === 960).length).toBeGreaterThan(10);
    expect(withFec.every((payload) => decoder.decodeFec?.(payload, 961) === null)).toBe(true);
  });

  it('sends nothing in silence with DTX, and keeps to the bandwidth and size asked for', () => {
    const quiet = createEncoder('opus', { dtx: true });
    const silent = Array.from({ length: 100 }, () => quiet.encode(new Float32Array(960)).length);
    expect(silent.filter((octets) => octets === 0).length).toBeGreaterThan(60);
    const steady = createEncoder('opus', { constantBitRate: true, bitsPerSecond: 16000, maxPlaybackRateHz: 8000 });
    expect(new Set(frames(speech(48000, 1), 960).map((frame) => steady.encode(frame).length))).toEqual(new Set([40]));
    const out = [Number.NaN, -1, 1e9].map((bitsPerSecond) => createEncoder('opus', { bitsPerSecond }).encode(new Float32Array(960)).length);
    expect(out.every((octets) => octets > 0)).toBe(true);
  });
});
