import { open, type FileHandle } from 'node:fs/promises';
import { OggOpusReader } from './ogg-opus-reader';
import { SoundFileError, type SoundReader } from './sound-reader';
import { WavReader } from './wav-reader';

/** What a short sound may last: announcements are kept in memory. */
const MAX_CLIP_SAMPLES = 48_000 * 60;

/** Opens a WAV or Ogg Opus file, told by its first octets. @throws SoundFileError */
export async function openSound(file: string): Promise<SoundReader> {
  let handle: FileHandle;
  try {
    handle = await open(file, 'r');
  } catch (cause) {
    throw new SoundFileError('FILE_NOT_READABLE', `${file} cannot be opened`, { cause });
  }
  try {
    if (!(await handle.stat()).isFile()) throw new SoundFileError('FILE_NOT_SOUND', `${file} is not a file`);
    const magic = Buffer.alloc(12);
    await handle.read(magic, 0, 12, 0);
    if (magic.toString('latin1', 0, 4) === 'RIFF' && magic.toString('latin1', 8, 12) === 'WAVE') return await WavReader.open(handle);
    if (magic.toString('latin1', 0, 4) === 'OggS') return await OggOpusReader.open(handle);
    throw new SoundFileError('FILE_NOT_SOUND', `${file} is neither WAV nor Ogg Opus`);
  } catch (cause) {
    await handle.close().catch(() => undefined);
    throw cause instanceof SoundFileError ? cause : new SoundFileError('FILE_NOT_READABLE', `${file} cannot be read`, { cause });
  }
}

/** A whole short sound, at most a minute of it. @throws SoundFileError */
export async function readClip(file: string): Promise<Float32Array> {
  const reader = await openSound(file);
  const pieces: Float32Array[] = [];
  let samples = 0;
  try {
    for (let piece = await reader.read(); piece !== null && samples < MAX_CLIP_SAMPLES; piece = await reader.read()) {
      pieces.push(piece);
      samples += piece.length;
    }
  } catch (cause) {
    throw new SoundFileError('FILE_NOT_READABLE', `${file} cannot be read`, { cause });
  } finally {
    await reader.close().catch(() => undefined);
  }
  const whole = new Float32Array(samples);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
