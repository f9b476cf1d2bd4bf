import type { Clock } from '../../calls/ports/clock';
import type { CodecName } from '../../contract/accounts';
import { codecFacts } from '../codecs';
import { TelephoneEventReceiver, type ReceivedDigit } from '../dtmf/event-receiver';
import { JitterBuffer } from '../jitter/jitter-buffer';
import type { RtpPacket } from '../rtp/packet';
import { ReceiverStats } from '../rtp/receiver-stats';
import type { ReceiveFormat } from '../sdp/payload-types';
import { StreamDecoder } from './stream-decoder';

export interface RtpReceiverOptions {
  readonly clock: Clock;
  readonly onDigit: (digit: ReceivedDigit) => void;
  /** A codec could not be made, e.g. the addon is missing. */
  readonly onCodecError: (codec: CodecName, error: unknown) => void;
}

/** The receiving half of a session: figures, digits and the jitter buffer that the speaker pulls from. */
export class RtpReceiver {
  readonly jitter: JitterBuffer;
  readonly #options: RtpReceiverOptions;
  readonly #events = new TelephoneEventReceiver();
  readonly #decoders = new Map<CodecName, StreamDecoder | null>();
  #formats: ReadonlyMap<number, ReceiveFormat> = new Map();
  #stats: ReceiverStats | null = null;
  /** Of streams before this one (other SSRCs). */
  #earlierReceived = 0;
  #earlierLost = 0;
  #lastAudioClockRate = 8000;
  #lastHeardMs: number | null = null;
  #peak = 0;

  constructor(options: RtpReceiverOptions) {
    this.#options = options;
    this.jitter = new JitterBuffer((payloadType) => this.#decoderFor(payloadType));
  }

  get stats(): ReceiverStats | null { return this.#stats; }
  get received(): number { return this.#earlierReceived + (this.#stats?.received ?? 0); }
  get lost(): number { return this.#earlierLost + (this.#stats?.lost ?? 0); }
  get lastHeardMs(): number | null { return this.#lastHeardMs; }

  setFormats(formats: ReadonlyMap<number, ReceiveFormat>): void {
    this.#formats = formats;
  }

  knows(payloadType: number): boolean {
    return this.#formats.has(payloadType);
  }

  /** One packet of ours; false where its payload type was not agreed. */
  push(packet: RtpPacket, nowMs: number): boolean {
    const format = this.#formats.get(packet.payloadType);
    if (!format) return false;
    if (this.#stats?.ssrc !== packet.ssrc) this.#newStream(packet.ssrc);
    this.#lastHeardMs = nowMs;
    switch (format.kind) {
      case 'audio': {
        this.#lastAudioClockRate = codecFacts[format.codec].clockRate;
        this.#stats?.note(packet.sequenceNumber, packet.timestamp, this.#lastAudioClockRate, nowMs);
        this.jitter.push(packet, nowMs);
        break;
      }
      case 'events': {
        // Event packets repeat the timestamp of the key press, which says nothing about jitter.
        this.#stats?.note(packet.sequenceNumber, null, this.#lastAudioClockRate, nowMs);
        const perUnit = this.#lastAudioClockRate / format.clockRate;
        for (const digit of this.#events.note(packet.payload, packet.timestamp, format.clockRate, nowMs, perUnit)) this.#options.onDigit(digit);
        break;
      }
    }
    return true;
  }

  /** The next samples for the speaker, 48 kHz. */
  pull(frames: number): Float32Array<ArrayBuffer> {
    const pcm = this.jitter.pull(frames, this.#options.clock.monotonicMs());
    for (const sample of pcm) this.#peak = Math.max(this.#peak, Math.min(1, Math.abs(sample)));
    return pcm;
  }

  /** To be called a few times a second: keys whose end packets were lost come up. */
  poll(nowMs: number): void {
    for (const digit of this.#events.poll(nowMs)) this.#options.onDigit(digit);
  }

  /** Peak of what was heard since the last call, 0..1. */
  takePeak(): number {
    const peak = this.#peak;
    this.#peak = 0;
    return peak;
  }

  dispose(): void {
    for (const decoder of this.#decoders.values()) decoder?.dispose();
    this.#decoders.clear();
    this.#formats = new Map();
    this.jitter.reset();
  }

  /** Its sender said goodbye (RFC 3550 6.3.4): it is not reported on any more. What waits is still heard. */
  end(ssrc: number): void {
    if (this.#stats?.ssrc !== ssrc) return;
    this.#closeStats();
    this.#stats = null;
  }

  #newStream(ssrc: number): void {
    this.#closeStats();
    this.#stats = new ReceiverStats(ssrc);
    this.#events.reset();
  }

  #closeStats(): void {
    this.#earlierReceived += this.#stats?.received ?? 0;
    this.#earlierLost += this.#stats?.lost ?? 0;
  }

  #decoderFor(payloadType: number): StreamDecoder | null {
    const format = this.#formats.get(payloadType);
    if (format?.kind !== 'audio') return null;
    const known = this.#decoders.get(format.codec);
    if (known !== undefined) return known;
    let decoder: StreamDecoder | null = null;
    try {
      decoder = new StreamDecoder(format.codec);
    } catch (error) {
      this.#options.onCodecError(format.codec, error);
    }
    this.#decoders.set(format.codec, decoder);
    return decoder;
  }
}
