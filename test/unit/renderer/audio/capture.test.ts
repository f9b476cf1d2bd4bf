import { describe, expect, it } from 'vitest';
import { Resampler } from '../../../../renderer/audio/capture/resampler';
import { SilenceWatch } from '../../../../renderer/audio/silence';
import { Chunker } from '../../../../renderer/audio/worklets/chunker';
import { Meter } from '../../../../renderer/audio/worklets/meter';
import { goertzel } from '../../../support/sound/signal';

function sine(frequency: number, rate: number, seconds: number): Float32Array<ArrayBuffer> {
  return Float32Array.from({ length: rate * seconds }, (_, i) => Math.sin((2 * Math.PI * frequency * i) / rate)) as Float32Array<ArrayBuffer>;
}

/** Through a resampler in device-sized pieces. */
function resampled(pcm: Float32Array<ArrayBuffer>, from: number, to: number): Float32Array {
  const resampler = new Resampler(from, to);
  const out: number[] = [];
  for (let at = 0; at < pcm.length; at += 128) out.push(...resampler.process(pcm.slice(at, at + 128)));
  return Float32Array.from(out);
}

describe('resampler', () => {
  it.each([[44_100, 48_000], [16_000, 48_000], [96_000, 48_000], [8_000, 48_000]])('turns %i Hz into %i Hz: as long, as loud, as high', (from, to) => {
    const out = resampled(sine(1000, from, 1), from, to);
    expect(Math.abs(out.length - to)).toBeLessThan(100);
    expect(goertzel(out.subarray(4800, 43_200), 1000, to)).toBeCloseTo(1, 1);
  });

  it('keeps what would fold back into hearing out of it', () => {
    const out = resampled(sine(40_000, 96_000, 1), 96_000, 48_000);
    expect(goertzel(out.subarray(4800, 43_200), 8000, 48_000)).toBeLessThan(0.02);
  });

  it('leaves sound of the right rate alone', () => {
    const pcm = sine(440, 48_000, 1);
    expect(new Resampler(48_000, 48_000).process(pcm)).toBe(pcm);
  });
});

describe('chunker', () => {
  it('cuts quanta of 128 into chunks of 240 without losing a sample', () => {
    const out: number[] = [];
    const chunker = new Chunker(240, (pcm) => out.push(...pcm));
    for (let q = 0; q < 15; q += 1) chunker.push(Float32Array.from({ length: 128 }, (_, i) => q * 128 + i), 128);
    expect(out).toEqual(Array.from({ length: 1920 }, (_, i) => i));
  });

  it('gives silence where there is no microphone', () => {
    const chunks: Float32Array[] = [];
    const chunker = new Chunker(240, (pcm) => chunks.push(pcm));
    chunker.push(undefined, 480);
    expect(chunks.map((chunk) => chunk.length)).toEqual([240, 240]);
    expect(chunks.every((chunk) => chunk.every((sample) => sample === 0))).toBe(true);
  });
});

it('meter answers the highest peak since it was asked, at most 1', () => {
  const meter = new Meter();
  meter.add(Float32Array.of(0.1, -0.6, 0.3));
  meter.add(undefined);
  expect(meter.take()).toBeCloseTo(0.6);
  expect(meter.take()).toBe(0);
  meter.add(Float32Array.of(-3));
  expect(meter.take()).toBe(1);
});

describe('silence watch', () => {
  it('takes five seconds of exact zeros for a dead microphone, and the first sound for a live one', () => {
    const watch = new SilenceWatch();
    for (let i = 0; i < 49; i += 1) expect(watch.add(0, 100)).toBe(false);
    expect(watch.add(0, 100)).toBe(true);
    expect(watch.add(0.00001, 100)).toBe(false);
    expect(watch.add(0, 100)).toBe(false);
  });
});
