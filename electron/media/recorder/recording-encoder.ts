/** 20 ms at 48 kHz: what goes into an encoder at once. */
export const FRAME = 960;

/** A file format as the recorder sees it: frames of two channels go in, octets for the file come out. */
export interface RecordingEncoder {
  readonly extension: string;
  /** The format has no room for more. */
  readonly isFull: boolean;
  /** What the file begins with. */
  header(): Buffer;
  /** One frame of 20 ms, interleaved, 48 kHz. */
  add(stereo: Float32Array): void;
  /** What can be written by now so that the file is whole up to here; null = nothing. */
  flush(): Buffer | null;
  /** The last octets of the file. */
  finish(): Buffer;
  /** What has to stand at the file's beginning by now; null where that never changes. */
  headerFor(): Buffer | null;
  dispose(): void;
}
