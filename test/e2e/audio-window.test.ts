import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { AudioDevices, AudioProblem } from '../../electron/contract/audio';
import { AudioLoop, buildAudioLoop, type Fact } from '../support/audio-loop/rig';
import { startDisplay, type Display } from '../support/display';
import { Pulse } from '../support/sound/pulse';
import { goertzel, peak, rms } from '../support/sound/signal';
import { speech } from '../support/sound/speech';
import { understood } from '../support/sound/speech-check';

/** The most of one frequency in any 40 ms: the strokes of a bell are not in phase with each other. */
function loudest(pcm: Float32Array, frequencyHz: number): number {
  let most = 0;
  for (let at = 0; at + 1920 <= pcm.length; at += 960) most = Math.max(most, goertzel(pcm.subarray(at, at + 1920), frequencyHz));
  return most;
}

/** The real audio window in the real Electron, with an echo in place of the media process and PulseAudio null sinks as devices. */
describe('audio window', () => {
  let folder: string;
  let display: Display;
  let pulse: Pulse;
  let loop: AudioLoop;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sidetone-audio-window-'));
    await buildAudioLoop(folder);
    display = await startDisplay();
  });
  afterAll(async () => {
    await display.dispose();
    await rm(folder, { recursive: true, force: true });
  });
  beforeEach(async () => {
    pulse = await Pulse.start(['speaker', 'mouth', 'bell']);
  });
  afterEach(async () => {
    await loop.dispose();
    await pulse.dispose();
  });

  async function start(): Promise<void> {
    loop = await AudioLoop.start(folder, { ...pulse.env(), DISPLAY: display.name });
    loop.order('configure', {}, 'FR');
  }
  const devices = (fact: Fact): AudioDevices => fact['devices'] as AudioDevices;
  const told = (matches: (devices: AudioDevices) => boolean, from = 0): Promise<Fact> => loop.until((fact) => fact.fact === 'devices' && matches(devices(fact)), from);
  const problem = (code: NonNullable<AudioProblem>['code'] | null, from = 0): Promise<Fact> =>
    loop.until((fact) => fact.fact === 'problem' && ((fact['problem'] as AudioProblem)?.code ?? null) === code, from);
  const streamsInto = async (sink: string): Promise<void> => {
    // The sound server lists us by our own name, as users see it in their mixer.
    await expect.poll(async () => (await pulse.streams('sink-inputs')).filter(({ program }) => program === 'sidetone-audio-loop').map(({ device }) => device), { timeout: 12_000 }).toContain(sink);
  };
  async function hear(sink: string, ms: number): Promise<Float32Array> {
    const recorder = await pulse.record(`${sink}.monitor`);
    await new Promise((resolve) => setTimeout(resolve, ms));
    return recorder.stop();
  }

  it('carries speech from the microphone to the media process and back to the speaker', async ({ skip }) => {
    const spoken = (await speech())?.subarray(0, 48_000 * 4);
    if (spoken === undefined) return skip('asterisk-core-sounds-en-wav is not installed');
    const microphone = await pulse.addMicrophone('microphone', 'mouth', 'Desk microphone');
    await pulse.setDefaultSource('microphone');
    await start();
    loop.order('startStream');
    await loop.until(({ fact }) => fact === 'firstMicrophone');
    const found = await understood(spoken, async () => {
      const recorder = await pulse.record('speaker.monitor');
      await pulse.play('mouth', spoken);
      return recorder.stop();
    });
    expect(Math.abs(found.gainDb)).toBeLessThan(3);
    await loop.until((fact) => fact.fact === 'levels' && (fact['levels'] as { microphone: number }).microphone > 0.05);
    await microphone.unplug();
  });

  it('goes on without a microphone, says so, and takes the one that is plugged in', async () => {
    await start();
    loop.order('startStream');
    await problem('no-microphone');
    await loop.until(({ fact }) => fact === 'firstMicrophone');
    const from = loop.facts.length;
    await pulse.addMicrophone('microphone', 'mouth', 'Desk microphone');
    await problem(null, from);
    await told(({ activeMicrophone }) => activeMicrophone === 'Desk microphone', from);
  });

  it('moves the sound at once when the chosen speaker is pulled out, and back when it is plugged in again', async () => {
    const headset = await pulse.addSink('headset', 'Headset');
    await pulse.addMicrophone('microphone', 'mouth', 'Desk microphone');
    await start();
    loop.order('startStream');
    await streamsInto('speaker');
    loop.order('configure', { speaker: { id: 'of another start', name: 'Headset' } }, 'FR');
    await streamsInto('headset');
    await told(({ activeSpeaker }) => activeSpeaker === 'Headset');
    let from = loop.facts.length;
    await headset.unplug();
    await streamsInto('speaker');
    await told(({ activeSpeaker, speakers }) => activeSpeaker !== 'Headset' && speakers.every(({ name }) => name !== 'Headset'), from);
    from = loop.facts.length;
    await pulse.addSink('headset', 'Headset');
    await streamsInto('headset');
    await told(({ activeSpeaker }) => activeSpeaker === 'Headset', from);
  });

  it('rings on the ringer alone, as loud as set, and stops', async () => {
    await start();
    await pulse.setDefaultSink('speaker');
    loop.order('configure', { ringer: { id: '', name: 'bell' }, ringVolume: 0.5, ringtone: 'classic' }, 'FR');
    loop.order('playTone', 'ring', 'ringer');
    await streamsInto('bell');
    const rung = await hear('bell', 1500);
    expect(loudest(rung, 784)).toBeGreaterThan(0.02);
    expect(loudest(rung, 600)).toBeLessThan(loudest(rung, 784) / 2);
    expect(peak(rung)).toBeGreaterThan(0.1);
    expect(peak(rung)).toBeLessThan(0.7 * 0.5 ** 2 * 1.1);
    expect(peak(await hear('speaker', 300))).toBe(0);
    loop.order('stopTone', 'ringer');
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(peak(await hear('bell', 500))).toBe(0);
  });

  it('plays the ringing tone of the user\'s country on the speaker', async () => {
    await start();
    loop.order('configure', {}, 'US');
    loop.order('playTone', 'ringback', 'speaker');
    await streamsInto('speaker');
    const heard = await hear('speaker', 900);
    const loud = heard.subarray(heard.length - 24_000);
    expect(rms(loud)).toBeGreaterThan(0.03);
    expect(goertzel(loud, 440)).toBeGreaterThan(0.04);
    expect(goertzel(loud, 480)).toBeGreaterThan(0.04);
    expect(goertzel(loud, 600)).toBeLessThan(0.02);
  });

  it('streams again after its page has crashed in a call', async () => {
    await pulse.addMicrophone('microphone', 'mouth', 'Desk microphone');
    await start();
    loop.order('startStream');
    await loop.until(({ fact }) => fact === 'firstMicrophone');
    const from = loop.facts.length;
    loop.order('crash');
    await loop.until(({ fact }) => fact === 'firstMicrophone', from);
    await streamsInto('speaker');
  });
});
