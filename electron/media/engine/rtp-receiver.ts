import type { Clock } from '../../calls/ports/clock';
import type { CodecName } from '../../contract/accounts';
import { TelephoneEventReceiver, type ReceivedDigit } from '../dtmf/event-receiver';
import type { FrameDecoder } from '../jitter/frame-decoder';
import { JitterBuffer } from '../jitter/jitter-buffer';
import type { RtpPacket } from '../rtp/packet';
import { parseRedundancy } from '../rtp/redundancy';
import { ReceiverStats } from '../rtp/receiver-stats';
import type { ReceiveFormat } from '../sdp/payload-types';
import { NoiseDecoder } from './noise-decoder';
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
  /** By codec and clock rate; null where it cannot be made. */
  readonly #decoders = new Map<string, StreamDecoder | null>();
  readonly #noises = new Map<number, NoiseDecoder>();
  /** What packets of a payload type decode to; found anew when the formats change. */
  readonly #byPayloadType = new Map<number, FrameDecoder | null>();
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
    this.#byPayloadType.clear();
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
      case 'audio':
      case 'comfort-noise':
        this.#lastAudioClockRate = format.clockRate;
        this.#stats?.note(packet.sequenceNumber, packet.timestamp, format.clockRate, nowMs);
        this.jitter.push(packet, nowMs);
        break;
      case 'redundancy':
        this.#lastAudioClockRate = format.clockRate;
        this.#stats?.note(packet.sequenceNumber, packet.timestamp, format.clockRate, nowMs);
        this.#pushRedundant(packet, nowMs);
        break;
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
    for (let i = 0; i < pcm.length; i++) {
      const magnitude = Math.abs(pcm[i] as number);
      if (magnitude > this.#peak) this.#peak = Math.min(1, magnitude);
    }
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
    this.#byPayloadType.clear();
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

  /** RFC 2198: the packet's own block first, then the copies of those before it. */
  #pushRedundant(packet: RtpPacket, nowMs: number): void {
    const parsed = parseRedundancy(packet.payload);
    if (!parsed.ok) { this.jitter.stats.discarded++; return; }
    const { blocks } = parsed;
    const own = blocks.length - 1;
    const newest = blocks[own];
    if (!newest || this.#formats.get(newest.payloadType)?.kind === 'redundancy') return;
    const { sequenceNumber, timestamp, ssrc, marker } = packet;
    this.jitter.push({ payloadType: newest.payloadType, sequenceNumber, timestamp, ssrc, marker, payload: newest.payload, copies: own }, nowMs);
    // Nearest first; one that was empty in its time takes a number all the same.
    for (let back = 1; back <= own; back++) {
      const block = blocks[own - back];
      if (!block || block.payload.length === 0) continue;
      this.jitter.push({
        payloadType: block.payloadType, sequenceNumber: (sequenceNumber - back) & 0xffff,
        timestamp: (timestamp - block.timestampOffset) >>> 0, ssrc, payload: block.payload, isCopy: true,
      }, nowMs);
    }
  }

  #decoderFor(payloadType: number): FrameDecoder | null {
    const known = this.#byPayloadType.get(payloadType);
    if (known !== undefined) return known;
    const decoder = this.#makeDecoder(payloadType);
    this.#byPayloadType.set(payloadType, decoder);
    return decoder;
  }

  #makeDecoder(payloadType: number): FrameDecoder | null {
    const format = this.#formats.get(payloadType);
    if (format?.kind === 'comfort-noise') {
      const noise = this.#noises.get(format.clockRate) ?? new NoiseDecoder(format.clockRate);
      this.#noises.set(format.clockRate, noise);
      return noise;
    }
    if (format?.kind !== 'audio') return null;
    const key = `${format.codec}/${format.clockRate}`;
    const known = this.#decoders.get(key);
    if (known !== undefined) return known;
    let decoder: StreamDecoder | null = null;
    try {
      decoder = new StreamDecoder(format.codec, format.clockRate);
    } catch (error) {
      this.#options.onCodecError(format.codec, error);
    }
    this.#decoders.set(key, decoder);
    return decoder;
  }
}
