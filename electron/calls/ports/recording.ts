import type { CallId } from '../../contract/ids';

/** Ogg Opus, or 16-bit WAV at 16 or 48 kHz; always two channels: me left, them right. */
export type RecordingFormat = 'opus' | 'wav-16k' | 'wav-48k';

/** How a recording is to be made. */
export interface RecordingOptions {
  /** Full path without extension. Folders are made; a file that is there already is left alone and a number is added. */
  path: string;
  format: RecordingFormat;
  /** Calls whose sound goes into it, while any of them is heard: more than one in a conference. */
  callIds: readonly CallId[];
  /** Written into the file, where its format has a place for it. */
  title: string;
  /** A file that both ends hear first (Ogg Opus or WAV); null = none. */
  announcement: string | null;
  /** Both ends hear a short tone at the start and this often; null = none. */
  toneEverySeconds: number | null;
}

/**
 * Why a recording ended. asked: stopRecording. calls-ended: all its calls did. disk-full, disk-slow: the disk takes no
 * more, or not fast enough. failed: anything else that went wrong with the file.
 */
export type RecordingEnd = 'asked' | 'calls-ended' | 'disk-full' | 'disk-slow' | 'failed';

/** What is in the file by now. */
export interface RecordingResult {
  file: string;
  durationMs: number;
  reason: RecordingEnd;
  /** Technical words about a failure, else empty. */
  detail: string;
}
