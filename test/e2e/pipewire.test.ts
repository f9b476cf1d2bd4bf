import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AudioLoop, buildAudioLoop } from '../support/audio-loop/rig';
import { startDisplay, type Display } from '../support/display';
import { Pulse } from '../support/sound/pulse';
import { hasPipeWire } from '../support/sound/sound-server';
import { speech } from '../support/sound/speech';
import { understood } from '../support/sound/speech-check';

/** What most Linux desktops have; all other tests of sound run on PulseAudio. */
describe.skipIf(!hasPipeWire)('audio window on PipeWire', () => {
  let folder: string;
  let display: Display;
  let pulse: Pulse;
  let loop: AudioLoop;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sidetone-pipewire-'));
    [, display, pulse] = await Promise.all([buildAudioLoop(folder), startDisplay(), Pulse.start(['speaker', 'mouth'], 'pipewire')]);
    await pulse.addMicrophone('microphone', 'mouth', 'Desk microphone');
    await pulse.setDefaultSource('microphone');
    loop = await AudioLoop.start(folder, { ...pulse.env(), DISPLAY: display.name });
  }, 40_000);
  afterAll(async () => {
    await loop?.dispose();
    await Promise.all([pulse?.dispose(), display?.dispose()]);
    await rm(folder, { recursive: true, force: true });
  });

  it('carries speech from the microphone to the media process and back to the speaker, without piling it up', async ({ skip }) => {
    const spoken = (await speech())?.subarray(0, 48_000 * 4).map((sample) => sample / 4);
    if (spoken === undefined) return skip('asterisk-core-sounds-en-wav is not installed');
    loop.order('configure', {}, 'FR');
    loop.order('startStream');
    await loop.until(({ fact }) => fact === 'firstMicrophone');
    const { delayMs } = await understood(spoken, async () => {
      const recorder = await pulse.record('speaker.monitor');
      await pulse.play('mouth', spoken);
      return recorder.stop();
    });
    expect(delayMs).toBeLessThan(200);
  });
});
