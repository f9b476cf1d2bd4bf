import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../support/random';
import { handledAt, receive, type Stall } from '../../../support/receive/path';
import { RampDecoder, rampDelayMs, rampStream } from '../../../support/receive/ramp';

const SECONDS = 30;

/** Stalls of `lengthMs` every `everyMs`, from 3 s on. */
function stalls(seed: number, everyMs: readonly [number, number], lengthMs: readonly [number, number]): Stall[] {
  const random = seededRandom(seed);
  const between = ([from, to]: readonly [number, number]): number => from + random() * (to - from);
  const found: Stall[] = [];
  for (let at = 3000; at < (SECONDS - 3) * 1000; at += between(everyMs)) found.push([at, at + between(lengthMs)]);
  return found;
}

interface Run { readonly delays: { atMs: number; delayMs: number }[]; readonly concealedMs: number; quantileMs(share: number): number }

/** Speech without a pause in it, 0.5 ms of network, what the case adds; how late each moment is heard. */
function run(where: { media?: Stall[]; sender?: Stall[]; device?: Stall[]; first?: 'packets' | 'pulls'; networkMs?: (i: number) => number }): Run {
  const decoder = new RampDecoder();
  const delays: Run['delays'] = [];
  const { buffer } = receive({
    packets: rampStream(SECONDS * 50, (i, sentMs) => handledAt(sentMs + (where.networkMs?.(i) ?? 0.5), where.sender ?? []) - sentMs),
    untilMs: SECONDS * 1000,
    decoderFor: () => decoder,
    stalls: where.media ?? [],
    devicePauses: where.device ?? [],
    first: where.first ?? 'packets',
    onQuantum: (atMs, pcm) => {
      const delayMs = rampDelayMs(atMs, pcm);
      // Between made-up and real sound a fade says nothing about time.
      if (delayMs !== null && delayMs < 1000 && atMs > 1000) delays.push({ atMs, delayMs });
    },
  });
  const sorted = delays.map(({ delayMs }) => delayMs).sort((a, b) => a - b);
  return { delays, concealedMs: buffer.stats.concealed / 48, quantileMs: (share) => sorted[Math.floor(share * (sorted.length - 1))] ?? Number.NaN };
}

const between = ({ delays }: Run, fromMs: number, toMs: number): number[] =>
  delays.filter(({ atMs }) => atMs >= fromMs && atMs < toMs).map(({ delayMs }) => delayMs);

/** 20 ms of packet, 0.5 of network, the ring and the steps of the device. */
const CLEAN_MS = 32;

describe('delay from mouth to ear after stalls', () => {
  it('adds nothing on a clean path', () => {
    const clean = run({});
    expect(clean.quantileMs(1)).toBeLessThan(CLEAN_MS);
    expect(clean.concealedMs).toBe(0);
  });

  it('adds no more than what a path that wavers by a millisecond asks for', () => {
    const random = seededRandom(4);
    expect(run({ networkMs: () => random() }).quantileMs(0.5)).toBeLessThan(CLEAN_MS + 1);
  });

  it.each([
    ['the media process', 'media', 60], ['the sender', 'sender', 60], ['the sender', 'sender', 100],
    ['the device', 'device', 50], ['the device', 'device', 100], ['the device', 'device', 140], ['the device', 'device', 300],
  ] as const)('is back at the minimum within a second of speech after %s (%s) stood still for %i ms', (_, where, lengthMs) => {
    const after = run({ [where]: [[5000, 5000 + lengthMs]] as Stall[] });
    const before = Math.max(...between(after, 4000, 5000));
    expect(before).toBeLessThan(CLEAN_MS);
    const later = between(after, 5000 + lengthMs + 1000, 30_000);
    expect(later.length).toBeGreaterThan(1000);
    expect(Math.max(...later)).toBeLessThan(before + 4);
  });

  it.each([
    ['sender stalls', { sender: stalls(2, [1000, 2000], [20, 100]) }],
    ['sender stalls every second', { sender: stalls(2, [1000, 1000], [20, 100]) }],
    ['pauses of the device', { device: stalls(3, [1000, 2000], [20, 100]) }],
    ['long pauses of the device', { device: stalls(3, [1000, 2000], [50, 300]) }],
  ])('stays near the minimum in the middle of %s of 20 to 100 ms every second or two', (_, where) => {
    const stalled = run(where);
    expect(stalled.quantileMs(0.5)).toBeLessThan(CLEAN_MS + 5);
    expect(stalled.quantileMs(0.9)).toBeLessThan(CLEAN_MS + 40);
  });

  it.each(['packets', 'pulls'] as const)('waits no longer in the buffer for stalls of its own process (%s first)', (first) => {
    const decoder = new RampDecoder();
    const waits: number[] = [];
    receive({
      packets: rampStream(SECONDS * 50, () => 0.5), untilMs: SECONDS * 1000, decoderFor: () => decoder,
      stalls: stalls(1, [1000, 2000], [20, 100]), first,
      onQuantum: (atMs, _pcm, buffer) => { if (atMs > 1000) waits.push(buffer.stats.delay / 48); },
    });
    waits.sort((a, b) => a - b);
    expect(waits[waits.length >> 1]).toBeLessThan(12);
  });

  it('drops what gathered in a pause of speech at once', () => {
    const decoder = new class extends RampDecoder {
      override decode(payload: Uint8Array): Float32Array {
        const pcm = super.decode(payload);
        const index = new DataView(payload.buffer, payload.byteOffset).getUint32(0);
        // Packets 251 to 270 are a pause.
        return index > 250 && index <= 270 ? pcm.fill(0) : pcm;
      }
    }();
    const delays: number[] = [];
    receive({
      packets: rampStream(500, (_, sentMs) => handledAt(sentMs, [[5000, 5090]]) - sentMs), untilMs: 9000, decoderFor: () => decoder,
      onQuantum: (atMs, pcm) => {
        const delayMs = rampDelayMs(atMs, pcm);
        if (delayMs !== null && delayMs < 1000 && atMs > 5480) delays.push(delayMs);
      },
    });
    expect(Math.max(...delays)).toBeLessThan(CLEAN_MS + 4);
  });

  it('waits for jitter that goes on, and no longer once it is over', () => {
    const random = seededRandom(9);
    const jittery = run({ networkMs: (i) => (i < 500 ? 30 + random() * 60 : 30) });
    expect(jittery.concealedMs).toBeLessThan(150);
    expect(Math.min(...between(jittery, 6000, 9000))).toBeGreaterThan(100);
    expect(Math.max(...between(jittery, 17_000, 29_000))).toBeLessThan(CLEAN_MS + 35);
  });
});
