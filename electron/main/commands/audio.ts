import type { Audio, Clock } from '../../calls/ports';
import type { CommandHandlers } from '../ipc/router';

/** How long a device is tried with a tone, ms. */
const TEST_TONE_MS = 2_000;

export function audioCommands(audio: Audio, clock: Clock) {
  return {
    'audio:devices': () => audio.devices(),
    'audio:problem': () => audio.problem(),
    'audio:monitor': ({ on }) => (audio.monitor(on), null),
    'audio:testOutput': ({ output }) => {
      audio.playTone(output === 'ringer' ? 'ring' : 'ringback', output);
      clock.after(TEST_TONE_MS, () => audio.stopTone(output));
      return null;
    },
    'audio:keyTone': ({ digit }) => (audio.playTone('dtmf', 'speaker', digit), null),
  } satisfies Partial<CommandHandlers>;
}
