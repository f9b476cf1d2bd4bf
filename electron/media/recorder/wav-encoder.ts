import { createResampler, type Resampler } from '../codecs';
import { toInt16 } from '../codecs/pcm';
import { FRAME, type RecordingEncoder } from './recording-encoder';

const HEADER = 44;
/** RIFF sizes are 32 bits; some 6 hours at 48 kHz, 18 at 16 kHz. */
const MAX_DATA = 0xffff_ff00 - HEADER;

/** 16-bit PCM, stereo. The header's sizes are written anew with the sound, so that a file cut off anywhere plays up to there. */
export class WavEncoder implements RecordingEncoder {
  readonly extension = 'wav';
  readonly #rate: 16_000 | 48_000;
  readonly #left: Resampler;
  readonly #right: Resampler;
  readonly #mono = [new Float32Array(FRAME), new Float32Array(FRAME)] as const;
  #chunks: Buffer[] = [];
  #dataOctets = 0;

  constructor(rate: 16_000 | 48_000) {
    this.#rate = rate;
    this.#left = createResampler(48_000, rate);
    this.#right = createResampler(48_000, rate);
  }

  get isFull(): boolean { return this.#dataOctets >= MAX_DATA; }

  header(): Buffer {
    const header = Buffer.alloc(HEADER);
    header.write('RIFF', 0, 'latin1');
    header.writeUInt32LE(HEADER - 8 + this.#dataOctets, 4);
    header.write('WAVEfmt ', 8, 'latin1');
    header.writeUInt32LE(16, 16);
    header.writeUInt16LE(1, 20); // PCM
    header.writeUInt16LE(2, 22);
    header.writeUInt32LE(this.#rate, 24);
    header.writeUInt32LE(this.#rate * 4, 28);
    header.writeUInt16LE(4, 32);
    header.writeUInt16LE(16, 34);
    header.write('data', 36, 'latin1');
    header.writeUInt32LE(this.#dataOctets, 40);
    return header;
  }

  add(stereo: Float32Array): void {
    const [mono0, mono1] = this.#mono;
    for (let i = 0; i < FRAME; i++) {
      mono0[i] = stereo[2 * i] as number;
      mono1[i] = stereo[2 * i + 1] as number;
    }
    const left = this.#left.process(mono0);
    const right = this.#right.process(mono1);
    const chunk = Buffer.alloc(left.length * 4);
    for (let i = 0; i < left.length; i++) {
      chunk.writeInt16LE(toInt16(left[i] as number), i * 4);
      chunk.writeInt16LE(toInt16(right[i] as number), i * 4 + 2);
    }
    if (this.isFull) return;
    this.#chunks.push(chunk);
    this.#dataOctets += chunk.length;
  }

  flush(): Buffer | null {
    if (this.#chunks.length === 0) return null;
    const chunks = this.#chunks;
    this.#chunks = [];
    return Buffer.concat(chunks);
  }

  finish(): Buffer {
    return this.flush() ?? Buffer.alloc(0);
  }

  headerFor(): Buffer { return this.header(); }

  dispose(): void {
    this.#chunks = [];
  }
}
