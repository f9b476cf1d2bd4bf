import { z } from 'zod';
import { DeviceChoice } from './settings';

/**
 * How the audio window gets its MessagePort: main sends it on this ipc channel with
 * webContents.postMessage(AUDIO_PORT_CHANNEL, null, [port]); preload (window kind `audio` only) hands it to
 * its page with window.postMessage({ t: AUDIO_PORT_CHANNEL }, '*', event.ports); the page transfers it
 * into the worklet.
 */
export const AUDIO_PORT_CHANNEL = 'audioWindow:port';

/** What the audio window's worklets send over the MessagePort to the media process; PCM is mono at 48 kHz, -1..1, both ways. */
export type AudioToMedia =
  /** Microphone samples at 48 kHz, normally 240 (5 ms). */
  | { t: 'mic'; pcm: Float32Array }
  /** The speaker's device clock wants this many more samples. */
  | { t: 'pull'; frames: number };

/** What the media process sends back over the same port. */
export type MediaToAudio = { t: 'play'; pcm: Float32Array };

export const AudioDevice = z.object({ id: z.string(), name: z.string() });
export type AudioDevice = z.infer<typeof AudioDevice>;

export const AudioDevices = z.object({
  microphones: z.array(AudioDevice),
  speakers: z.array(AudioDevice),
  /** Names in use now, null when there is none (no device, or permission refused). */
  activeMicrophone: z.string().nullable(),
  activeSpeaker: z.string().nullable(),
  activeRinger: z.string().nullable(),
});
export type AudioDevices = z.infer<typeof AudioDevices>;

/** Peak levels 0..1 of the last 100 ms. */
export const AudioLevels = z.object({
  microphone: z.number(), speaker: z.number(),
  /** Gaps in what the speaker was given since the stream was opened, because this machine was late. */
  underruns: z.number().int().nonnegative().optional(),
  /** How far the speaker's clock is behind the system's, ms from any one moment on. It grows where the device lost sound. */
  deviceLagMs: z.number().optional(),
});
export type AudioLevels = z.infer<typeof AudioLevels>;

export const ToneName = z.enum(['ringback', 'busy', 'congestion', 'callWaiting', 'ring', 'ringInternal', 'attention', 'hangUp', 'dtmf', 'holdReminder']);
export type ToneName = z.infer<typeof ToneName>;

/** What main asks of the audio window. The window answers with audioWindow:* commands. */
export const AudioWindowOrder = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('configure'),
    microphone: DeviceChoice, speaker: DeviceChoice, ringer: DeviceChoice,
    echoCancellation: z.boolean(), noiseSuppression: z.boolean(), autoGainControl: z.boolean(),
    ringVolume: z.number(), ringtone: z.string(), region: z.string(),
  }),
  /** Open microphone and speaker and stream to the media process over the port handed with it. */
  z.object({ kind: z.literal('startStream') }),
  z.object({ kind: z.literal('stopStream') }),
  /** The buffer of the speaker's device is another from now on: open it anew. */
  z.object({ kind: z.literal('renewSpeaker') }),
  /** digit only with tone dtmf. A second tone on the same output replaces the first. */
  z.object({ kind: z.literal('playTone'), tone: ToneName, output: z.enum(['speaker', 'ringer']), digit: z.string().max(1).nullable() }),
  z.object({ kind: z.literal('stopTone'), output: z.enum(['speaker', 'ringer']) }),
  /** Level meters without a call, for the settings page. */
  z.object({ kind: z.literal('monitor'), on: z.boolean() }),
]);
export type AudioWindowOrder = z.infer<typeof AudioWindowOrder>;

/** What the window is about to open; devices that are opened from then on are for that. */
export const DeviceUse = z.enum(['speaker', 'microphone']);
export type DeviceUse = z.infer<typeof DeviceUse>;

/** Something about devices the user must know. */
export const AudioProblem = z.object({
  code: z.enum(['no-microphone', 'microphone-denied', 'no-speaker', 'device-failed', 'microphone-silent']),
  detail: z.string(),
}).nullable();
export type AudioProblem = z.infer<typeof AudioProblem>;
