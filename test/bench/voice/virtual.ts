/**
 * The receiving side alone, in virtual time: the packets, fates and score of the voice benchmark, with our decoder and jitter buffer
 * and no socket, sound server or machine that could stall. The same figures on every machine, in a minute: for work on concealment,
 * and where the machine is too busy for the benchmark in real time. The delay lacks the device's.
 *   npx tsx test/bench/voice/virtual.ts [--codec NAME] [--case NAME] [--seeds N] [--json FILE]
 */
import { CodecName } from '../../../electron/contract/accounts';
import { codecFacts } from '../../../electron/media/codecs';
import { StreamDecoder } from '../../../electron/media/engine/stream-decoder';
import { JitterBuffer } from '../../../electron/media/jitter/jitter-buffer';
import { parseRtp } from '../../../electron/media/rtp/packet';
import { Report, argument, median } from '../lib/report';
import { cases, fates, type VoiceCase } from './cases';
import { figuresOf } from './measure';
import type { Heard } from './receiver';
import { PACKET_MS, Stream } from './sender';
import { hasSpeech, talk } from './sentences';

const SEED = 20_261;
const PIECE_MS = 5;
const PIECE_FRAMES = 240;
/** The device runs before the first packet comes, and not in step with it. */
const DEVICE_STARTS_MS = -600;
const OUT_OF_STEP_MS = 1.3;
const TAIL_MS = 1_000;
/** No time is below zero. */
const EPOCH_MS = 10_000;

if (!hasSpeech()) {
  process.stderr.write('The speech of Debian\'s asterisk-core-sounds-en-g722 is not here\n');
  process.exit(1);
}
const codecs: CodecName[] = argument('codec') === undefined ? ['opus', 'g722', 'pcmu'] : [CodecName.parse(argument('codec'))];
const seeds = Number(argument('seeds') ?? 3);
const said = talk();
const report = new Report('voice-virtual');
for (const codec of codecs) {
  const stream = new Stream(codec, said.pcm);
  cases.forEach((each, index) => {
    if (argument('case') !== undefined && argument('case') !== each.name) return;
    const runs = Array.from({ length: seeds }, (_, run) => figuresOf(said, receive(stream, each, SEED + index + 100 * run), 0, codec, each.drift));
    report.add(`${codec}, ${each.name}`, 'sidetone', 'speech score', median(runs.map(({ score }) => score)), '1..5');
    report.add(`${codec}, ${each.name}`, 'sidetone', 'worst sentence', Math.min(...runs.map(({ worst }) => worst)), '1..5');
    report.add(`${codec}, ${each.name}`, 'sidetone', 'added delay', median(runs.map(({ delayMs }) => delayMs)) - (each.delayMs ?? 0), 'ms');
  });
}
report.finish();

function receive(stream: Stream, of: VoiceCase, seed: number): Heard {
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
