import { describe, expect, it } from 'vitest';
import { EncoderEffort } from '../../../../electron/media/engine/encoder-effort';
import { FakeClock } from '../../../support/fake-clock';

/** A process that computes `load` of each second. */
function effortAt(): { readonly effort: EncoderEffort; readonly run: (load: number, seconds: number) => number[] } {
  const clock = new FakeClock();
  let cpuMs = 5_000;
  const effort = new EncoderEffort({ clock, cpuMs: () => cpuMs });
  effort.look();
  const run = (load: number, seconds: number): number[] => Array.from({ length: seconds }, () => {
    clock.advance(1_000);
    cpuMs += load * 1_000;
    return effort.look();
  });
  return { effort, run };
}

describe('effort of the encoders', () => {
  it('is the best there is to begin with, and stays so up to 60 % of a core', () => {
    const { effort, run } = effortAt();
    expect(effort.complexity).toBe(7);
    expect(run(0.59, 60)).toEqual(Array.from({ length: 60 }, () => 7));
  });

  it('goes down a step for each second above 60 %, and not below the last', () => {
    expect(effortAt().run(0.7, 6)).toEqual([5, 3, 0, 0, 0, 0]);
  });

  it('stays where the load is bearable again', () => {
    const { run } = effortAt();
    expect([...run(0.7, 1), ...run(0.5, 30)].every((complexity) => complexity === 5)).toBe(true);
  });

  it('goes to the last step at once where the engine falls behind', () => {
    expect(effortAt().run(0.97, 1)).toEqual([0]);
  });

  it('comes back a step for each ten seconds of calm', () => {
    const { run } = effortAt();
    run(0.97, 1);
    const seconds = run(0.1, 40);
    expect(seconds.indexOf(3)).toBe(10);
    expect(seconds.indexOf(5)).toBe(21);
    expect(seconds.indexOf(7)).toBe(32);
  });

  it('begins its wait anew with each second that was not calm', () => {
    const { run } = effortAt();
    run(0.7, 1);
    for (let i = 0; i < 10; i++) expect([...run(0.1, 9), ...run(0.4, 1)].every((complexity) => complexity === 5)).toBe(true);
  });

  it('waits twice as long each time the better step was too much, and five minutes at most', () => {
    const { run } = effortAt();
    run(0.7, 1);
    const waits = Array.from({ length: 8 }, () => {
      const seconds = run(0.1, 400);
      run(0.7, 1);
      return seconds.indexOf(7);
    });
    // The first try lasts longer than the trial, so it does not count against the next.
    expect(waits[0]).toBe(10);
    const tries = Array.from({ length: 8 }, () => {
      let seconds = 0;
      while (run(0.1, 1)[0] !== 7) seconds += 1;
      run(0.7, 1);
      return seconds;
    });
    expect(tries).toEqual([10, 20, 40, 80, 160, 300, 300, 300]);
  });

  it('does not judge by looks that come in quick succession, nor by the time of a pause', () => {
    const clock = new FakeClock();
    let cpuMs = 0;
    const effort = new EncoderEffort({ clock, cpuMs: () => cpuMs });
    effort.look();
    clock.advance(100);
    cpuMs += 100;
    expect(effort.look()).toBe(7);
    effort.pause();
    clock.advance(10_000);
    cpuMs += 9_900;
    expect(effort.look()).toBe(7);
  });
});
