import type { Audio, Clock } from '../../calls/ports';
import type { AccountTestStep, AudioProblem } from '../../contract';

/** The audio window may have to be opened first. */
const SOUND_WITHIN_MS = 5_000;
/** A device that refuses says so a moment after the sound has started. */
const SETTLE_MS = 400;

/** The last step of the test of a line: opens microphone and speaker as a call would. Answers what failed, or null. */
export async function testAudio(audio: Audio, clock: Clock, onStep: (step: AccountTestStep) => void): Promise<AccountTestStep | null> {
  const tell = (state: AccountTestStep['state'], detail: string): AccountTestStep => {
    const step: AccountTestStep = { step: 'audio', state, detail };
    onStep(step);
    return step;
  };
  tell('running', '');
  const runs = await soundRuns(audio, clock);
  if (runs) await new Promise<void>((resolve) => { clock.after(SETTLE_MS, resolve); });
  const problem = audio.problem();
  audio.monitor(false);
  if (hinders(problem)) return tell('failed', problem.detail);
  if (!runs) return tell('failed', 'the sound devices do not answer');
  const { activeMicrophone, activeSpeaker } = audio.devices();
  tell('ok', [activeMicrophone, activeSpeaker].filter((name) => name !== null).join(', '));
  return null;
}

function soundRuns(audio: Audio, clock: Clock): Promise<boolean> {
  return new Promise((resolve) => {
    const done = (runs: boolean): void => {
      stopTimer();
      stopLevels();
      resolve(runs);
    };
    const stopTimer = clock.after(SOUND_WITHIN_MS, () => done(false));
    const stopLevels = audio.onLevels(() => done(true));
    audio.monitor(true);
  });
}

/** A quiet room is no fault. */
function hinders(problem: AudioProblem): problem is NonNullable<AudioProblem> {
  return problem !== null && problem.code !== 'microphone-silent';
}
