/** Reads a sound file piece by piece as mono samples at 48 kHz. */
export interface SoundReader {
  /** null where the file does not tell. */
  readonly durationMs: number | null;
  /** The next piece, null at the end. Rejects where the file cannot be read further. */
  read(): Promise<Float32Array | null>;
  close(): Promise<void>;
}

export type SoundFileErrorCode = 'FILE_NOT_READABLE' | 'FILE_NOT_SOUND';

/** A file that cannot be played, with what to tell the user. */
export class SoundFileError extends Error {
  constructor(readonly code: SoundFileErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'SoundFileError';
  }
}
