import type { CodecName } from '../../contract/accounts';
import { createDecoder, createResampler, type AudioDecoder, type Resampler } from '../codecs';
import type { FrameDecoder } from '../jitter/frame-decoder';

const PCM_RATE = 48_000;

/** A decoder whose sound comes out at 48 kHz, concealment included, in one unbroken stream through one resampler. */
export class StreamDecoder implements FrameDecoder {
  readonly clockRate: number;
  readonly hasFec: boolean;
  readonly #decoder: AudioDecoder;
  readonly #resampler: Resampler;
  /** Samples at 48 kHz in one of the codec's. */
  readonly #factor: number;

  /** @throws CodecError where the codec cannot be made */
  constructor(codec: CodecName) {
    this.#decoder = createDecoder(codec);
    this.#resampler = createResampler(this.#decoder.sampleRate, PCM_RATE);
    this.#factor = PCM_RATE / this.#decoder.sampleRate;
    this.clockRate = this.#decoder.clockRate;
    this.hasFec = this.#decoder.decodeFec !== undefined;
  }

  samplesIn(payload: Uint8Array): number {
    return this.#decoder.samplesIn(payload) * this.#factor;
  }

  decode(payload: Uint8Array): Float32Array {
    return this.#resampler.process(this.#decoder.decode(payload));
  }

  conceal(samples: number): Float32Array {
    return this.#resampler.process(this.#decoder.conceal(Math.max(1, Math.round(samples / this.#factor))));
  }

  decodeFec(nextPayload: Uint8Array, samples: number): Float32Array | null {
    const pcm = this.#decoder.decodeFec?.(nextPayload, Math.round(samples / this.#factor));
    return pcm ? this.#resampler.process(pcm) : null;
  }

  reset(): void {
    this.#decoder.reset();
    this.#resampler.reset();
  }

  dispose(): void {
    this.#decoder.dispose();
  }
}
