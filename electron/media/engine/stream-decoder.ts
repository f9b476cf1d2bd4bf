import type { CodecName } from '../../contract/accounts';
import { createDecoder, createResampler, type AudioDecoder, type Resampler } from '../codecs';
import { opusCarriesFec } from '../codecs/opus-packet';
import type { FrameDecoder } from '../jitter/frame-decoder';

const PCM_RATE = 48_000;
/**
 * libopus makes its concealment up in frames of 10 or 20 ms and throws away what was not asked for, so shorter pieces would
 * not join; our own concealment goes on sample by sample.
 */
const OPUS_CONCEAL_MS = 20;
const CONCEAL_MS = 5;

/** A decoder whose sound comes out at 48 kHz, concealment included, in one unbroken stream through one resampler. */
export class StreamDecoder implements FrameDecoder {
  readonly isNoise = false;
  readonly bridges: boolean;
  readonly clockRate: number;
  readonly concealSamples: number;
  readonly #decoder: AudioDecoder;
  /** Null where the codec's rate is that of the device. */
  readonly #resampler: Resampler | null;
  /** Samples at 48 kHz in one of the codec's. */
  readonly #factor: number;

  /** `clockRate`: for codecs that come at several. @throws CodecError where the codec cannot be made */
  constructor(readonly codec: CodecName, clockRate?: number) {
    this.#decoder = createDecoder(codec, clockRate);
    const { sampleRate } = this.#decoder;
    this.#resampler = sampleRate === PCM_RATE ? null : createResampler(sampleRate, PCM_RATE);
    this.#factor = PCM_RATE / sampleRate;
    this.bridges = this.#decoder.bridge !== undefined;
    this.clockRate = this.#decoder.clockRate;
    this.concealSamples = ((codec === 'opus' ? OPUS_CONCEAL_MS : CONCEAL_MS) * PCM_RATE) / 1000;
  }

  samplesIn(payload: Uint8Array): number {
    return Math.round(this.#decoder.samplesIn(payload) * this.#factor);
  }

  carriesFec(payload: Uint8Array): boolean {
    return this.bridges || (this.codec === 'opus' && opusCarriesFec(payload));
  }

  decode(payload: Uint8Array): Float32Array {
    return this.#outwards(this.#decoder.decode(payload));
  }

  conceal(samples: number): Float32Array {
    return this.#outwards(this.#decoder.conceal(Math.max(1, Math.round(samples / this.#factor))));
  }

  decodeFec(nextPayload: Uint8Array, samples: number): Float32Array | null {
    const wanted = Math.round(samples / this.#factor);
    const pcm = this.#decoder.bridge?.(nextPayload, wanted) ?? this.#decoder.decodeFec?.(nextPayload, wanted);
    return pcm ? this.#outwards(pcm) : null;
  }

  reset(): void {
    this.#decoder.reset();
    this.#resampler?.reset();
  }

  dispose(): void {
    this.#decoder.dispose();
  }

  #outwards(pcm: Float32Array): Float32Array {
    return this.#resampler?.process(pcm) ?? pcm;
  }
}
