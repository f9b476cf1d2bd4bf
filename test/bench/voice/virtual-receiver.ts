import { codecFacts } from '../../../electron/media/codecs';
import { StreamDecoder } from '../../../electron/media/engine/stream-decoder';
import { JitterBuffer } from '../../../electron/media/jitter/jitter-buffer';
import { parseRtp } from '../../../electron/media/rtp/packet';
import { fates, type VoiceCase } from './cases';
import type { Heard } from './receiver';
import { PACKET_MS, type Stream } from './sender';

const PIECE_MS = 5;
const PIECE_FRAMES = 240;
/** The device runs before the first packet comes, and not in step with it. */
const DEVICE_STARTS_MS = -600;
const OUT_OF_STEP_MS = 1.3;
const TAIL_MS = 1_000;
/** No time is below zero. */
const EPOCH_MS = 10_000;

/** What our decoder and jitter buffer give of a stream that suffered `of`, in virtual time. */
export function receiveVirtually(stream: Stream, of: VoiceCase, seed: number): Heard {
  const decoder = new StreamDecoder(stream.codec, codecFacts[stream.codec].clockRate);
  const buffer = new JitterBuffer(() => decoder);
  const all = fates(of, stream.packets.length, PACKET_MS, seed);
  const order = all.flatMap(({ comesMs }, index) => (comesMs === null ? [] : [{ comesMs, index }])).sort((a, b) => a.comesMs - b.comesMs);
  const endMs = (all.at(-1)?.sentMs ?? 0) + TAIL_MS;
  const pieces = Math.floor((endMs - DEVICE_STARTS_MS) / PIECE_MS);
  const pcm = new Float32Array(pieces * PIECE_FRAMES);
  let next = 0;
  for (let piece = 0; piece < pieces; piece += 1) {
    const nowMs = DEVICE_STARTS_MS + piece * PIECE_MS;
    for (let due = order[next]; due !== undefined && due.comesMs <= nowMs - OUT_OF_STEP_MS; due = order[next]) {
      const parsed = parseRtp(stream.packets[due.index] ?? new Uint8Array(0));
      if (parsed.ok) buffer.push(parsed.packet, EPOCH_MS + due.comesMs);
      next += 1;
    }
    buffer.pullInto(pcm.subarray(piece * PIECE_FRAMES, (piece + 1) * PIECE_FRAMES), EPOCH_MS + nowMs);
  }
  decoder.dispose();
  return { pcm, startMs: DEVICE_STARTS_MS };
}
