/** The far end of all calls: sends speech to each at its packet time, evenly spread, and looks at what comes back. */
import { systemClock } from '../../../electron/calls/ports/clock';
import type { CodecName } from '../../../electron/contract/accounts';
import { createEncoder, createResampler } from '../../../electron/media/codecs';
import { RtpSocket } from '../../../native';
import { speech } from '../../support/codec-signals';
import { FAR_PTIME_MS, serve, type TrafficAnswer, type TrafficOrder } from './orders';

/** As the engine numbers them in its offers. */
const payloadTypes: Partial<Record<CodecName, number>> = { pcmu: 0, pcma: 8, g722: 9 };
const HEADER_BYTES = 12;
/** As many packets as speech is prepared for; then it begins anew. */
const PREPARED = 200;

interface Stream { readonly port: number; readonly ssrc: number; readonly packet: number; sequence: number; timestamp: number }

const lastHeardMs = new Map<number, number>();
let figures = { sent: 0, received: 0, receivedLate: 0 };
let offeredOpus = 111;

const socket = new RtpSocket({
  address: '127.0.0.1', port: 0, dscp: 46, receiveBufferBytes: 1 << 22,
  onDatagram: ({ bytes, ageMs }) => {
    if (bytes.length < HEADER_BYTES || ((bytes[1] ?? 0) & 0x7f) >= 72 && ((bytes[1] ?? 0) & 0x7f) <= 95) return;
    const ssrc = new DataView(bytes.buffer, bytes.byteOffset).getUint32(8);
    const nowMs = systemClock.monotonicMs() - ageMs;
    const last = lastHeardMs.get(ssrc);
    if (last !== undefined && nowMs - last > 2 * FAR_PTIME_MS) figures.receivedLate++;
    lastHeardMs.set(ssrc, nowMs);
    figures.received++;
    offeredOpus = (bytes[1] ?? 0) & 0x7f;
  },
});

function prepare(codec: CodecName): { payloads: Uint8Array[]; ticks: number } {
  const encoder = createEncoder(codec);
  const resampler = createResampler(48_000, encoder.sampleRate);
  const pcm = resampler.process(speech(48_000, (PREPARED * FAR_PTIME_MS) / 1000 + 0.1));
  const frame = (encoder.sampleRate * FAR_PTIME_MS) / 1000;
  const payloads = Array.from({ length: PREPARED }, (_, i) => encoder.encode(pcm.subarray(i * frame, (i + 1) * frame)).slice());
  const ticks = (encoder.clockRate * FAR_PTIME_MS) / 1000;
  encoder.dispose();
  return { payloads, ticks };
}

function start(ports: readonly number[], codec: CodecName): void {
  const { payloads, ticks } = prepare(codec);
  const streams: Stream[] = ports.map((port, i) => ({ port, ssrc: 1000 + i, packet: i * 13, sequence: i, timestamp: i * 1000 }));
  const startMs = systemClock.monotonicMs();
  // Packet number n of all is due n * ptime / streams after the start.
  let next = 0;
  const tick = (): void => {
    const due = Math.floor(((systemClock.monotonicMs() - startMs) * streams.length) / FAR_PTIME_MS);
    for (; next <= due; next++) {
      const stream = streams[next % streams.length];
      if (stream) send(stream, codec, payloads, ticks);
    }
    setTimeout(tick, 1);
  };
  tick();
}

function send(stream: Stream, codec: CodecName, payloads: readonly Uint8Array[], ticks: number): void {
  const payload = payloads[(stream.packet + stream.sequence) % payloads.length] ?? new Uint8Array();
  const bytes = new Uint8Array(HEADER_BYTES + payload.length);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, 0x8000 | (payloadTypes[codec] ?? offeredOpus));
  view.setUint16(2, stream.sequence & 0xffff);
  view.setUint32(4, stream.timestamp >>> 0);
  view.setUint32(8, stream.ssrc);
  bytes.set(payload, HEADER_BYTES);
  socket.send(bytes, { address: '127.0.0.1', port: stream.port });
  stream.sequence++;
  stream.timestamp += ticks;
  figures.sent++;
}

serve((order: TrafficOrder): TrafficAnswer => {
  switch (order.t) {
    case 'start':
      start(order.ports, order.codec);
      return { t: 'begun' };
    case 'begin':
      figures = { sent: 0, received: 0, receivedLate: 0 };
      return { t: 'begun' };
    case 'end': return { t: 'figures', figures };
  }
});
process.send?.({ t: 'ready', port: socket.local.port } satisfies TrafficAnswer);
