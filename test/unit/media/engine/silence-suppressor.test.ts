import { describe, expect, it } from 'vitest';
import { ComfortNoise } from '../../../../electron/media/codecs/comfort-noise';
import { SendStream } from '../../../../electron/media/engine/send-stream';
import { SilenceSuppressor, describeNoise, type FrameVerdict } from '../../../../electron/media/engine/silence-suppressor';
import { frames, speech } from '../../../support/codec-signals';
import { seededRandom } from '../../../support/random';

const RATE = 8000;
const FRAME = 160;

/** Noise of a room, -50 dBov unless told, with its highs taken away by `dull` 0..1. */
function room(samples: number, levelDb = -50, dull = 0): Float32Array {
  const random = seededRandom(9);
  let before = 0;
  const pcm = Float32Array.from({ length: samples }, () => (before = dull * before + (random() * 2 - 1) * (1 - dull)));
  const power = pcm.reduce((sum, x) => sum + x * x, 0) / samples;
  return pcm.map((x) => (x / Math.sqrt(power)) * 10 ** (levelDb / 20));
}

const levelDb = (pcm: Float32Array): number => 10 * Math.log10(pcm.reduce((sum, x) => sum + x * x, 0) / pcm.length);
/** How alike neighbouring samples are: 0 for white noise, near 1 for a dull one. */
const dullness = (pcm: Float32Array): number => pcm.slice(1).reduce((sum, x, i) => sum + x * (pcm[i] ?? 0), 0) / pcm.reduce((sum, x) => sum + x * x, 0);

function judgeAll(suppressor: SilenceSuppressor, pcm: Float32Array): FrameVerdict[] {
  return frames(pcm, FRAME).map((frame) => suppressor.judge(frame));
}
const pauses = (verdicts: readonly FrameVerdict[]): number => verdicts.filter(({ kind }) => kind === 'pause').length;
const descriptions = (verdicts: readonly FrameVerdict[]): number => verdicts.filter((verdict) => verdict.kind === 'pause' && verdict.payload !== null).length;

describe('silence suppressor', () => {
  it('tells a steady room about once a second and sends nothing else', () => {
    const verdicts = judgeAll(new SilenceSuppressor(20), room(10 * RATE)).slice(40);
    expect(pauses(verdicts)).toBe(verdicts.length);
    expect(descriptions(verdicts)).toBeGreaterThanOrEqual(9);
    expect(descriptions(verdicts)).toBeLessThan(25);
  });

  it('lets speech through, beginnings and ends of words with it', () => {
    const suppressor = new SilenceSuppressor(20);
    judgeAll(suppressor, room(RATE));
    const said = speech(RATE, 6);
    const noise = room(said.length);
    const verdicts = judgeAll(suppressor, said.map((sample, i) => sample + (noise[i] ?? 0)));
    const loud = frames(said, FRAME).map((frame) => levelDb(frame) > -38);
    const lost = loud.filter((isLoud, i) => isLoud && verdicts[i]?.kind === 'pause').length;
    expect(lost / loud.filter(Boolean).length).toBeLessThan(0.01);
  });

  it('takes a room that has become louder for a room, not for endless speech', () => {
    const suppressor = new SilenceSuppressor(20);
    judgeAll(suppressor, room(2 * RATE, -55));
    const verdicts = judgeAll(suppressor, room(12 * RATE, -35));
    expect(verdicts[0]?.kind).toBe('speech');
    expect(verdicts.at(-1)?.kind).toBe('pause');
  });

  it.each([[-40, 0], [-55, 0.9], [-62, 0.6]])('describes noise of %d dB, dulled by %d, so that the far end makes the like', (level, dull) => {
    const noise = room(RATE, level, dull);
    const maker = new ComfortNoise(RATE, seededRandom(4));
    maker.describe(describeNoise(noise));
    const made = new Float32Array(2 * RATE);
    maker.fill(made);
    const settled = made.subarray(RATE);
    expect(Math.abs(levelDb(settled) - level)).toBeLessThan(1.5);
    expect(Math.abs(dullness(settled) - dullness(noise))).toBeLessThan(0.1);
  });

  it('says silence for nothing at all', () => {
    expect([...describeNoise(new Float32Array(FRAME))]).toEqual([127]);
  });

  it('is used by a stream whose far end takes comfort noise, and speech after it is marked', () => {
    const stream = new SendStream({
      codec: 'pcma', clockRate: RATE, payloadType: 8, ptimeMs: 20, parameters: new Map(), events: null, comfortNoise: 13, dtx: false, redundancy: null,
    });
    const quiet = frames(room(2 * RATE), FRAME).map((frame, i) => stream.packet(frame, i * FRAME));
    const sent = quiet.slice(40).filter((packet) => packet !== null);
    expect(sent.length).toBeGreaterThan(0);
    expect(sent.length).toBeLessThan(8);
    expect(sent.every(({ payloadType }) => payloadType === 13)).toBe(true);
    const loud = stream.packet(room(FRAME, -20), 0);
    expect(loud).toMatchObject({ payloadType: 8, marker: true });
    expect(stream.packet(room(FRAME, -20), FRAME)).toMatchObject({ payloadType: 8, marker: false });
    stream.dispose();
  });
});
