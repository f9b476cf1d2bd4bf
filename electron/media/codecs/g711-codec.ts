import type { AudioDecoder, AudioEncoder, CodecFacts } from './codec';
import { Concealer } from './concealment';
import { codecFacts, requireAlive, requirePacketLength } from './facts';
import { aLaw, muLaw, type Companding } from './g711';
import { toInt16 } from './pcm';

type Law = 'pcma' | 'pcmu';
const tables: Readonly<Record<Law, Companding>> = { pcma: aLaw, pcmu: muLaw };

export class G711Encoder implements AudioEncoder {
  readonly payloadName: string;
  readonly clockRate: number;
  readonly sampleRate: number;
  readonly #facts: CodecFacts;
  readonly #compress: Uint8Array;
  #disposed = false;

  constructor(law: Law) {
    this.#facts = codecFacts[law];
    ({ payloadName: this.payloadName, clockRate: this.clockRate, sampleRate: this.sampleRate } = this.#facts);
    this.#compress = tables[law].compress;
  }

  encode(pcm: Float32Array): Uint8Array {
    requireAlive(this.#disposed);
    requirePacketLength(this.#facts, pcm.length);
    const payload = new Uint8Array(pcm.length);
    for (let i = 0; i < pcm.length; i++) payload[i] = this.#compress[toInt16(pcm[i] ?? 0) & 0xffff] ?? 0;
    return payload;
  }

  tune(): void {}

  dispose(): void { this.#disposed = true; }
}

export class G711Decoder implements AudioDecoder {
  readonly payloadName: string;
  readonly clockRate: number;
  readonly sampleRate: number;
  readonly #expand: Int16Array;
  readonly #concealer: Concealer;
  #disposed = false;

  constructor(law: Law) {
    ({ payloadName: this.payloadName, clockRate: this.clockRate, sampleRate: this.sampleRate } = codecFacts[law]);
    this.#expand = tables[law].expand;
    this.#concealer = new Concealer(this.sampleRate);
  }

  decode(payload: Uint8Array): Float32Array {
    if (this.#disposed) return new Float32Array(0);
    const pcm = this.#expanded(payload);
    this.#concealer.heard(pcm);
    return pcm;
  }

  bridge(nextPayload: Uint8Array, samples: number): Float32Array {
    return this.#concealer.bridge(samples, this.#expanded(nextPayload));
  }

  samplesIn(payload: Uint8Array): number { return payload.length; }
  conceal(samples: number): Float32Array { return this.#concealer.conceal(samples); }
  reset(): void { this.#concealer.reset(); }

  dispose(): void {
    this.#disposed = true;
    this.reset();
  }

  #expanded(payload: Uint8Array): Float32Array {
    const pcm = new Float32Array(payload.length);
    for (let i = 0; i < payload.length; i++) pcm[i] = (this.#expand[payload[i] ?? 0] ?? 0) / 32768;
    return pcm;
  }
}
