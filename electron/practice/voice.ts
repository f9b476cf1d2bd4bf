import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CodecName } from '../contract/accounts';
import { createEncoder, createResampler, type AudioEncoder } from '../media/codecs';
import { muLaw } from '../media/codecs/g711';
import type { Format } from './sdp';

/** What can be said: the greeting, "I ring you back", and the ring-back's own words. */
export type Speech = 'talk' | 'ring' | 'back';
export type Voices = Readonly<Record<Speech, Float32Array>>;

/** Assets are 8 kHz mu-law without a header (scripts/make-practice-voice.mjs). @throws Error where a file is missing */
export async function loadVoices(): Promise<Voices> {
  const folder = assetsFolder();
  const load = async (name: Speech): Promise<Float32Array> =>
    Float32Array.from(await readFile(join(folder, `${name}.ulaw`)), (octet) => (muLaw.expand[octet] ?? 0) / 32768);
  const [talk, ring, back] = await Promise.all([load('talk'), load('ring'), load('back')]);
  return { talk, ring, back };
}

/** From this file's folder or a bundle's upwards. */
function assetsFolder(): string {
  for (let folder = dirname(fileURLToPath(import.meta.url)), depth = 0; depth < 6; folder = dirname(folder), depth++) {
    const candidate = join(folder, 'assets', 'practice');
    if (existsSync(candidate)) return candidate;
  }
  throw new Error('assets/practice is missing: the practice line has no voice');
}

const codecs: Readonly<Record<string, CodecName>> = { PCMU: 'pcmu', PCMA: 'pcma', G722: 'g722', OPUS: 'opus' };

/** Whether the voice can speak this format. */
export function canSpeak(format: Format): boolean {
  return format.name in codecs;
}

/** One telling of a speech in one format, packet by packet. */
export class Speaker {
  readonly #encoder: AudioEncoder;
  readonly #pcm: Float32Array;
  #at = 0;
  /** Steps of the RTP clock in a packet. */
  readonly packetTicks: number;
  readonly #packetSamples: number;

  /** @throws CodecError 'NATIVE_MISSING' where the format needs the addon and it is not there */
  constructor(speech: Float32Array, format: Format, readonly ptimeMs: number) {
    this.#encoder = createEncoder(codecs[format.name] ?? 'pcmu');
    this.#pcm = createResampler(8000, this.#encoder.sampleRate).process(speech);
    this.#packetSamples = (this.#encoder.sampleRate * ptimeMs) / 1000;
    this.packetTicks = (this.#encoder.clockRate * ptimeMs) / 1000;
  }

  /** The next packet's payload; null once all is said. */
  next(): Uint8Array | null {
    if (this.#at >= this.#pcm.length) return null;
    const frame = new Float32Array(this.#packetSamples);
    frame.set(this.#pcm.subarray(this.#at, this.#at + this.#packetSamples));
    this.#at += this.#packetSamples;
    return this.#encoder.encode(frame);
  }

  silence(): Uint8Array {
    return this.#encoder.encode(new Float32Array(this.#packetSamples));
  }

  rewind(): void {
    this.#at = 0;
  }

  dispose(): void {
    this.#encoder.dispose();
  }
}
