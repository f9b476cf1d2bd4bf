import { describe, expect, it } from 'vitest';
import { CHUNK_FRAMES, Playout } from '../../../../renderer/audio/worklets/playout';

const QUANTUM = 128;
const SECOND = 375;

function constant(frames: number, value: number): Float32Array {
  return new Float32Array(frames).fill(value);
}

/** Runs quanta against a media process that answers each pull `delayQuanta` later; false from `answers` = it does not. */
function run(playout: Playout, quanta: number, delayQuanta: number, answers: (quantum: number) => boolean = () => true): Float32Array {
  const onTheWay: { at: number; frames: number }[] = [];
  const heard = new Float32Array(quanta * QUANTUM);
  for (let q = 0; q < quanta; q += 1) {
    while (onTheWay[0] !== undefined && onTheWay[0].at <= q) playout.push(constant(onTheWay.shift()?.frames ?? 0, 0.5));
    playout.read(heard.subarray(q * QUANTUM, (q + 1) * QUANTUM));
    const frames = playout.framesToAsk();
    if (frames > 0) onTheWay.push({ at: answers(q) ? q + delayQuanta : q + 40, frames });
  }
  return heard;
}

describe('playout', () => {
  it('asks in whole chunks and never for more than its target', () => {
    const playout = new Playout();
    const frames = playout.framesToAsk();
    expect(frames % CHUNK_FRAMES).toBe(0);
    expect(frames).toBeGreaterThan(0);
    expect(frames).toBeLessThanOrEqual(playout.targetFrames);
    expect(playout.framesToAsk()).toBe(0);
  });

  it('plays without a gap while answers come within a quantum, with less than 8 ms waiting', () => {
    const playout = new Playout();
    const heard = run(playout, 10 * SECOND, 1);
    expect(playout.underruns).toBe(0);
    expect(playout.waitingFrames).toBeLessThanOrEqual(384);
    expect(heard.subarray(20 * QUANTUM).every((sample) => sample === 0.5)).toBe(true);
  });

  it('keeps silent and counts nothing before the first sound has come', () => {
    const playout = new Playout();
    const out = constant(QUANTUM, 1);
    playout.read(out);
    expect(Math.max(...out.map(Math.abs))).toBe(0);
    expect(playout.underruns).toBe(0);
  });

  it('fades out where it runs dry and fades in again, without a step', () => {
    const playout = new Playout();
    const heard = run(playout, 2 * SECOND, 1, (q) => q < SECOND || q > SECOND + 20);
    expect(playout.underruns).toBeGreaterThan(0);
    let steepest = 0;
    for (let i = 1; i < heard.length; i += 1) steepest = Math.max(steepest, Math.abs((heard[i] ?? 0) - (heard[i - 1] ?? 0)));
    expect(steepest).toBeLessThan(0.05);
    expect(heard[heard.length - 1]).toBe(0.5);
  });

  it('keeps more waiting after slow answers, and less again after eight calm seconds', () => {
    const playout = new Playout();
    const targets: number[] = [];
    run(playout, 15 * SECOND, 1, (q) => {
      targets.push(playout.targetFrames);
      return q < 3 * SECOND || q % SECOND > 10 || q > 5 * SECOND;
    });
    const before = targets[2 * SECOND + 300] ?? 0;
    expect(targets[5 * SECOND]).toBeGreaterThan(before);
    expect(targets.at(-1)).toBe(before);
  });

  it('pays for a single stall with a gap, not with delay', () => {
    const playout = new Playout();
    run(playout, 15 * SECOND, 1, (q) => q !== 5 * SECOND);
    expect(playout.underruns).toBeGreaterThan(0);
    expect(playout.targetFrames).toBeLessThanOrEqual(384);
  });

  it('runs dry for a moment only where answers become slow and stay so', () => {
    const playout = new Playout();
    let early = 0;
    run(playout, 60 * SECOND, 8, (q) => {
      if (q < SECOND) early = playout.underruns;
      return true;
    });
    expect(playout.underruns).toBe(early);
    expect(playout.targetFrames).toBeLessThan(1500);
  });

  it('does not grow by its own growing: what waits follows the slowest answer alone', () => {
    const playout = new Playout();
    run(playout, 5 * SECOND, 1, (q) => q !== 2 * SECOND);
    expect(playout.targetFrames).toBeLessThanOrEqual(2_880);
    const second = new Playout();
    run(second, 5 * SECOND, 6);
    expect(second.targetFrames).toBe(5 * QUANTUM + CHUNK_FRAMES + 64);
  });

  it('begins with all that the device takes at a time, and never runs dry between its pulls', () => {
    const playout = new Playout(1_024);
    const answers: number[] = [];
    const heard = new Float32Array(200 * 1_024);
    for (let pull = 0; pull < 200; pull += 1) {
      for (const frames of answers.splice(0)) playout.push(constant(frames, 0.5));
      for (let at = 0; at < 1_024; at += QUANTUM) {
        playout.read(heard.subarray(pull * 1_024 + at, pull * 1_024 + at + QUANTUM));
        const frames = playout.framesToAsk();
        if (frames > 0) answers.push(frames);
      }
    }
    expect(playout.underruns).toBe(0);
    const began = heard.findIndex((sample) => sample > 0);
    expect(heard.subarray(began + 64).every((sample) => sample === 0.5)).toBe(true);
  });

  it('keeps more waiting from the moment on that the device takes more at a time', () => {
    const playout = new Playout(240);
    playout.setDeviceFrames(1_920);
    expect(playout.targetFrames).toBe(1_920 + 64);
    playout.setDeviceFrames(240);
    expect(playout.targetFrames).toBe(240 + 64);
  });

  it('drops the oldest where more comes than fits', () => {
    const playout = new Playout();
    playout.push(constant(9_600, 0.1));
    playout.push(constant(480, 0.9));
    expect(playout.waitingFrames).toBe(9_600);
    const out = new Float32Array(9_600);
    playout.read(out);
    expect(out[9_599]).toBeCloseTo(0.9);
  });

  it('asks anew after a reset: the old media process will not answer', () => {
    const playout = new Playout();
    playout.framesToAsk();
    playout.reset();
    expect(playout.framesToAsk()).toBeGreaterThan(0);
  });
});
