import { describe, expect, it } from 'vitest';
import type { Audio } from '../../../../electron/calls/ports';
import type { AccountTestStep, AudioLevels, AudioProblem } from '../../../../electron/contract';
import { testAudio } from '../../../../electron/main/accounts/test-audio';
import { FakeClock } from '../../../support/fake-clock';

/** Devices that run as soon as they are opened, unless told otherwise. */
function devices(problem: AudioProblem, runs = true) {
  const log: boolean[] = [];
  const listeners = new Set<(levels: AudioLevels) => void>();
  const audio: Partial<Audio> = {
    monitor: (on) => {
      log.push(on);
      if (on && runs) queueMicrotask(() => { for (const listener of [...listeners]) listener({ microphone: 0, speaker: 0 }); });
    },
    onLevels: (listener) => (listeners.add(listener), () => listeners.delete(listener)),
    problem: () => problem,
    devices: () => ({ microphones: [], speakers: [], activeMicrophone: 'Headset', activeSpeaker: 'Desk', activeRinger: null }),
  };
  return { audio: audio as Audio, log, listeners };
}

async function outcome(problem: AudioProblem, runs = true): Promise<{ failed: AccountTestStep | null; steps: AccountTestStep[]; log: boolean[]; left: number }> {
  const clock = new FakeClock();
  const steps: AccountTestStep[] = [];
  const { audio, log, listeners } = devices(problem, runs);
  const done = testAudio(audio, clock, (step) => steps.push(step));
  for (let turn = 0; turn < 20; turn += 1) {
    clock.advance(500);
    await Promise.resolve();
  }
  return { failed: await done, steps, log, left: clock.pending + listeners.size };
}

describe('the sound step of a line\'s test', () => {
  it('opens microphone and speaker, names them, and closes them again', async () => {
    const { failed, steps, log, left } = await outcome(null);
    expect(failed).toBeNull();
    expect(steps).toEqual([{ step: 'audio', state: 'running', detail: '' }, { step: 'audio', state: 'ok', detail: 'Headset, Desk' }]);
    expect([log, left]).toEqual([[true, false], 0]);
  });
  it('fails with what is wrong, and not because the room is quiet', async () => {
    expect((await outcome({ code: 'no-microphone', detail: 'none listed' })).failed).toMatchObject({ state: 'failed', detail: 'none listed' });
    expect((await outcome({ code: 'microphone-silent', detail: 'Headset' })).failed).toBeNull();
  });
  it('fails where no sound comes up at all', async () => {
    const { failed, log, left } = await outcome(null, false);
    expect(failed).toMatchObject({ step: 'audio', state: 'failed' });
    expect([log, left]).toEqual([[true, false], 0]);
  });
});
