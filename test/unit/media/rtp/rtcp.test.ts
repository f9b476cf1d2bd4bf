import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildCompound } from '../../../../electron/media/rtp/rtcp-build';
import { parseRtcp } from '../../../../electron/media/rtp/rtcp-parse';

const report = {
  ssrc: 0xcafe, fractionLost: 64, cumulativeLost: -5, extendedHighestSequence: 0x1_0005, jitter: 77,
  lastSenderReport: 0x1234_5678, delaySinceLastSenderReport: 65_536,
};
const senderInfo = { ntp: { seconds: 3_900_000_000, fraction: 0x8000_0000 }, rtpTimestamp: 160, packetCount: 10, octetCount: 1600 };

describe('RTCP compound packet', () => {
  it('reads back SR, SDES and BYE as written', () => {
    const parsed = parseRtcp(buildCompound({ ssrc: 0xbeef, cname: 'me@host', senderInfo, reports: [report], byeReason: 'done' }));
    expect(parsed).toEqual({
      ok: true,
      packets: [
        { kind: 'senderReport', ssrc: 0xbeef, info: senderInfo, reports: [report] },
        { kind: 'sourceDescription', chunks: [{ ssrc: 0xbeef, cname: 'me@host' }] },
        { kind: 'bye', ssrcs: [0xbeef], reason: 'done' },
      ],
    });
  });

  it('writes a receiver report where nothing was sent', () => {
    const parsed = parseRtcp(buildCompound({ ssrc: 1, cname: 'c', senderInfo: null, reports: [] }));
    expect(parsed).toMatchObject({ ok: true, packets: [{ kind: 'receiverReport', reports: [] }, { kind: 'sourceDescription' }] });
  });

  it.each([0, 1, 2, 3, 4, 5, 6, 7])('fills SDES up to whole words and a closing zero with a name of %d characters', (length) => {
    const packet = buildCompound({ ssrc: 1, cname: 'x'.repeat(length), senderInfo: null, reports: [] });
    expect(packet.length % 4).toBe(0);
    expect(parseRtcp(packet)).toMatchObject({ ok: true, packets: [{}, { chunks: [{ cname: 'x'.repeat(length) }] }] });
  });

  it('takes kinds it does not know as other', () => {
    expect(parseRtcp(Uint8Array.of(0x81, 205, 0, 1, 0, 0, 0, 1))).toEqual({ ok: true, packets: [{ kind: 'other', packetType: 205 }] });
  });

  it.each([
    ['too-short', [0x80, 200]],
    ['bad-version', [0x00, 200, 0, 0]],
    ['not-rtcp', [0x80, 100, 0, 0]],
    ['bad-length', [0x80, 200, 0, 9]],
    ['truncated-body', [0x81, 201, 0, 1, 0, 0, 0, 1]],
  ] as const)('answers %s as a result', (error, data) => {
    expect(parseRtcp(Uint8Array.from(data))).toEqual({ ok: false, error });
  });

  it('never throws on damaged compounds', () => {
    const good = buildCompound({ ssrc: 1, cname: 'someone', senderInfo, reports: [report], byeReason: 'bye' });
    fc.assert(fc.property(fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { maxLength: 6 }), fc.nat(good.length), (changes, length) => {
      const damaged = good.slice(0, length);
      for (const [at, value] of changes) if (at < length) damaged[at] = value;
      expect(typeof parseRtcp(damaged).ok).toBe('boolean');
    }), { numRuns: 5000 });
  });
});
