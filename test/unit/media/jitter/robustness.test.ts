import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ArrivalHistogram } from '../../../../electron/media/jitter/arrival-histogram';
import type { FrameDecoder } from '../../../../electron/media/jitter/frame-decoder';
import { JitterBuffer } from '../../../../electron/media/jitter/jitter-buffer';
import { seededRandom } from '../../../support/random';
import { receive } from '../../../support/receive/path';

/** One period of a voice of 137 Hz. */
const period = Float32Array.from({ length: 350 }, (_, i) => {
  const at = (2 * Math.PI * i) / 350;
  return 0.2 * Math.sin(at) + 0.1 * Math.sin(2 * at) + 0.05 * Math.sin(3 * at);
});

/** A voice of 137 Hz with overtones, which concealment goes on with; packets of any even length in payload bytes times 120 samples. */
class VoiceDecoder implements FrameDecoder {
  readonly clockRate = 48_000;
  readonly concealSamples = 960;
  #phase = 0;
  constructor(readonly isNoise = false, readonly bridges = false) {}
  samplesIn(payload: Uint8Array): number { return payload.length * 120; }
  carriesFec(payload: Uint8Array): boolean { return this.bridges || payload.length % 3 === 0; }
  decode(payload: Uint8Array): Float32Array { return this.isNoise || payload[0] === 255 ? new Float32Array(0) : this.#voice(payload.length * 120); }
  conceal(samples: number): Float32Array { return this.#voice(samples); }
  decodeFec(_next: Uint8Array, samples: number): Float32Array | null { return this.#voice(samples); }
  reset(): void {}
  #voice(samples: number): Float32Array {
    const pcm = new Float32Array(samples);
    for (let i = 0; i < samples; i++) {
      pcm[i] = period[this.#phase] as number;
      this.#phase = (this.#phase + 1) % period.length;
    }
    return pcm;
  }
}

const packet = fc.record({
  payloadType: fc.integer({ min: 0, max: 3 }),
  sequenceNumber: fc.oneof(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 65_500, max: 65_535 }), fc.nat(65_535)),
  timestamp: fc.oneof(fc.integer({ min: 0, max: 60 }).map((n) => n * 480), fc.integer({ min: 0, max: 0xffff_ffff })),
  ssrc: fc.constantFrom(1, 1, 1, 2),
  payload: fc.uint8Array({ maxLength: 48 }),
  marker: fc.boolean(),
  isCopy: fc.boolean(),
  copies: fc.nat(3),
});
const step = fc.oneof(
  fc.record({ kind: fc.constant('push' as const), packet, afterMs: fc.constantFrom(0, 0, 1, 5, 20) }),
  fc.record({ kind: fc.constant('pull' as const), frames: fc.oneof(fc.constantFrom(1, 128, 240, 960), fc.nat(5000)), afterMs: fc.constantFrom(0, 2.7, 5, 20, 160, 2000) }),
  fc.record({ kind: fc.constant('reset' as const), afterMs: fc.constant(0) }),
);

describe('jitter buffer under anything', () => {
  it('never throws, and gives exactly what was asked for, finite and bounded', () => {
    fc.assert(fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
      const decoders = [new VoiceDecoder(), new VoiceDecoder(true), new VoiceDecoder(false, true)];
      const buffer = new JitterBuffer((payloadType) => decoders[payloadType] ?? null);
      let nowMs = 1000;
      for (const one of steps) {
        nowMs += one.afterMs;
        if (one.kind === 'push') buffer.push(one.packet, nowMs);
        else if (one.kind === 'reset') buffer.reset();
        else {
          const pcm = buffer.pull(one.frames, nowMs);
          expect(pcm).toHaveLength(one.frames);
          for (const sample of pcm) if (!(Math.abs(sample) <= 1)) throw new Error(`sample ${sample}`);
        }
        for (const [name, value] of Object.entries(buffer.stats)) if (!(value >= 0)) throw new Error(`${name} is ${value}`);
      }
    }), { numRuns: 1500 });
  }, 60_000);

  it.each([200e-6, -200e-6])('absorbs a clock that is off by %f for an hour without a click or a gap', (drift) => {
    const decoder = new VoiceDecoder();
    const payload = new Uint8Array(8);
    const buffer = new JitterBuffer(() => decoder);
    const out = new Float32Array(240);
    let next = 0;
    let last = 0;
    let steepest = 0;
    let longest = 0;
    const hour = 3600 * 1000;
    for (let atMs = 0.7; atMs < hour; atMs += 5) {
      for (; (next * 20) / (1 + drift) <= atMs; next++) {
        buffer.push({ payloadType: 0, sequenceNumber: next & 0xffff, timestamp: (next * 960) >>> 0, ssrc: 1, payload }, (next * 20) / (1 + drift));
      }
      buffer.pullInto(out, atMs);
      if (atMs < 1000) { last = out[239] ?? 0; continue; }
      for (let i = 0; i < 240; i++) {
        const change = Math.abs((out[i] as number) - last);
        if (change > steepest) steepest = change;
        last = out[i] as number;
      }
      longest = Math.max(longest, buffer.stats.delay / 48);
    }
    // The voice's own steepest step is 0.0101.
    expect(steepest).toBeLessThan(0.016);
    expect(longest).toBeLessThan(16);
    expect(buffer.stats.concealed / 48 / 1000).toBeLessThan(1);
    expect(buffer.stats).toMatchObject({ late: 0, discarded: 0 });
  }, 120_000);

