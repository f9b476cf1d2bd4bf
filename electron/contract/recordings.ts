import { z } from 'zod';
import { RecordingId } from './ids';

/** Ogg Opus, or 16-bit WAV at 16 or 48 kHz; two channels, me left, them right. */
export const RecordingFormat = z.enum(['opus', 'wav-16k', 'wav-48k']);
export type RecordingFormat = z.infer<typeof RecordingFormat>;

/** What both ends hear of a recording. tone: a short beep at the start and every 15 s. announcement: a spoken sentence at the start, then the beeps. */
export const RecordingNotice = z.enum(['off', 'tone', 'announcement']);
export type RecordingNotice = z.infer<typeof RecordingNotice>;

/** A recording as the history shows it. */
export const Recording = z.object({
  id: RecordingId,
  /** The file's name without its folder. */
  name: z.string(),
  startedAtEpochMs: z.number(),
  /** null while it runs, or where the app died meanwhile. */
  durationMs: z.number().nullable(),
  /** False: the file was moved or deleted outside of Sidetone. */
  exists: z.boolean(),
});
export type Recording = z.infer<typeof Recording>;
