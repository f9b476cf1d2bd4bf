import type { Audio } from '../../calls/ports';
import type { SoundDirector } from '../../calls/sound/sound-director';
import type { CommandHandlers } from '../ipc/router';

export function audioCommands(audio: Audio, sound: SoundDirector) {
  return {
    'audio:devices': () => audio.devices(),
    'audio:problem': () => audio.problem(),
    'audio:testOutput': ({ output }) => (sound.tryOutput(output), null),
    'audio:keyTone': ({ digit }) => (sound.keyTone(digit), null),
  } satisfies Partial<CommandHandlers>;
}
