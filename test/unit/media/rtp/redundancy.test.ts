import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_BLOCK_BYTES, MAX_BLOCK_OFFSET, buildRedundancy, parseRedundancy } from '../../../../electron/media/rtp/redundancy';

describe('redundant audio', () => {
  it('has the octets of RFC 2198: oldest first, the newest with a short header', () => {
    const bytes = buildRedundancy([
      { payloadType: 5, timestampOffset: 160, payload: Uint8Array.of(3, 4) },
      { payloadType: 5, timestampOffset: 320, payload: Uint8Array.of(1) },
    ], { payloadType: 0, payload: Uint8Array.of(7, 8, 9) });
    expect([...bytes]).toEqual([
      0x85, 320 >> 6, (320 & 0x3f) << 2, 1,
      0x85, 160 >> 6, ((160 & 0x3f) << 2) & 0xff, 2,
      0, 1, 3, 4, 7, 8, 9,
    ]);
  });

  it('comes back as it was built', () => {
    const block = fc.record({ payloadType: fc.nat(127), timestampOffset: fc.integer({ min: 1, max: MAX_BLOCK_OFFSET }), payload: fc.uint8Array({ maxLength: MAX_BLOCK_BYTES, size: 'max' }) });
    fc.assert(fc.property(fc.uniqueArray(block, { maxLength: 3, selector: ({ timestampOffset }) => timestampOffset }), fc.nat(127), fc.uint8Array(), (older, payloadType, payload) => {
      const parsed = parseRedundancy(buildRedundancy(older, { payloadType, payload }));
      expect(parsed).toEqual({ ok: true, blocks: [...older].sort((a, b) => b.timestampOffset - a.timestampOffset).concat({ payloadType, timestampOffset: 0, payload }) });
    }), { numRuns: 300 });
  });

  it('leaves out blocks that are too old or too long for their header', () => {
    const bytes = buildRedundancy([
      { payloadType: 5, timestampOffset: MAX_BLOCK_OFFSET + 1, payload: Uint8Array.of(1) },
      { payloadType: 5, timestampOffset: 160, payload: new Uint8Array(MAX_BLOCK_BYTES + 1) },
    ], { payloadType: 0, payload: Uint8Array.of(7) });
    expect([...bytes]).toEqual([0, 7]);
  });

  it.each([[[]], [[0x85]], [[0x85, 1, 1]], [[0x85, 1, 0, 4, 0, 1, 2, 3]], [[0x85, 1, 0, 0]]])('refuses %j, which is cut short', (octets) => {
    expect(parseRedundancy(Uint8Array.from(octets))).toEqual({ ok: false, error: 'too-short' });
  });

  it('refuses more blocks than anybody sends', () => {
    expect(parseRedundancy(new Uint8Array(200).fill(0x80))).toEqual({ ok: false, error: 'too-many-blocks' });
  });

  it('never throws, whatever the octets', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
      const parsed = parseRedundancy(bytes);
      if (parsed.ok) expect(parsed.blocks.reduce((sum, { payload }) => sum + payload.length, 0)).toBeLessThan(bytes.length);
    }), { numRuns: 5000 });
  });
});
