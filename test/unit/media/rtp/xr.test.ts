import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../../support/fake-clock';
import { RtcpSession } from '../../../../electron/media/engine/rtcp-session';
import { buildCompound } from '../../../../electron/media/rtp/rtcp-build';
import { parseRtcp } from '../../../../electron/media/rtp/rtcp-parse';
import { SenderStats } from '../../../../electron/media/rtp/sender-stats';
import type { VoipMetrics } from '../../../../electron/media/rtp/xr';
import { buildVoipMetrics } from '../../../../electron/media/rtp/xr-build';

const metrics: VoipMetrics = {
  ssrc: 0xcafe, lossPercent: 12.5, discardPercent: 6.25, burstDensityPercent: 50, gapDensityPercent: 0.390625, burstMs: 240, gapMs: 4_000,
  roundTripMs: 80, endSystemDelayMs: 65, rFactor: 88, mosListening: 4.1, mosConversational: 3.9, jitterBufferMs: 40, jitterBufferMaxMs: 1_000,
};

describe('VoIP metrics (RFC 3611 4.7)', () => {
  it('reads back what was written, in a compound packet', () => {
    const bytes = buildCompound({ ssrc: 1, cname: 'c', senderInfo: null, reports: [], extension: buildVoipMetrics(1, metrics), byeReason: '' });
    const parsed = parseRtcp(bytes);
    expect(parsed).toMatchObject({ ok: true, packets: [{ kind: 'receiverReport' }, { kind: 'sourceDescription' }, { kind: 'extendedReport', ssrc: 1, blocks: [{ kind: 'voipMetrics', metrics }] }, { kind: 'bye' }] });
  });

  it('writes the block to the letter', () => {
    expect(Buffer.from(buildVoipMetrics(0x01020304, metrics)).toString('hex')).toBe(
      '80cf000a01020304' + '07000008' + '0000cafe' + '20108001' + '00f00fa0' + '00500041' + '7f7f7f10' + '587f2927' + 'b0000028' + '03e803e8',
    );
  });

  it('says "unavailable" for what is not known and holds what does not fit its field', () => {
    const odd = buildVoipMetrics(1, { ...metrics, rFactor: null, mosListening: null, mosConversational: 0.2, lossPercent: 100, gapMs: 1e9, roundTripMs: Number.NaN });
    const parsed = parseRtcp(odd);
    expect(parsed).toMatchObject({ ok: true, packets: [{ blocks: [{ metrics: { rFactor: null, mosListening: null, mosConversational: 1, lossPercent: (255 / 256) * 100, gapMs: 65_535, roundTripMs: 0 } }] }] });
  });

  it('passes over blocks it does not know, and refuses lengths that do not fit', () => {
    const unknown = Uint8Array.from([0x80, 207, 0, 3, 0, 0, 0, 9, 4, 0, 0, 1, 1, 2, 3, 4]);
    expect(parseRtcp(unknown)).toEqual({ ok: true, packets: [{ kind: 'extendedReport', ssrc: 9, blocks: [{ kind: 'other', blockType: 4 }] }] });
    const short = unknown.slice();
    short[11] = 2;
    expect(parseRtcp(short)).toEqual({ ok: false, error: 'truncated-body' });
  });

  it('never throws, whatever the bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 120 }), (body) => {
      const words = Math.ceil(body.length / 4);
      const bytes = new Uint8Array(4 + words * 4);
      bytes.set([0x80, 207, 0, words]);
      bytes.set(body, 4);
      parseRtcp(bytes);
    }), { numRuns: 3_000 });
  });
});

describe('an RTCP session', () => {
  function session(voipMetrics: () => VoipMetrics | null): { sent: Uint8Array[]; rtcp: RtcpSession; clock: FakeClock; sender: SenderStats } {
    const sent: Uint8Array[] = [];
    const clock = new FakeClock();
    const sender = new SenderStats(0x1234);
    const rtcp = new RtcpSession({
      clock, random: () => 0.5, cname: 'c', sender, senderClockRate: () => 8000, receiver: () => null,
      send: (packet) => sent.push(packet), onRemoteLoss: () => {}, onGoodbye: () => {}, voipMetrics,
    });
    rtcp.start();
    clock.advance(1_500);
    return { sent, rtcp, clock, sender };
  }

  it('tells VoIP metrics only where the far end asked for them', () => {
    const kinds = (packets: Uint8Array[]): string[] => packets.flatMap((packet) => { const parsed = parseRtcp(packet); return parsed.ok ? parsed.packets.map(({ kind }) => kind) : []; });
    const asked = session(() => metrics), not = session(() => null);
    expect(kinds(asked.sent)).toContain('extendedReport');
    expect(not.sent.length).toBeGreaterThan(0);
    expect(kinds(not.sent)).not.toContain('extendedReport');
    asked.rtcp.dispose();
    not.rtcp.dispose();
  });

  it('takes what the far end says about our stream, not about others', () => {
    const { rtcp, sender } = session(() => null);
    const take = (ssrc: number, mosListening: number): void => {
      const parsed = parseRtcp(buildVoipMetrics(5, { ...metrics, ssrc, mosListening }));
      if (parsed.ok) rtcp.receive(parsed.packets, 0);
    };
    take(99, 2);
    expect(rtcp.remoteMetrics).toBeNull();
    take(sender.ssrc, 3.4);
    expect(rtcp.remoteMetrics?.mosListening).toBe(3.4);
    rtcp.dispose();
  });
});
