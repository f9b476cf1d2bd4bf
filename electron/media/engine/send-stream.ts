import { createEncoder, createResampler, type AudioEncoder, type Resampler } from '../codecs';
import { MAX_BLOCK_BYTES, MAX_BLOCK_OFFSET, buildRedundancy, type RedundantBlock } from '../rtp/redundancy';
import { SendAdaptation, type ReportedReception, type SendSettings } from './send-adaptation';
import { encoderOptions, sendLimits, type SendFormat } from './send-format';
import { SilenceSuppressor } from './silence-suppressor';

const PCM_RATE = 48_000;
const MOST_REPEATED = 2;

export interface StreamPacket {
  readonly payloadType: number;
  readonly payload: Uint8Array;
  /** The first after a pause. */
  readonly marker: boolean;
}

/** Frames of one agreed format on their way to packets: resampling, encoding, repeating of earlier frames. */
export class SendStream {
  readonly format: SendFormat;
  readonly clockRate: number;
  readonly sampleRate: number;
  /** RTP timestamp units in one frame. */
  readonly frameTicks: number;
  /** One packet's worth at sampleRate, filled by whoever clocks the stream. */
  readonly frame: Float32Array;
  readonly #encoder: AudioEncoder;
  /** Null where the codec's rate is that of the microphone. */
  readonly #resampler: Resampler | null;
  readonly #adaptation: SendAdaptation;
  #settings: SendSettings;
  #sent: { timestamp: number; payload: Uint8Array }[] = [];
  /** Null where pauses are sent as sound. */
  readonly #suppressor: SilenceSuppressor | null;
  #pausing = false;

  /** `complexity`: of the encoder, its own choice where none is given. @throws CodecError where the codec cannot be made */
  constructor(format: SendFormat, complexity: number | null = null) {
    this.format = format;
    this.#encoder = createEncoder(format.codec, encoderOptions(format));
    if (complexity !== null) this.#encoder.tune({ complexity });
    const { sampleRate } = this.#encoder;
    this.#resampler = sampleRate === PCM_RATE ? null : createResampler(PCM_RATE, sampleRate);
    this.#adaptation = new SendAdaptation(sendLimits(format));
    this.#settings = this.#adaptation.settings;
    this.#encoder.tune(this.#settings);
    this.#suppressor = format.comfortNoise === null ? null : new SilenceSuppressor(format.ptimeMs);
    this.clockRate = this.#encoder.clockRate;
    this.sampleRate = sampleRate;
    this.frameTicks = (this.clockRate * format.ptimeMs) / 1000;
    this.frame = new Float32Array((this.sampleRate * format.ptimeMs) / 1000);
  }

  get settings(): SendSettings { return this.#settings; }

  /** What the far end says of our packets. */
  noteReport(report: ReportedReception): void {
    this.#settings = this.#adaptation.note(report);
    this.#encoder.tune(this.#settings);
  }

  /** How hard the encoder is to try, 0..10. */
  setComplexity(complexity: number): void {
    this.#encoder.tune({ complexity });
  }

  /** Sound at 48 kHz to the codec's rate; `pcm` itself where that is the same. */
  resample(pcm: Float32Array): Float32Array {
    return this.#resampler?.process(pcm) ?? pcm;
  }

  /** The sound before does not join the sound to come. */
  cut(): void {
    this.#resampler?.reset();
  }

  /** One frame; null where there is nothing to send (DTX), or the encoder failed. */
  packet(pcm: Float32Array, timestamp: number): StreamPacket | null {
    const verdict = this.#suppressor?.judge(pcm);
    if (verdict?.kind === 'pause' && this.format.comfortNoise !== null) {
      this.#pausing = true;
      return verdict.payload && { payloadType: this.format.comfortNoise, payload: verdict.payload, marker: false };
    }
    let payload: Uint8Array;
    try {
      payload = this.#encoder.encode(pcm);
    } catch {
      return null; // One frame less; the far end conceals it.
    }
    if (payload.length === 0) {
      this.#pausing = true;
      return null;
    }
    const marker = this.#pausing;
    this.#pausing = false;
    return { ...this.#wrapped(payload, timestamp), marker };
  }

  dispose(): void {
    this.#encoder.dispose();
  }

  #wrapped(payload: Uint8Array, timestamp: number): { payloadType: number; payload: Uint8Array } {
    const { payloadType, redundancy } = this.format;
    if (redundancy === null) return { payloadType, payload };
    const repeated = this.#settings.redundancy === 0 ? [] : this.#earlier(timestamp).slice(-this.#settings.redundancy);
    this.#sent.push({ timestamp, payload });
    if (this.#sent.length > MOST_REPEATED) this.#sent.shift();
    if (repeated.length === 0) return { payloadType, payload };
    return { payloadType: redundancy, payload: buildRedundancy(repeated, { payloadType, payload }) };
  }

  #earlier(timestamp: number): RedundantBlock[] {
    return this.#sent
      .map((block) => ({ payloadType: this.format.payloadType, timestampOffset: (timestamp - block.timestamp) >>> 0, payload: block.payload }))
      .filter(({ timestampOffset, payload }) => timestampOffset <= MAX_BLOCK_OFFSET && payload.length <= MAX_BLOCK_BYTES);
  }
}
