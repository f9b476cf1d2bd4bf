import { createResampler, type Resampler } from '../codecs';
import { ComfortNoise } from '../codecs/comfort-noise';
import type { FrameDecoder } from '../jitter/frame-decoder';

const PCM_RATE = 48_000;
const PIECE_MS = 10;
const nothing = new Float32Array(0);

/** Comfort noise (RFC 3389) as the jitter buffer plays it, at 48 kHz. */
export class NoiseDecoder implements FrameDecoder {
  readonly isNoise = true;
  readonly bridges = false;
  readonly concealSamples = (PCM_RATE / 1000) * PIECE_MS;
  readonly #noise: ComfortNoise;
  readonly #resampler: Resampler;
  readonly #piece: Float32Array;

  /** `clockRate`: of the audio it stands in for; noise needs no more than 16 kHz of it. */
  constructor(readonly clockRate: number) {
    const sampleRate = clockRate === 8000 ? 8000 : 16_000;
    this.#noise = new ComfortNoise(sampleRate);
    this.#resampler = createResampler(sampleRate, PCM_RATE);
    this.#piece = new Float32Array((sampleRate / 1000) * PIECE_MS);
  }

  samplesIn(payload: Uint8Array): number { return payload.length > 0 ? 1 : 0; }
  carriesFec(): boolean { return false; }

  decode(payload: Uint8Array): Float32Array {
    this.#noise.describe(payload);
    return nothing;
  }

  /** 10 ms, or what was asked for where that is less. */
  conceal(samples: number): Float32Array {
    this.#noise.fill(this.#piece);
    const pcm = this.#resampler.process(this.#piece);
    return samples < pcm.length ? pcm.subarray(0, samples) : pcm;
  }

  decodeFec(): null { return null; }

  reset(): void {
    this.#noise.reset();
    this.#resampler.reset();
  }
}
