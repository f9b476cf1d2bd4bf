import { describe, expect, it } from 'vitest';
import { G722Decoder, G722Encoder } from '../../../native';
import { differences } from '../../support/codec-signals';
import { seededRandom } from '../../support/random';
import { haveVectors, vectorOctets, vectorWords } from '../../support/vectors';

// codspw.cod holds one code in the low octet of each 16-bit word; codsp.cod packs two codes into a word, the first in
// the high octet, and is stored little endian, so its octets are swapped in pairs. Both start from reset state.
const codes = (): Uint8Array => Uint8Array.from(vectorWords('g722/codspw.cod'), (word) => word & 0xff);
const packedCodes = (): Uint8Array => {
  const packed = vectorOctets('g722/codsp.cod');
  return packed.map((_, i) => packed[i ^ 1] ?? 0);
};

describe.skipIf(!haveVectors)('G.722 against the ITU-T vectors (skipped without ../shared/vectors)', () => {
  it('encodes every octet of the speech vector alike, in frames of any size', () => {
    const pcm = vectorWords('g722/inpsp.bin');
    const expected = codes();
    expect(differences(packedCodes(), expected)).toBe(0);
    for (const frame of [320, 2, 4096]) {
      const encoder = new G722Encoder();
      const made = new Uint8Array(expected.length);
      for (let at = 0; at < pcm.length; at += frame) encoder.encode(pcm.subarray(at, at + frame), made.subarray(at / 2));
      expect(differences(made, expected)).toBe(0);
    }
  });

  it.each([1, 2, 3] as const)('decodes every sample of the speech vector alike in mode %i', (mode) => {
    const octets = codes();
    const expected = vectorWords(`g722/outsp${mode}.bin`);
    const decoder = new G722Decoder();
    const pcm = new Int16Array(expected.length);
    for (let at = 0; at < octets.length; at += 160) decoder.decode(octets.subarray(at, at + 160), pcm.subarray(2 * at), mode);
    expect(differences(pcm, expected)).toBe(0);
  });

  it('starts over after reset', () => {
    const pcm = vectorWords('g722/inpsp.bin').slice(0, 32000);
    const encoder = new G722Encoder();
    const first = new Uint8Array(16000);
    const second = new Uint8Array(16000);
    encoder.encode(pcm, first);
    encoder.reset();
    encoder.encode(pcm, second);
    expect(differences(second, first)).toBe(0);
  });
});

describe('G.722 with bad arguments', () => {
  it('refuses odd frames, short buffers and wrong types by code', () => {
    const encoder = new G722Encoder();
    expect(() => encoder.encode(new Int16Array(3), new Uint8Array(10))).toThrow(expect.objectContaining({ code: 'BAD_ARGUMENT' }));
    expect(() => encoder.encode(new Int16Array(0), new Uint8Array(10))).toThrow(expect.objectContaining({ code: 'BAD_ARGUMENT' }));
    expect(() => encoder.encode(new Int16Array(320), new Uint8Array(159))).toThrow(expect.objectContaining({ code: 'BUFFER_TOO_SMALL' }));
    expect(() => encoder.encode('sound' as unknown as Int16Array, new Uint8Array(9))).toThrow(expect.objectContaining({ code: 'BAD_ARGUMENT' }));
    const decoder = new G722Decoder();
    expect(() => decoder.decode(new Uint8Array(0), new Int16Array(2))).toThrow(expect.objectContaining({ code: 'BAD_ARGUMENT' }));
    expect(() => decoder.decode(new Uint8Array(160), new Int16Array(319))).toThrow(expect.objectContaining({ code: 'BUFFER_TOO_SMALL' }));
    expect(() => decoder.decode(new Uint8Array(2), new Int16Array(4), 4 as 3)).toThrow(expect.objectContaining({ code: 'BAD_ARGUMENT' }));
  });

  it('stays within 16 bits on random octets and on full-scale noise', () => {
    const random = seededRandom(722);
    const encoder = new G722Encoder();
    const decoder = new G722Decoder();
    const octets = new Uint8Array(160);
    const pcm = new Int16Array(320);
    let loudest = 0;
    for (let round = 0; round < 500; round++) {
      encoder.encode(Int16Array.from({ length: 320 }, () => (random() < 0.5 ? -32768 : 32767)), octets);
      if (round % 2) for (let i = 0; i < octets.length; i++) octets[i] = random() * 256;
      expect(decoder.decode(octets, pcm)).toBe(320);
      for (const sample of pcm) loudest = Math.max(loudest, Math.abs(sample));
    }
    expect(loudest).toBeGreaterThan(20000);
    // It comes back to rest: feed silence until it is quiet.
    for (let round = 0; round < 50; round++) {
      encoder.encode(new Int16Array(320), octets);
      decoder.decode(octets, pcm);
    }
    expect(Math.max(...pcm.map(Math.abs))).toBeLessThan(2000);
  });
});
