import type { AudioDecoder, AudioEncoder, CodecFacts } from './codec';
import { Concealer } from './concealment';
import { codecFacts, factsAt, requireAlive, requirePacketLength } from './facts';
import { toInt16 } from './pcm';

/** Linear 16-bit samples in network byte order (RFC 3551 4.5.11). */
export class L16Encoder implements AudioEncoder {
  readonly payloadName: string;
  readonly clockRate: number;
  readonly sampleRate: number;
  readonly #facts: CodecFacts;
  #disposed = false;

  constructor(clockRate: number = codecFacts.l16.clockRate) {
    this.#facts = factsAt('l16', clockRate);
    ({ payloadName: this.payloadName, clockRate: this.clockRate, sampleRate: this.sampleRate } = this.#facts);
  }

  encode(pcm: Float32Array): Uint8Array {
    requireAlive(this.#disposed);
    requirePacketLength(this.#facts, pcm.length);
    const payload = new Uint8Array(pcm.length * 2);
    for (let i = 0; i < pcm.length; i++) {
      const sample = toInt16(pcm[i] ?? 0);
      payload[2 * i] = (sample >> 8) & 0xff;
      payload[2 * i + 1] = sample & 0xff;
    }
    return payload;
  }

  tune(): void {}

  dispose(): void { this.#disposed = true; }
}

export class L16Decoder implements AudioDecoder {
  readonly payloadName: string;
  readonly clockRate: number;
  readonly sampleRate: number;
  readonly #concealer: Concealer;
  #disposed = false;

  constructor(clockRate: number = codecFacts.l16.clockRate) {
    ({ payloadName: this.payloadName, clockRate: this.clockRate, sampleRate: this.sampleRate } = factsAt('l16', clockRate));
    this.#concealer = new Concealer(this.sampleRate);
  }

  /** An odd last octet is half a sample: left out. */
  decode(payload: Uint8Array): Float32Array {
    if (this.#disposed) return new Float32Array(0);
    const pcm = samplesOf(payload);
    this.#concealer.heard(pcm);
    return pcm;
  }

  bridge(nextPayload: Uint8Array, samples: number): Float32Array {
    return this.#concealer.bridge(samples, samplesOf(nextPayload));
  }

  samplesIn(payload: Uint8Array): number { return payload.length >> 1; }
  conceal(samples: number): Float32Array { return this.#concealer.conceal(samples); }
  reset(): void { this.#concealer.reset(); }

  dispose(): void {
    this.#disposed = true;
    this.reset();
  }
}

function samplesOf(payload: Uint8Array): Float32Array {
  const pcm = new Float32Array(payload.length >> 1);
  for (let i = 0; i < pcm.length; i++) {
    const unsigned = ((payload[2 * i] ?? 0) << 8) | (payload[2 * i + 1] ?? 0);
    pcm[i] = ((unsigned << 16) >> 16) / 32768;
  }
  return pcm;
}
