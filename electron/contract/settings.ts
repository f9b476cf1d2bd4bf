import { z } from 'zod';
import { RecordingFormat, RecordingNotice } from './recordings';

/** A sound device, remembered by name: ids change when a headset moves to another port. */
export const DeviceChoice = z.object({ id: z.string(), name: z.string() }).nullable();
export type DeviceChoice = z.infer<typeof DeviceChoice>;

export const Settings = z.object({
  theme: z.enum(['system', 'light', 'dark']),
  language: z.enum(['system', 'en', 'fr']),
  /** ISO 3166 alpha-2 used for number formats and tones; null = from the system. */
  region: z.string().length(2).nullable(),
  /** null = follow the system's default. */
  microphone: DeviceChoice,
  speaker: DeviceChoice,
  ringer: DeviceChoice,
  ringVolume: z.number().min(0).max(1),
  ringtone: z.enum(['classic', 'soft', 'marimba', 'digital']),
  echoCancellation: z.boolean(),
  noiseSuppression: z.boolean(),
  autoGainControl: z.boolean(),
  doNotDisturb: z.boolean(),
  /** A second call rings in; off = it gets busy. */
  callWaiting: z.boolean(),
  /** Links and command lines dial without the question. */
  dialLinksWithoutAsking: z.boolean(),
  /** A call that is sent on to another address (3xx): ask goes there by itself within the own domain. */
  followRedirects: z.enum(['always', 'ask', 'never']),
  /** Accept calls that do not come from the registrar. */
  allowDirectIpCalls: z.boolean(),
  /** Identity headers of callers are checked here (RFC 8224), for which certificates may be fetched. */
  checkCallers: z.boolean(),
  /** PEM certificates of those who may vouch for signers of callers; none = nothing is checked. */
  callerAnchors: z.string().max(1_000_000),
  startHidden: z.boolean(),
  startAtLogin: z.boolean(),
  closeToTray: z.boolean(),
  /** Seconds an incoming call rings before it counts as missed. */
  ringTimeoutSeconds: z.number().int().min(5).max(600),
  /** Folder for recordings; null = Sidetone in the system's music folder. */
  recordingFolder: z.string().max(4096).nullable(),
  recordingFormat: RecordingFormat,
  /** Every call is recorded from its answer on. */
  recordAutomatically: z.boolean(),
  recordingNotice: RecordingNotice,
  /** Who may learn that their message was read (RFC 5438), of those who ask. */
  readReceipts: z.enum(['nobody', 'contacts', 'everybody']),
  /** The other side sees when one is writing (RFC 3994). */
  tellTyping: z.boolean(),
  /** Notifications show what a message says, not only who sent it. */
  showMessageText: z.boolean(),
  onboarded: z.boolean(),
});
export type Settings = z.infer<typeof Settings>;

export const defaultSettings: Settings = {
  theme: 'system', language: 'system', region: null,
  microphone: null, speaker: null, ringer: null,
  ringVolume: 0.8, ringtone: 'classic',
  echoCancellation: true, noiseSuppression: true, autoGainControl: true,
  doNotDisturb: false, callWaiting: true, dialLinksWithoutAsking: false, allowDirectIpCalls: false, followRedirects: 'ask', checkCallers: false, callerAnchors: '',
  startHidden: false, startAtLogin: false, closeToTray: true, ringTimeoutSeconds: 120,
  recordingFolder: null, recordingFormat: 'opus', recordAutomatically: false, recordingNotice: 'tone',
  readReceipts: 'contacts', tellTyping: true, showMessageText: true, onboarded: false,
};
