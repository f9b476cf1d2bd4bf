import { describe, expect, it } from 'vitest';
import type { FrameDecoder } from '../../../../electron/media/jitter/frame-decoder';
import { JitterBuffer, type IncomingAudio } from '../../../../electron/media/jitter/jitter-buffer';
import { seededRandom } from '../../../support/random';

const FRAME = 960;
const PIECE = 240;

/** A tone that knows the place of every sample: frame n of a 200 Hz sine. Concealment goes on with the tone; that is enough here. */
class ToneDecoder implements FrameDecoder {
  readonly clockRate: number = 48_000;
  readonly decoded: number[] = [];
  concealed = 0;
  recovered: number[] = [];
  readonly isNoise: boolean = false;
  readonly bridges: boolean = false;
  readonly concealSamples = PIECE;
  constructor(readonly hasFec = false) {}
  samplesIn(payload: Uint8Array): number { return payload.length === 4 ? FRAME : 0; }
  decode(payload: Uint8Array): Float32Array {
    const index = new DataView(payload.buffer, payload.byteOffset).getUint32(0);
    this.decoded.push(index);
    return tone(index * FRAME, FRAME);
  }
  conceal(samples: number): Float32Array {
    this.concealed += samples;
    const last = this.decoded.at(-1) ?? 0;
    return tone((last + 1) * FRAME + this.concealed, samples);
  }
  carriesFec(): boolean { return this.hasFec; }
  decodeFec(next: Uint8Array, samples: number): Float32Array | null {
    const index = new DataView(next.buffer, next.byteOffset).getUint32(0) - 1;
    this.recovered.push(index);
    return tone(index * FRAME, samples);
  }
  reset(): void {}
}

function tone(from: number, length: number): Float32Array {
  return Float32Array.from({ length }, (_, i) => 0.3 * Math.sin((2 * Math.PI * 200 * (from + i)) / 48_000));
}

function packet(index: number, change: Partial<IncomingAudio> = {}): IncomingAudio {
  const payload = new Uint8Array(4);
  new DataView(payload.buffer).setUint32(0, index);
  return { payloadType: 0, sequenceNumber: index & 0xffff, timestamp: (index * FRAME) >>> 0, ssrc: 1, payload, ...change };
}

interface Arrival { atMs: number; packet: IncomingAudio }

/** Plays arrivals against a device that pulls 5 ms every 5 ms (times `speed`), and answers everything heard. */
function play(buffer: JitterBuffer, arrivals: readonly Arrival[], untilMs: number, speed = 1, onPull: (ms: number) => void = () => {}): Float32Array {
  const sorted = [...arrivals].sort((a, b) => a.atMs - b.atMs);
  const heard: Float32Array[] = [];
  let next = 0;
  for (let ms = 0.7; ms < untilMs; ms += 5 / speed) {
    for (; (sorted[next]?.atMs ?? Infinity) <= ms; next++) buffer.push(sorted[next]!.packet, sorted[next]!.atMs);
    heard.push(buffer.pull(PIECE, ms));
    onPull(ms);
  }
  const out = new Float32Array(heard.length * PIECE);
  heard.forEach((piece, i) => out.set(piece, i * PIECE));
  return out;
}

const steady = (count: number, lateMs: (i: number) => number = () => 0): Arrival[] =>
  Array.from({ length: count }, (_, i) => ({ atMs: 100 + i * 20 + lateMs(i), packet: packet(i) }));

function steepest(pcm: Float32Array): number {
  let most = 0;
  for (let i = 1; i < pcm.length; i++) most = Math.max(most, Math.abs((pcm[i] ?? 0) - (pcm[i - 1] ?? 0)));
  return most;
}

/** 0.3 * 2 pi * 200 / 48000: the tone's own steepest step is 0.0079. Twice that is no click. */
const NO_CLICK = 0.016;

