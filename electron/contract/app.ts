import { z } from 'zod';

export const WindowKind = z.enum(['phone', 'callBar', 'ring', 'audio']);
export type WindowKind = z.infer<typeof WindowKind>;

export const AppInfo = z.object({
  version: z.string(),
  electron: z.string(), chrome: z.string(), node: z.string(),
  platform: z.enum(['linux', 'darwin', 'win32']),
  /** BCP 47 of the system and ISO 3166 region guessed from it. */
  systemLocale: z.string(), region: z.string(),
  profileFolder: z.string(), logFile: z.string(),
  /** False: no safe place for passwords here; they are asked at each start. */
  keychainAvailable: z.boolean(),
  databaseEngine: z.string(),
});
export type AppInfo = z.infer<typeof AppInfo>;

/** A number that a link, the command line, the clipboard or a second instance wants dialled. */
export const DialRequest = z.object({
  number: z.string().max(255),
  /** As it came in, for the question "Call ...?". */
  original: z.string().max(500),
  source: z.enum(['link', 'command-line', 'clipboard', 'tray', 'notification']),
});
export type DialRequest = z.infer<typeof DialRequest>;

/** Something the user should know, with what to do. Shown as a quiet bar in the window, in words. */
export const Notice = z.object({
  id: z.string(),
  severity: z.enum(['info', 'warning', 'error']),
  code: z.enum([
    'database-recovered', 'database-newer', 'database-read-only', 'disk-full', 'database-locked',
    'provisioning-failed', 'provisioned', 'bad-link', 'media-restarted', 'media-failed', 'sound-server-restarted',
    'call-failed', 'reply-not-delivered', 'import-failed', 'keychain-missing', 'password-not-stored', 'interrupted-calls', 'port-in-use', 'internal',
    'recording-disk-full', 'recording-disk-slow', 'recording-failed', 'recording-interrupted', 'file-not-played',
  ]),
  /** Technical text for Details. */
  detail: z.string(),
  atEpochMs: z.number(),
});
export type Notice = z.infer<typeof Notice>;

export const PracticeState = z.object({
  running: z.boolean(),
  port: z.number().int().nullable(),
  numbers: z.array(z.object({
    number: z.string(),
    what: z.enum(['echo', 'voice', 'ring-back', 'busy', 'no-answer']),
  })),
});
export type PracticeState = z.infer<typeof PracticeState>;
