import type { FileHandle } from 'node:fs/promises';
import { OpusDecoder } from '../../../native';
import { SoundFileError, type SoundReader } from './sound-reader';

const PIECE_OCTETS = 4096;
const PAGE_HEADER = 27;
/** A page is at most 27 + 255 + 255 * 255 octets (RFC 3533 6). */
const MAX_PAGE = 65_307;
/** RFC 6716 3.2: 120 ms at 48 kHz. */
const MAX_SAMPLES = 5760;

/** Ogg Opus (RFC 7845), one or two channels, mixed to one. What is damaged is skipped up to the next page. */
export class OggOpusReader implements SoundReader {
  readonly durationMs: number | null;
  readonly #handle: FileHandle;
  readonly #decoder = new OpusDecoder({ sampleRate: 48000, channels: 1 });
  readonly #scratch = new Float32Array(MAX_SAMPLES);
  readonly #buffer = Buffer.alloc(PIECE_OCTETS);
  #at = 0;
  #rest: Buffer = Buffer.alloc(0);
  /** A packet that goes on in the next page. */
  #open: Buffer[] = [];
  #headersLeft = 2;
  #skip: number;

  private constructor(handle: FileHandle, preSkip: number, durationMs: number | null) {
    this.#handle = handle;
    this.#skip = preSkip;
    this.durationMs = durationMs;
  }

  /** @throws SoundFileError 'FILE_NOT_SOUND', NativeError 'ADDON_MISSING' */
  static async open(handle: FileHandle): Promise<OggOpusReader> {
    const start = Buffer.alloc(PAGE_HEADER + 1 + 19);
    await handle.read(start, 0, start.length, 0);
    const head = start.subarray(PAGE_HEADER + 1);
    const channels = head[9] ?? 0;
    if (head.toString('latin1', 0, 8) !== 'OpusHead' || channels < 1 || channels > 2 || head[18] !== 0) {
      throw new SoundFileError('FILE_NOT_SOUND', 'this Ogg file holds no Opus sound of one or two channels');
    }
    const preSkip = head.readUInt16LE(10);
    return new OggOpusReader(handle, preSkip, await lengthOf(handle, preSkip));
  }

  async read(): Promise<Float32Array | null> {
    for (;;) {
      const { bytesRead } = await this.#handle.read(this.#buffer, 0, PIECE_OCTETS, this.#at);
      if (bytesRead === 0) return null;
      this.#at += bytesRead;
      const pcm = this.#take(Buffer.concat([this.#rest, this.#buffer.subarray(0, bytesRead)]));
      if (pcm.length > 0) return pcm;
    }
  }

  async close(): Promise<void> {
    this.#decoder.dispose();
    await this.#handle.close();
  }

  #take(octets: Buffer): Float32Array {
    const heard: Float32Array[] = [];
    let at = 0;
    for (;;) {
      at = octets.indexOf('OggS', at, 'latin1');
      if (at < 0) { at = Math.max(0, octets.length - 3); break; }
      if (at + PAGE_HEADER > octets.length) break;
      const segments = octets[at + 26] as number;
      const body = at + PAGE_HEADER + segments;
      const lacing = octets.subarray(at + PAGE_HEADER, body);
      const end = body + lacing.reduce((sum, octet) => sum + octet, 0);
      if (lacing.length < segments || end > octets.length) break;
      this.#page(octets, lacing, body, heard);
      at = end;
    }
    this.#rest = Buffer.from(octets.subarray(at));
    if (this.#rest.length > MAX_PAGE) this.#rest = Buffer.alloc(0);
    return joined(heard);
  }

  #page(octets: Buffer, lacing: Buffer, body: number, heard: Float32Array[]): void {
    let from = body;
    let length = 0;
    for (const segment of lacing) {
      length += segment;
      if (segment === 255) continue;
      this.#open.push(octets.subarray(from, from + length));
      this.#packet(Buffer.concat(this.#open), heard);
      this.#open = [];
      from += length;
      length = 0;
    }
    if (length > 0) this.#open = [...this.#open, Buffer.from(octets.subarray(from, from + length))].slice(-64);
  }

  #packet(packet: Buffer, heard: Float32Array[]): void {
    if (this.#headersLeft > 0) { this.#headersLeft -= 1; return; }
    let samples: number;
    try {
      samples = this.#decoder.decode(packet, this.#scratch);
    } catch {
      return; // A damaged packet is left out.
    }
    const skipped = Math.min(this.#skip, samples);
    this.#skip -= skipped;
    if (samples > skipped) heard.push(this.#scratch.slice(skipped, samples));
  }
}

/** From the granule position of the last page; null where there is none to be found. */
async function lengthOf(handle: FileHandle, preSkip: number): Promise<number | null> {
  const { size } = await handle.stat();
  const tail = Buffer.alloc(Math.min(size, MAX_PAGE + PAGE_HEADER));
  await handle.read(tail, 0, tail.length, size - tail.length);
  const at = tail.lastIndexOf('OggS', undefined, 'latin1');
  if (at < 0 || at + PAGE_HEADER > tail.length) return null;
  const samples = Number(tail.readBigInt64LE(at + 6)) - preSkip;
  return samples >= 0 ? samples / 48 : null;
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
