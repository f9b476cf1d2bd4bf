import { describe, expect, it } from 'vitest';
import { SampleQueue } from '../../../../electron/media/jitter/sample-queue';
import { MIN_LAG, cutSilence, lengthen, merge, shorten } from '../../../../electron/media/jitter/time-stretch';
import { seededRandom } from '../../../support/random';

type Wave = (t: number) => number;
const vowel = (hz: number): Wave => (t) => 0.2 * Math.sin(2 * Math.PI * hz * t) + 0.1 * Math.sin(4 * Math.PI * hz * t) + 0.05 * Math.sin(6 * Math.PI * hz * t);
/** An A minor chord: tones that share no period in reach. */
const chord: Wave = (t) => 0.1 * (Math.sin(2 * Math.PI * 220 * t) + Math.sin(2 * Math.PI * 261.63 * t) + Math.sin(2 * Math.PI * 329.63 * t));

/** 40 ms heard already, 40 ms waiting. */
function queueOf(wave: Wave): SampleQueue {
  const queue = new SampleQueue();
  queue.append(Float32Array.from({ length: 3840 }, (_, i) => wave(i / 48_000)));
  queue.read(new Float32Array(1920), 0, 1920);
  return queue;
}
function rest(queue: SampleQueue): Float32Array {
  const out = new Float32Array(queue.pending);
  queue.read(out, 0, out.length);
  return out;
}
function steepest(pcm: Float32Array, before: number): number {
  let last = before;
  let most = 0;
  for (const sample of pcm) {
    most = Math.max(most, Math.abs(sample - last));
    last = sample;
  }
  return most;
}
const original = (wave: Wave): Float32Array => Float32Array.from({ length: 1920 }, (_, i) => wave((i + 1920) / 48_000));
const justHeard = (wave: Wave): number => wave(1919 / 48_000);

describe('time stretch', () => {
  it.each([80, 110, 150, 220, 310])('takes whole periods out of a voice of %i Hz, without a jump', (hz) => {
    const queue = queueOf(vowel(hz));
    const removed = shorten(queue, 800, 'unheard');
    const periods = (removed * hz) / 48_000;
    expect(periods).toBeGreaterThan(0.9);
    expect(Math.abs(periods - Math.round(periods))).toBeLessThan(0.03);
    const heard = rest(queue);
    expect(heard).toHaveLength(1920 - removed);
    expect(steepest(heard, justHeard(vowel(hz)))).toBeLessThan(steepest(original(vowel(hz)), justHeard(vowel(hz))) * 1.05);
    expect(heard.at(-1)).toBe(original(vowel(hz)).at(-1));
  });

  it.each([80, 110, 150, 220, 310])('puts whole periods into a voice of %i Hz, without a jump', (hz) => {
    const queue = queueOf(vowel(hz));
    const added = lengthen(queue, 600, 'unheard');
    const periods = (added * hz) / 48_000;
    expect(periods).toBeGreaterThan(0.9);
    expect(Math.abs(periods - Math.round(periods))).toBeLessThan(0.03);
    const heard = rest(queue);
    expect(heard).toHaveLength(1920 + added);
    expect(steepest(heard, justHeard(vowel(hz)))).toBeLessThan(steepest(original(vowel(hz)), justHeard(vowel(hz))) * 1.05);
  });

  it('keeps the level of a chord while it is stretched', () => {
    const rms = (pcm: Float32Array): number => Math.sqrt(pcm.reduce((sum, x) => sum + x * x, 0) / pcm.length);
    for (const change of [shorten, lengthen]) {
      const queue = queueOf(chord);
      expect(change(queue, 800, 'pressing')).toBeGreaterThan(0);
      const heard = rest(queue);
      expect(steepest(heard, justHeard(chord))).toBeLessThan(steepest(original(chord), justHeard(chord)) * 1.2);
      expect(rms(heard.subarray(0, 480))).toBeGreaterThan(rms(original(chord).subarray(0, 480)) * 0.6);
    }
  });

  it('never takes out more than it may', () => {
    for (let most = 0; most < 1000; most += 37) expect(shorten(queueOf(vowel(200)), most, 'pressing')).toBeLessThanOrEqual(most);
  });

  it('leaves noise alone unless it must', () => {
    const random = seededRandom(1);
    expect(shorten(queueOf(() => random() - 0.5), 480, 'unheard')).toBe(0);
    expect(lengthen(queueOf(() => random() - 0.5), 480, 'unheard')).toBe(0);
    expect(shorten(queueOf(() => random() - 0.5), 480, 'pressing')).toBeGreaterThanOrEqual(MIN_LAG);
  });

  it('cuts silence by exactly what is asked for, and never all of it', () => {
    expect(cutSilence(queueOf(() => 0), 700.5)).toBe(700);
    const queue = queueOf(() => 0);
    cutSilence(queue, 100_000);
    expect(queue.pending).toBeGreaterThan(0);
    expect(cutSilence(queue, -5)).toBe(0);
  });

  it('does nothing where there is no room', () => {
    const queue = new SampleQueue();
    queue.append(new Float32Array(100));
    expect(shorten(queue, 480, 'pressing')).toBe(0);
    expect(lengthen(queue, 480, 'pressing')).toBe(0);
    expect(merge(queue, 50)).toBe(50);
  });

  it('goes over from made-up to real sound where both are alike', () => {
    const wave = vowel(160);
    const queue = new SampleQueue();
    queue.append(Float32Array.from({ length: 1920 }, (_, i) => wave((i - 1920) / 48_000)));
    queue.read(new Float32Array(1920), 0, 1920);
    // 20 ms of concealment that goes on with the wave; the real sound that comes begins 3 ms into a period.
    queue.append(Float32Array.from({ length: 960 }, (_, i) => wave(i / 48_000)));
    queue.append(Float32Array.from({ length: 960 }, (_, i) => wave((i + 144) / 48_000)));
    const unused = merge(queue, 960);
    expect(960 - unused).toBeLessThan(310);
    const heard = rest(queue);
    expect(heard).toHaveLength(1920 - unused);
    expect(steepest(heard, wave(-1 / 48_000))).toBeLessThan(steepest(original(wave), justHeard(wave)) * 1.1);
  });
});

describe('sample queue', () => {
  it('gives back what was put in, in order, over any number of turns of its memory', () => {
    const queue = new SampleQueue();
    const random = seededRandom(3);
    let put = 0;
    let got = 0;
    while (got < 300_000) {
      const piece = Float32Array.from({ length: Math.floor(random() * 2000) }, () => put++ % 65_536);
      queue.append(piece);
      const out = new Float32Array(Math.floor(random() * 2500));
      const count = queue.read(out, 0, out.length);
      for (let i = 0; i < count; i++) if (out[i] !== got++ % 65_536) throw new Error(`sample ${got} is ${out[i]}`);
    }
    expect(put - got).toBe(queue.pending);
  });

  it('never holds more than its room', () => {
    const queue = new SampleQueue();
    for (let i = 0; i < 100; i++) queue.append(new Float32Array(960));
    expect(queue.room).toBe(0);
    expect(queue.repeat(200, 100)).toBe(false);
    queue.dropLast(1e9);
    expect(queue.pending).toBe(0);
  });
});
