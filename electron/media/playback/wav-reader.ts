import type { FileHandle } from 'node:fs/promises';
import { unreachable } from '../../calls/errors';
import { RateChanger } from './rate-changer';
import { SoundFileError, type SoundReader } from './sound-reader';

/** Read at once. */
const PIECE_MS = 250;
/** A header with more than this before its sound is no header. */
const MAX_CHUNKS = 64;

/** Sample formats of a WAV file: what wFormatTag and wBitsPerSample say. */
type Layout = 'u8' | 's16' | 's24' | 's32' | 'f32';

interface Format { layout: Layout; channels: number; rate: number; frameOctets: number }

/** RIFF WAVE with PCM of 8 to 32 bits or 32-bit float, any rate, any number of channels (mixed to one). */
export class WavReader implements SoundReader {
  readonly durationMs: number | null;
  readonly #handle: FileHandle;
  readonly #format: Format;
  readonly #rates: RateChanger;
  readonly #buffer: Buffer;
  #at: number;
  readonly #end: number;

  private constructor(handle: FileHandle, format: Format, start: number, end: number) {
    this.#handle = handle;
    this.#format = format;
    this.#rates = new RateChanger(format.rate);
    this.#buffer = Buffer.alloc(Math.ceil((format.rate * PIECE_MS) / 1000) * format.frameOctets);
    this.#at = start;
    this.#end = end;
    this.durationMs = ((end - start) / format.frameOctets / format.rate) * 1000;
  }

  /** @throws SoundFileError 'FILE_NOT_SOUND' */
  static async open(handle: FileHandle): Promise<WavReader> {
    const { size } = await handle.stat();
    const head = Buffer.alloc(40);
    let format: Format | null = null;
    for (let at = 12, chunks = 0; at + 8 <= size && chunks < MAX_CHUNKS; chunks++) {
      const { bytesRead } = await handle.read(head, 0, 40, at);
      if (bytesRead < 8) break;
      const kind = head.toString('latin1', 0, 4);
      // A recorder that was cut off leaves 0 or the largest number there: the sound goes on to the file's end then.
      const length = head.readUInt32LE(4);
      if (kind === 'fmt ' && bytesRead >= 24) format = readFormat(head.subarray(8, bytesRead));
      if (kind === 'data') {
        if (format === null) break;
        const start = at + 8;
        const octets = length === 0 || start + length > size ? size - start : length;
        return new WavReader(handle, format, start, start + octets - (octets % format.frameOctets));
      }
      at += 8 + length + (length % 2);
    }
    throw new SoundFileError('FILE_NOT_SOUND', 'this WAV file holds no sound that can be read');
  }

  async read(): Promise<Float32Array | null> {
    const wanted = Math.min(this.#buffer.length, this.#end - this.#at);
    if (wanted <= 0) return null;
    const { bytesRead } = await this.#handle.read(this.#buffer, 0, wanted, this.#at);
    const whole = bytesRead - (bytesRead % this.#format.frameOctets);
    if (whole === 0) return null;
    this.#at += whole;
    return this.#rates.process(toMono(this.#buffer.subarray(0, whole), this.#format));
  }

  close(): Promise<void> {
    return this.#handle.close();
  }
}

function readFormat(body: Buffer): Format | null {
  const channels = body.readUInt16LE(2);
  const rate = body.readUInt32LE(4);
  const bits = body.readUInt16LE(14);
  // WAVE_FORMAT_EXTENSIBLE: the real tag is the start of the sub-format.
  const tag = body.readUInt16LE(0) === 0xfffe && body.length >= 26 ? body.readUInt16LE(24) : body.readUInt16LE(0);
  const layout = layoutOf(tag, bits);
  if (layout === null || channels < 1 || channels > 32 || rate < 4000 || rate > 384_000) return null;
  return { layout, channels, rate, frameOctets: channels * (bits / 8) };
}

function layoutOf(tag: number, bits: number): Layout | null {
  if (tag === 3) return bits === 32 ? 'f32' : null;
  if (tag !== 1) return null;
  switch (bits) {
    case 8: return 'u8';
    case 16: return 's16';
    case 24: return 's24';
    case 32: return 's32';
    default: return null;
  }
}

function toMono(octets: Buffer, { layout, channels, frameOctets }: Format): Float32Array {
  const pcm = new Float32Array(octets.length / frameOctets);
  const sampleOctets = frameOctets / channels;
  for (let i = 0; i < pcm.length; i++) {
    let sum = 0;
    for (let channel = 0; channel < channels; channel++) sum += sampleAt(octets, i * frameOctets + channel * sampleOctets, layout);
    pcm[i] = Math.max(-1, Math.min(1, sum / channels)) || 0;
  }
  return pcm;
}

function sampleAt(octets: Buffer, at: number, layout: Layout): number {
  switch (layout) {
    case 'u8': return ((octets[at] as number) - 128) / 128;
    case 's16': return octets.readInt16LE(at) / 0x8000;
    case 's24': return octets.readIntLE(at, 3) / 0x80_0000;
    case 's32': return octets.readInt32LE(at) / 0x8000_0000;
    case 'f32': return octets.readFloatLE(at);
    default: throw unreachable(layout);
  }
}
