import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createEncoder } from '../../../../electron/media/codecs';
import { RtpReceiver } from '../../../../electron/media/engine/rtp-receiver';
import type { RtpPacket } from '../../../../electron/media/rtp/packet';
import { buildRedundancy } from '../../../../electron/media/rtp/redundancy';
import type { ReceiveFormat } from '../../../../electron/media/sdp/payload-types';
import { frames, speech } from '../../../support/codec-signals';
import { FakeClock } from '../../../support/fake-clock';

const PCMU = 0;
const NOISE = 13;
const RED = 122;
const formats = new Map<number, ReceiveFormat>([
  [PCMU, { kind: 'audio', codec: 'pcmu', clockRate: 8000 }],
  [NOISE, { kind: 'comfort-noise', clockRate: 8000 }],
  [RED, { kind: 'redundancy', clockRate: 8000 }],
]);

function receiver(): { receiver: RtpReceiver; clock: FakeClock } {
  const clock = new FakeClock();
  const made = new RtpReceiver({ clock, onDigit: () => {}, onCodecError: () => {} });
  made.setFormats(formats);
  return { receiver: made, clock };
}
const packet = (index: number, payloadType: number, payload: Uint8Array): RtpPacket => ({
  marker: false, payloadType, sequenceNumber: index & 0xffff, timestamp: index * 160, ssrc: 9, csrcs: [], extension: null, payload,
});
const rms = (pcm: Float32Array): number => Math.sqrt(pcm.reduce((sum, x) => sum + x * x, 0) / pcm.length);

describe('receiving redundant audio (RFC 2198)', () => {
  it('plays lost packets out of the copies in those behind them, as if none had been lost', () => {
    const encoder = createEncoder('pcmu');
    const payloads = frames(speech(8000, 8), 160).map((frame) => encoder.encode(frame));
    const heard = [0, 1].map((lossy) => {
      const { receiver: receiving, clock } = receiver();
      const pieces: Float32Array[] = [];
      payloads.forEach((payload, i) => {
        clock.advance(10);
        pieces.push(receiving.pull(480));
        clock.advance(10);
        const copy = payloads[i - 1];
        const red = buildRedundancy(copy ? [{ payloadType: PCMU, timestampOffset: 160, payload: copy }] : [], { payloadType: PCMU, payload });
        if (lossy === 0 || i % 8 !== 3) receiving.push(packet(i, RED, red), clock.monotonicMs());
        pieces.push(receiving.pull(480));
      });
      return { stats: { ...receiving.jitter.stats }, lost: receiving.lost, pieces };
    });
    const [clean, lossy] = heard;
    expect(clean?.stats.recoveredByFec).toBe(0);
    expect(lossy?.lost).toBeGreaterThan(40);
    // The first losses tell that waiting a frame longer is worth it; from then on nothing is made up.
    expect(lossy!.stats.recoveredByFec / 960).toBeGreaterThan(lossy!.lost - 6);
    expect(lossy!.stats.concealed / 960).toBeLessThan(6);
  });

  it('takes no copy for a packet that came, and counts no copy as discarded', () => {
    const { receiver: receiving, clock } = receiver();
    const payload = new Uint8Array(160).fill(0xff);
    for (let i = 0; i < 100; i++) {
      clock.advance(20);
      receiving.push(packet(i, RED, buildRedundancy([{ payloadType: PCMU, timestampOffset: 160, payload }], { payloadType: PCMU, payload })), clock.monotonicMs());
      receiving.pull(960);
    }
    expect(receiving.jitter.stats).toMatchObject({ discarded: 0, late: 0, recoveredByFec: 0 });
    expect(receiving.received).toBe(100);
  });

  it('survives any payload under any number', () => {
    fc.assert(fc.property(fc.array(fc.record({ payloadType: fc.constantFrom(PCMU, NOISE, RED), payload: fc.uint8Array({ maxLength: 200 }) }), { maxLength: 40 }), (wild) => {
      const { receiver: receiving, clock } = receiver();
      wild.forEach(({ payloadType, payload }, i) => {
        clock.advance(20);
        receiving.push(packet(i, payloadType, payload), clock.monotonicMs());
        const pcm = receiving.pull(960);
        expect(pcm).toHaveLength(960);
        expect(pcm.every((sample) => Math.abs(sample) <= 1.5)).toBe(true);
      });
      receiving.dispose();
    }), { numRuns: 300 });
  });
});

describe('receiving comfort noise (RFC 3389)', () => {
  it('fills the pause with noise of the level told, until speech comes back', () => {
    const { receiver: receiving, clock } = receiver();
    const encoder = createEncoder('pcmu');
    const loud = encoder.encode(Float32Array.from({ length: 160 }, (_, i) => 0.4 * Math.sin(i / 4)));
    const pause: Float32Array[] = [];
    for (let i = 0; i < 300; i++) {
      clock.advance(20);
      const speaks = i < 100 || i >= 200;
      if (speaks) receiving.push({ ...packet(i, PCMU, loud), sequenceNumber: i < 100 ? i : i - 99 }, clock.monotonicMs());
      else if (i === 100) receiving.push(packet(100, NOISE, Uint8Array.from([45])), clock.monotonicMs());
      const pcm = receiving.pull(960);
      if (i > 110 && i < 195) pause.push(pcm);
      if (i > 210) expect(rms(pcm)).toBeGreaterThan(0.1);
    }
    const db = 20 * Math.log10(rms(Float32Array.from(pause.flatMap((pcm) => [...pcm]))));
    expect(db).toBeGreaterThan(-49);
    expect(db).toBeLessThan(-44);
    expect(receiving.jitter.stats.concealed).toBe(0);
  });
});
