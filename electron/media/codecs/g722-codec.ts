import { G722Decoder as NativeDecoder, G722Encoder as NativeEncoder } from '../../../native';
import type { AudioDecoder, AudioEncoder } from './codec';
import { Concealer } from './concealment';
import { codecFacts, requireAlive, requirePacketLength } from './facts';
import { floatToInt16, int16ToFloat } from './pcm';

const facts = codecFacts.g722;
/** After a gap the adaptive predictor is off for a while: the first sound of the next packet is not to be trusted. */
const SETTLING_MS = 5;

export class G722Encoder implements AudioEncoder {
  readonly payloadName = facts.payloadName;
  readonly clockRate = facts.clockRate;
  readonly sampleRate = facts.sampleRate;
  readonly #native = new NativeEncoder();
  #disposed = false;

  encode(pcm: Float32Array): Uint8Array {
    requireAlive(this.#disposed);
    requirePacketLength(facts, pcm.length);
    const payload = new Uint8Array(pcm.length / 2);
    this.#native.encode(floatToInt16(pcm), payload);
    return payload;
  }

  tune(): void {}

  dispose(): void { this.#disposed = true; }
}

export class G722Decoder implements AudioDecoder {
  readonly payloadName = facts.payloadName;
  readonly clockRate = facts.clockRate;
  readonly sampleRate = facts.sampleRate;
  readonly #native = new NativeDecoder();
  readonly #concealer = new Concealer(facts.sampleRate);
  /** Decoded already, to bridge to it; its own turn comes next. A codec with a memory decodes a packet once. */
  #bridgedTo: { readonly payload: Uint8Array; readonly pcm: Float32Array } | null = null;
  #disposed = false;

  decode(payload: Uint8Array): Float32Array {
    if (this.#disposed || payload.length === 0) return new Float32Array(0);
    const pcm = this.#bridgedTo?.payload === payload ? this.#bridgedTo.pcm : this.#decoded(payload);
    this.#bridgedTo = null;
    this.#concealer.heard(pcm);
    return pcm;
  }

  bridge(nextPayload: Uint8Array, samples: number): Float32Array {
    if (this.#disposed || nextPayload.length === 0) return this.conceal(samples);
    const pcm = this.#decoded(nextPayload);
    this.#bridgedTo = { payload: nextPayload, pcm };
    return this.#concealer.bridge(samples, pcm, SETTLING_MS);
  }

  samplesIn(payload: Uint8Array): number { return payload.length * 2; }
  conceal(samples: number): Float32Array { return this.#concealer.conceal(samples); }

  reset(): void {
    this.#native.reset();
    this.#concealer.reset();
    this.#bridgedTo = null;
  }

  dispose(): void {
    this.#disposed = true;
    this.reset();
  }

  #decoded(payload: Uint8Array): Float32Array {
    const samples = new Int16Array(payload.length * 2);
    this.#native.decode(payload, samples);
    return int16ToFloat(samples);
  }
}