describe('jitter buffer', () => {
  it('adds less than 8 ms on a clean path and conceals nothing', () => {
    const decoder = new ToneDecoder();
    const buffer = new JitterBuffer(() => decoder);
    const heard = play(buffer, steady(250), 5000);
    expect(buffer.stats.delay / 48).toBeLessThan(8);
    expect(buffer.stats).toMatchObject({ late: 0, discarded: 0, concealed: 0 });
    expect(decoder.decoded).toEqual(Array.from({ length: 250 }, (_, i) => i).slice(0, decoder.decoded.length));
    expect(steepest(heard)).toBeLessThan(NO_CLICK);
  });

  it('plays in order what comes out of order, and drops duplicates', () => {
    const decoder = new ToneDecoder();
    const buffer = new JitterBuffer(() => decoder);
    // Enough delay first, then pairs swapped and doubled.
    const arrivals = steady(300, (i) => (i < 60 ? (i % 2) * 30 : 0)).concat(steady(300).filter((_, i) => i % 3 === 0));
    play(buffer, arrivals, 6300);
    expect([...decoder.decoded].sort((a, b) => a - b)).toEqual(decoder.decoded);
    expect(new Set(decoder.decoded).size).toBe(decoder.decoded.length);
    expect(buffer.stats.discarded).toBeGreaterThanOrEqual(100);
  });

  it('grows at once when packets come late, so that soon none is missed', () => {
    const decoder = new ToneDecoder();
    const buffer = new JitterBuffer(() => decoder);
    const random = seededRandom(5);
    let concealedAt2s = 0;
    play(buffer, steady(500, () => random() * 40), 10_000, 1, (ms) => { if (ms < 2100) concealedAt2s = buffer.stats.concealed; });
    expect(buffer.stats.delay / 48).toBeGreaterThan(12);
    expect(buffer.stats.delay / 48).toBeLessThan(45);
    expect((buffer.stats.concealed - concealedAt2s) / 48).toBeLessThan(80);
    expect(decoder.decoded.length).toBeGreaterThan(480);
  });

  it('shrinks slowly and without a click once the path is clean again', () => {
    const decoder = new ToneDecoder();
    const buffer = new JitterBuffer(() => decoder);
    const random = seededRandom(6);
    let rough = 0;
    const heard = play(buffer, steady(700, (i) => (i < 150 ? random() * 50 : 0)), 14_000, 1, (ms) => { if (ms < 3000) rough = buffer.stats.delay / 48; });
    expect(rough).toBeGreaterThan(15);
    expect(buffer.stats.delay / 48).toBeLessThan(9);
    expect(buffer.stats.removed).toBeGreaterThan(0);
    // The last seconds, in which only the shrinking happens.
    expect(steepest(heard.subarray(48_000 * 4, 48_000 * 12))).toBeLessThan(NO_CLICK);
  });

  it('conceals a lost packet in its place and keeps the delay', () => {
    const decoder = new ToneDecoder();
    const buffer = new JitterBuffer(() => decoder);
    play(buffer, steady(250).filter((_, i) => i < 50 || i % 25 !== 0), 5000);
    expect(buffer.stats.concealed / 48).toBeGreaterThan(8 * 15);
    expect(buffer.stats.concealed / 48).toBeLessThan(8 * 35);
    expect(buffer.stats.delay / 48).toBeLessThan(10);
  });

  it('waits one packet longer to recover from FEC where many are lost', () => {
    const decoder = new ToneDecoder(true);
    const buffer = new JitterBuffer(() => decoder);
    const random = seededRandom(7);
    play(buffer, steady(500).filter((_, i) => i < 20 || random() > 0.12), 10_000);
    expect(buffer.stats.delay / 48).toBeGreaterThan(15);
    expect(decoder.recovered.length).toBeGreaterThan(25);
    expect(buffer.stats.recoveredByFec).toBeGreaterThan(0);
    expect(decoder.recovered.every((index) => !decoder.decoded.includes(index))).toBe(true);
  });

  it('plays over the wrap of sequence number and timestamp', () => {
    const decoder = new ToneDecoder();
    const buffer = new JitterBuffer(() => decoder);
    const arrivals = Array.from({ length: 100 }, (_, i) => ({
      atMs: 100 + i * 20,
      packet: packet(i, { sequenceNumber: (65_500 + i) & 0xffff, timestamp: (0xffff_ffff - 30 * FRAME + i * FRAME) >>> 0 }),
    }));
    play(buffer, arrivals, 2000);
    expect(buffer.stats).toMatchObject({ late: 0, discarded: 0, concealed: 0 });
    expect(decoder.decoded.length).toBeGreaterThan(90);
  });

  it('goes over to a new SSRC at once', () => {
    const decoder = new ToneDecoder();
    const buffer = new JitterBuffer(() => decoder);
    const arrivals = steady(200).map(({ atMs, packet: before }, i) => ({
      atMs,
      packet: i < 100 ? before : { ...before, ssrc: 2, sequenceNumber: 5000 + i, timestamp: (i * FRAME + 77_777_777) >>> 0 },
    }));
    play(buffer, arrivals, 4200);
    expect(decoder.decoded.length).toBeGreaterThanOrEqual(197);
    expect(buffer.stats.delay / 48).toBeLessThan(9);
  });

  it('takes a sender that is silent on purpose (DTX) without counting concealment', () => {
    const decoder = new ToneDecoder();
    const buffer = new JitterBuffer(() => decoder);
    const arrivals = steady(250).filter((_, i) => i % 50 < 30).map((arrival, sequence) => ({ ...arrival, packet: { ...arrival.packet, sequenceNumber: sequence } }));
    play(buffer, arrivals, 5000);
    expect(buffer.stats.concealed).toBe(0);
    expect(buffer.stats.late).toBe(0);
    expect(decoder.decoded).toHaveLength(150);
  });

  it.each([[1.0005, 'slower'], [0.9995, 'faster']])('absorbs a sound device that runs at %f of the sender\'s clock', (speed) => {
    const decoder = new ToneDecoder();
    const buffer = new JitterBuffer(() => decoder);
    const heard = play(buffer, steady(3000), 60_000, speed);
    // 0.05 % of 60 s is 30 ms: without correction the buffer would run dry or fill up.
    expect(buffer.stats.delay / 48).toBeLessThan(12);
    expect(buffer.stats.concealed / 48).toBeLessThan(60);
    expect(decoder.decoded.length).toBeGreaterThan(2980);
    expect(steepest(heard.subarray(48_000))).toBeLessThan(0.05);
  });

  it('comes back to a small delay after the network stood still', () => {
    const decoder = new ToneDecoder();
    const buffer = new JitterBuffer(() => decoder);
    play(buffer, steady(700, (i) => (i >= 100 && i < 130 ? (130 - i) * 20 : 0)), 14_000);
    expect(buffer.stats.delay / 48).toBeLessThan(15);
    expect(decoder.decoded.at(-1)).toBeGreaterThan(685);
  });

  it('starts with the newest packet when the device was away, not with old sound', () => {
    const decoder = new ToneDecoder();
    const buffer = new JitterBuffer(() => decoder);
    for (const arrival of steady(100)) buffer.push(arrival.packet, arrival.atMs);
    for (let ms = 2081; ms < 2101; ms += 5) buffer.pull(PIECE, ms);
    expect(decoder.decoded).toEqual([99]);
  });

  it.each([60, 140, 160, 300, 500])('goes on with what is said now when the speaker stood still for %i ms, and makes nothing up', (stallMs) => {
    const decoder = new ToneDecoder();
    const buffer = new JitterBuffer(() => decoder);
    const arrivals = steady(250);
    for (let ms = 0.7, next = 0; ms < 5000; ms += 8 / 3) {
      for (; (arrivals[next]?.atMs ?? Infinity) <= ms; next++) buffer.push(arrivals[next]!.packet, arrivals[next]!.atMs);
      if (ms < 2000 || ms >= 2000 + stallMs) buffer.pull(128, ms);
    }
    expect(buffer.stats.concealed / 48).toBeLessThan(10);
    expect(buffer.stats.delay / 48).toBeLessThan(8);
    expect(decoder.decoded.at(-1)).toBeGreaterThan(242);
  });

  it('gives silence without a stream and after it stopped, and never less than was asked for', () => {
    const buffer = new JitterBuffer(() => new ToneDecoder());
    expect(buffer.pull(240, 0)).toEqual(new Float32Array(240));
    const heard = play(buffer, steady(20), 6000);
    expect(heard.subarray(heard.length - 4800)).toEqual(new Float32Array(4800));
    expect(buffer.pull(1, 6001)).toHaveLength(1);
    expect(buffer.pull(4801, 6002)).toHaveLength(4801);
  });

  it('survives timestamps and sequence numbers that mean nothing', () => {
    const decoder = new ToneDecoder();
    const buffer = new JitterBuffer((payloadType) => (payloadType === 0 ? decoder : null));
    const random = seededRandom(9);
    for (let i = 0; i < 20_000; i++) {
      const wild = packet(i, {
        payloadType: random() < 0.1 ? 5 : 0, sequenceNumber: Math.floor(random() * 65_536), timestamp: Math.floor(random() * 2 ** 32),
        ssrc: random() < 0.01 ? i : 1, payload: random() < 0.1 ? new Uint8Array(3) : packet(i).payload,
      });
      buffer.push(wild, i);
      if (i % 5 === 0) expect(buffer.pull(PIECE, i)).toHaveLength(PIECE);
    }
    // And is well again afterwards.
    const before = decoder.decoded.length;
    for (let i = 0; i < 100; i++) {
      buffer.push(packet(i, { ssrc: 77 }), 30_000 + i * 20);
      for (let piece = 0; piece < 4; piece++) buffer.pull(PIECE, 30_000 + i * 20 + piece * 5);
    }
    expect(decoder.decoded.length - before).toBeGreaterThan(95);
  });
});
