import { createRequire } from 'node:module';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildRtp, parseRtp } from '../../../../electron/media/rtp/packet';

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);
const plain = { payloadType: 0, sequenceNumber: 1, timestamp: 2, ssrc: 3, payload: bytes(9, 8, 7) };

describe('RTP packet', () => {
  it('writes the fixed header as RFC 3550 5.1 draws it', () => {
    const packet = buildRtp({ marker: true, payloadType: 8, sequenceNumber: 0x1234, timestamp: 0x89abcdef, ssrc: 0xdeadbeef, payload: bytes(0x55) });
    expect([...packet]).toEqual([0x80, 0x88, 0x12, 0x34, 0x89, 0xab, 0xcd, 0xef, 0xde, 0xad, 0xbe, 0xef, 0x55]);
  });

  it('reads back whatever it writes, with CSRCs, extension and padding', () => {
    fc.assert(fc.property(
      fc.record({
        marker: fc.boolean(), payloadType: fc.integer({ min: 0, max: 63 }), sequenceNumber: fc.integer({ min: 0, max: 65_535 }),
        timestamp: fc.integer({ min: 0, max: 0xffff_ffff }), ssrc: fc.integer({ min: 0, max: 0xffff_ffff }),
        csrcs: fc.array(fc.integer({ min: 0, max: 0xffff_ffff }), { maxLength: 15 }),
        extension: fc.record({ profile: fc.integer({ min: 0, max: 0xffff }), data: fc.uint8Array({ maxLength: 40 }) }),
        payload: fc.uint8Array({ maxLength: 400 }), paddingBytes: fc.integer({ min: 0, max: 255 }),
      }),
      (fields) => {
        const parsed = parseRtp(buildRtp(fields));
        if (!parsed.ok) throw new Error(parsed.error);
        const { packet } = parsed;
        expect([...packet.payload]).toEqual([...fields.payload]);
        expect(packet).toMatchObject({
          marker: fields.marker, payloadType: fields.payloadType, sequenceNumber: fields.sequenceNumber,
          timestamp: fields.timestamp, ssrc: fields.ssrc, csrcs: fields.csrcs,
        });
        expect(packet.extension?.profile).toBe(fields.extension.profile);
        expect([...(packet.extension?.data ?? [])].slice(0, fields.extension.data.length)).toEqual([...fields.extension.data]);
      },
    ), { numRuns: 300 });
  });

  it('understands packets of node-rtp', () => {
    const { RtpPacket } = createRequire(import.meta.url)('node-rtp/lib/RtpPacket.js') as {
      RtpPacket: new (payload: Buffer) => { marker: boolean; type: number; seq: number; time: number; source: number; packet: Buffer };
    };
    const theirs = new RtpPacket(Buffer.from('hello, phone'));
    Object.assign(theirs, { marker: true, type: 8, seq: 54_321, time: 160_000, source: 0x1234_5678 });
    const parsed = parseRtp(theirs.packet);
    expect(parsed).toMatchObject({ ok: true, packet: { marker: true, payloadType: 8, sequenceNumber: 54_321, timestamp: 160_000, ssrc: 0x1234_5678 } });
    expect(parsed.ok && Buffer.from(parsed.packet.payload).toString()).toBe('hello, phone');
  });

  it.each([
    ['too-short', bytes(0x80, 0, 0)],
    ['bad-version', Uint8Array.from({ length: 12 }, () => 0x40)],
    ['rtcp', bytes(0x80, 200, 0, 6, 0, 0, 0, 0, 0, 0, 0, 0)],
    ['truncated-csrc', bytes(0x82, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4)],
    ['truncated-extension', bytes(0x90, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 1, 2, 3, 4)],
    ['bad-padding', bytes(0xa0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 200)],
  ])('answers %s as a result', (error, datagram) => {
    expect(parseRtp(datagram)).toEqual({ ok: false, error });
  });

  it('takes a header without payload', () => {
    expect(parseRtp(buildRtp({ ...plain, payload: bytes() }))).toMatchObject({ ok: true });
  });

  it('never throws and never reads outside the datagram, whatever the bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 64 }), fc.integer({ min: 0, max: 8 }), (data, before) => {
      const inside = new Uint8Array(before + data.length + 8).subarray(before, before + data.length);
      inside.set(data);
      const parsed = parseRtp(inside);
      if (parsed.ok) expect(parsed.packet.payload.byteOffset + parsed.packet.payload.length).toBeLessThanOrEqual(before + data.length);
    }), { numRuns: 5000 });
  });
});
