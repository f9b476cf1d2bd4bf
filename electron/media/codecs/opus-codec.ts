import { OpusDecoder as NativeDecoder, OpusEncoder as NativeEncoder, opusPacketInfo, type OpusBandwidth } from '../../../native';
import type { AudioDecoder, AudioEncoder, EncoderOptions, EncoderTuning } from './codec';
import { CodecError, codecFacts, requireAlive, requirePacketLength } from './facts';

const facts = codecFacts.opus;
/** RFC 6716 3.2.1: the longest frame is 1275 octets; a packet of 120 ms holds six of 20 ms. */
const maxPacketOctets = 1500;
/** Concealment and FEC work in steps of 2.5 ms. */
const stepSamples = 120;
const longestSamples = 5760;
/**
 * A muted microphone, a call that waits: after so many frames of nothing but zeros the encoder says the same each time, at the
 * cost of speech. From then on its last packet is repeated; each Opus packet of silence stands for itself.
 */
const SETTLED_AFTER_FRAMES = 25;

export class OpusEncoder implements AudioEncoder {
  readonly payloadName = facts.payloadName;
  readonly clockRate = facts.clockRate;
  readonly sampleRate = facts.sampleRate;
  readonly #native = new NativeEncoder({ sampleRate: 48000, channels: 1, application: 'voip' });
  readonly #scratch = new Uint8Array(maxPacketOctets);
  readonly #dtx: boolean;
  /** Frames of pure silence in a row, and the packet they come to in the end. */
  #silentFrames = 0;
  #silence: Uint8Array | null = null;
  #disposed = false;

  constructor(options: EncoderOptions = {}) {
    const native = this.#native;
    native.signal = 'voice';
    native.rateControl = options.constantBitRate ? 'constant' : 'constrained';
    this.#dtx = options.dtx ?? false;
    native.dtx = this.#dtx;
    native.maxBandwidth = bandwidthFor(options.maxPlaybackRateHz ?? 48000);
    this.tune({ bitsPerSecond: 32_000, complexity: 7, inbandFec: true, expectedLossPercent: 10, ...options });
  }

  encode(pcm: Float32Array): Uint8Array {
    requireAlive(this.#disposed);
    requirePacketLength(facts, pcm.length);
    this.#silentFrames = isZero(pcm) ? this.#silentFrames + 1 : 0;
    if (this.#silentFrames > SETTLED_AFTER_FRAMES && this.#silence?.length) return this.#silence.slice();
    let octets: number;
    try {
      octets = this.#native.encode(pcm, this.#scratch);
    } catch (cause) {
      throw new CodecError('ENCODE_FAILED', 'Opus could not encode a frame', { cause });
    }
    // RFC 6716 2.1.9: with DTX, two octets or fewer need not be sent.
    if (this.#dtx && octets <= 2) return new Uint8Array(0);
    const payload = this.#scratch.slice(0, octets);
    this.#silence = this.#silentFrames === SETTLED_AFTER_FRAMES && !this.#dtx ? payload : null;
    return payload;
  }

  tune({ bitsPerSecond, inbandFec, expectedLossPercent, complexity }: EncoderTuning): void {
    if (this.#disposed) return;
    const native = this.#native;
    if (bitsPerSecond !== undefined) native.bitsPerSecond = bounded(bitsPerSecond, 6000, 510_000);
    if (inbandFec !== undefined) native.inbandFec = inbandFec;
    if (expectedLossPercent !== undefined) native.expectedLossPercent = bounded(expectedLossPercent, 0, 100);
    if (complexity !== undefined) native.complexity = bounded(complexity, 0, 10);
  }

  dispose(): void {
    this.#disposed = true;
    this.#native.dispose();
  }
}

export class OpusDecoder implements AudioDecoder {
  readonly payloadName = facts.payloadName;
  readonly clockRate = facts.clockRate;
  readonly sampleRate = facts.sampleRate;
  readonly #native = new NativeDecoder({ sampleRate: 48000, channels: 1 });
  readonly #scratch = new Float32Array(longestSamples);
  #disposed = false;

  decode(payload: Uint8Array): Float32Array {
    return this.#heard(() => this.#native.decode(payload, this.#scratch));
  }

  samplesIn(payload: Uint8Array): number {
    return opusPacketInfo(payload, 48000)?.samples ?? 0;
  }

  conceal(samples: number): Float32Array {
    const out = new Float32Array(Math.max(0, samples));
    for (let done = 0; done < out.length;) {
      const wanted = Math.min(longestSamples, Math.ceil((out.length - done) / stepSamples) * stepSamples);
      const made = this.#heard(() => this.#native.conceal(this.#scratch, wanted)).subarray(0, out.length - done);
      if (made.length === 0) break; // disposed: silence
      out.set(made, done);
      done += made.length;
    }
    return out;
  }

  decodeFec(nextPayload: Uint8Array, samples: number): Float32Array | null {
    if (samples <= 0 || samples > longestSamples || samples % stepSamples !== 0) return null;
    if (this.#disposed || !opusPacketInfo(nextPayload, 48000)?.hasFec) return null;
    const pcm = this.#heard(() => this.#native.decodeFec(nextPayload, this.#scratch, samples));
    return pcm.length === 0 ? null : pcm;
  }

  reset(): void {
    if (!this.#disposed) this.#native.reset();
  }

  dispose(): void {
    this.#disposed = true;
    this.#native.dispose();
  }

  /** Damaged packets come from the network: they are answered with nothing, not thrown. */
  #heard(run: () => number): Float32Array {
    if (this.#disposed) return new Float32Array(0);
    try {
      return held(this.#scratch.slice(0, run()));
    } catch {
      return new Float32Array(0);
    }
  }
}

/** libopus' float output overshoots full scale, and by far where a packet is noise. */
function held(pcm: Float32Array): Float32Array {
  for (let i = 0; i < pcm.length; i++) {
    const sample = pcm[i] as number;
    if (!(Math.abs(sample) <= 1)) pcm[i] = sample > 1 ? 1 : sample < -1 ? -1 : 0;
  }
  return pcm;
}

function bounded(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, Math.round(value) || 0));
}

/** RFC 7587 6.1 maxplaybackrate: sound above half that rate would only be thrown away. */
function bandwidthFor(rateHz: number): OpusBandwidth {
  if (rateHz <= 8000) return 'narrow';
  if (rateHz <= 12000) return 'medium';
  if (rateHz <= 16000) return 'wide';
  return rateHz <= 24000 ? 'superwide' : 'full';
}

function isZero(pcm: Float32Array): boolean {
  // Speech is told by its first samples.
  for (let i = 0; i < pcm.length; i++) if (pcm[i] !== 0) return false;
  return true;
}
