import { createSocket, type Socket } from 'node:dgram';
import type { CodecName } from '../../../electron/contract/accounts';
import { codecFacts, createEncoder, createResampler, type EncoderTuning } from '../../../electron/media/codecs';
import { buildRtp } from '../../../electron/media/rtp/packet';
import { RATE } from '../../support/sound/signal';
import { nowMs } from '../lib/report';
import type { Fate } from './cases';

export const PACKET_MS = 20;
const OPUS_PAYLOAD_TYPE = 107;
/** Fixed for every receiver and every case. */
const OPUS = { bitsPerSecond: 26_000, inbandFec: true, expectedLossPercent: 10, complexity: 10 };

/** The one sender of all calls: our encoders, each packet made once, each receiver sent the same bytes. */
export class Stream {
  readonly packets: readonly Buffer[];
  readonly payloadType: number;
  /** `opus`: how Opus is sent; of the other codecs there is but one way. */
  constructor(readonly codec: CodecName, pcm: Float32Array, opus: EncoderTuning = OPUS) {
    const facts = codecFacts[codec];
    this.payloadType = facts.staticPayloadType ?? OPUS_PAYLOAD_TYPE;
    const encoder = createEncoder(codec, opus);
    const resampler = createResampler(RATE, facts.sampleRate);
    const size = (facts.sampleRate * PACKET_MS) / 1000;
    const sound = resampler.process(pcm);
    const ticks = (facts.clockRate * PACKET_MS) / 1000;
    this.packets = Array.from({ length: Math.floor(sound.length / size) }, (_, i) => Buffer.from(buildRtp({
      payloadType: this.payloadType, marker: i === 0, sequenceNumber: i + 1, timestamp: 1_000 + i * ticks, ssrc: 0x51de70e,
      payload: encoder.encode(sound.subarray(i * size, (i + 1) * size)),
    })));
    encoder.dispose();
  }

  /** What a call offers: this codec and nothing else. */
  offer(rtpPort: number): string {
    const { payloadName, clockRate, rtpmapChannels } = codecFacts[this.codec];
    return [
      'v=0', 'o=bench 1 1 IN IP4 127.0.0.1', 's=-', 'c=IN IP4 127.0.0.1', 't=0 0', `m=audio ${rtpPort} RTP/AVP ${this.payloadType}`,
      `a=rtpmap:${this.payloadType} ${payloadName}/${clockRate}${rtpmapChannels === 2 ? '/2' : ''}`,
      ...(this.codec === 'opus' ? [`a=fmtp:${this.payloadType} useinbandfec=1;stereo=0;sprop-stereo=0`] : []), `a=ptime:${PACKET_MS}`, 'a=sendrecv', '',
    ].join('\r\n');
  }
}

/** Where a call's packets leave from; what comes back is thrown away. */
export class Exit {
  private constructor(private readonly socket: Socket) {}

  static open(): Promise<Exit> {
    const socket = createSocket('udp4');
    socket.on('error', () => {});
    return new Promise((resolve) => { socket.bind(0, '127.0.0.1', () => resolve(new Exit(socket))); });
  }

  get port(): number { return this.socket.address().port; }

  send(bytes: Buffer, port: number): void { this.socket.send(bytes, port, '127.0.0.1', () => {}); }

  close(): void { this.socket.close(); }
}

export interface Leg { readonly stream: Stream; readonly exit: Exit; readonly port: number }

/** Sends every stream to every receiver as the fates say, in real time. Answers when the first packet left (nowMs). */
export async function sendAll(legs: readonly Leg[], fates: readonly Fate[]): Promise<number> {
  const order = fates.flatMap(({ comesMs }, index) => (comesMs === null ? [] : [{ comesMs, index }])).sort((a, b) => a.comesMs - b.comesMs);
  const startMs = nowMs() + 50;
  for (const { comesMs, index } of order) {
    while (nowMs() - startMs < comesMs) await new Promise((resolve) => { setTimeout(resolve, Math.max(0, Math.min(5, comesMs - (nowMs() - startMs) - 0.5))); });
    for (const { stream, exit, port } of legs) {
      const bytes = stream.packets[index];
      if (bytes !== undefined) exit.send(bytes, port);
    }
  }
  return startMs;
}