  it('does not grow with hours of packets', () => {
    const histogram = new ArrivalHistogram();
    for (let i = 0; i < 500_000; i++) histogram.note(i * 3 + (i % 7) * 48, 960);
    expect(histogram.count).toBeLessThanOrEqual(512);
    expect(histogram.target()! - histogram.early()).toBeLessThan(48 * 30);
  });
});

describe('arrival histogram', () => {
  const noteAll = (late: (i: number) => number, count = 250): ArrivalHistogram => {
    const histogram = new ArrivalHistogram();
    for (let i = 0; i < count; i++) histogram.note(late(i) * 48, 960);
    return histogram;
  };
  const waitMs = (histogram: ArrivalHistogram): number => ((histogram.target() ?? Number.NaN) - histogram.early()) / 48;

  it('asks for nothing where all come alike', () => {
    expect(waitMs(noteAll(() => 3))).toBe(0);
  });

  it('asks for nearly all of a jitter that goes on', () => {
    const random = seededRandom(2);
    expect(waitMs(noteAll(() => random() * 60))).toBeGreaterThan(48);
  });

  it('does not wait for a peak that comes once in a while, but for one that comes all the time', () => {
    expect(waitMs(noteAll((i) => (i % 100 === 50 ? 80 : 0)))).toBeLessThan(1);
    expect(waitMs(noteAll((i) => (i % 10 === 5 ? 80 : 0)))).toBeCloseTo(80, 0);
  });

  it('grows with the first late packets and forgets them after five seconds', () => {
    const histogram = noteAll(() => 0);
    for (let i = 0; i < 20; i++) histogram.note(40 * 48, 960);
    expect(waitMs(histogram)).toBeCloseTo(40, 0);
    for (let i = 0; i < 250; i++) histogram.note(0, 960);
    expect(waitMs(histogram)).toBe(0);
  });

  it('follows a scale that drifts out of its window, either way', () => {
    for (const pace of [1, -1]) expect(waitMs(noteAll((i) => i * pace * 0.05 + (i % 2), 40_000))).toBeLessThan(15);
  });
});

describe('comfort noise and pauses', () => {
  it('plays the noise of a pause until speech comes back, without calling it concealment', () => {
    const speech = new VoiceDecoder();
    const noise = new class extends VoiceDecoder {
      override conceal(samples: number): Float32Array { return new Float32Array(samples).fill(0.001); }
    }(true);
    const payload = new Uint8Array(8);
    const packets = Array.from({ length: 400 }, (_, i) => i).filter((i) => i <= 100 || i > 300).map((i, sequence) => ({
      arrivalMs: 20 * i,
      packet: { payloadType: i === 100 ? 1 : 0, sequenceNumber: sequence, timestamp: i * 960, ssrc: 1, payload, marker: i === 301 },
    }));
    let concealedBefore = 0;
    const { heard, buffer } = receive({
      packets, untilMs: 8000, decoderFor: (payloadType) => (payloadType === 1 ? noise : speech),
      // The very first packets may cost a few milliseconds.
      onQuantum: (atMs, _pcm, running) => { if (atMs < 1900) concealedBefore = running.stats.concealed; },
    });
    const middle = heard.subarray(48 * 2200, 48 * 5900);
    expect(middle.every((sample) => Math.abs(sample - 0.001) < 1e-6)).toBe(true);
    expect(buffer.stats.concealed).toBe(concealedBefore);
    expect(buffer.stats.noise / 48).toBeGreaterThan(3900);
  });

  it('begins a talk spurt at the delay that is right, not at the one before the pause', () => {
    const speech = new VoiceDecoder();
    const payload = new Uint8Array(8);
    // A stall of 80 ms right before the pause leaves the delay long.
    const packets = Array.from({ length: 300 }, (_, i) => i).filter((i) => i <= 100 || i > 140).map((i, sequence) => ({
      arrivalMs: i > 94 && i <= 98 ? 98 * 20 : i * 20,
      packet: { payloadType: 0, sequenceNumber: sequence, timestamp: i * 960, ssrc: 1, payload },
    }));
    let delayMs = 0;
    receive({ packets, untilMs: 3000, decoderFor: () => speech, onQuantum: (_at, _pcm, buffer) => { delayMs = buffer.stats.delay / 48; } });
    expect(delayMs).toBeLessThan(12);
  });
});
