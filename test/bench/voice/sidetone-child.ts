/**
 * The receiving Sidetone: its media engine in a process of its own, as in the app, with a sound device that asks for 5 ms
 * every 5 ms. What it is given goes to a speaker of the sound server where one is named, and is kept here with the time
 * of its first sample.
 */
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import { CallId } from '../../../electron/contract/ids';
import type { CodecName } from '../../../electron/contract/accounts';
import { createInProcessMedia } from '../../../electron/media';
import { tieToUs } from '../../support/child';
import { nowMs } from '../lib/report';

const PIECE_FRAMES = 240;
const PIECE_MS = 5;
/**
 * What the speaker's own buffer holds. With 20 ms the sound server, which runs beside nine phones on two cores, found it empty once or
 * twice a minute, and each time tore a word (PCMU without loss: 3.83 in place of 3.98). The delay shown has these 40 ms in it.
 */
const DEVICE_MS = 40;
/**
 * A device asks for more only where there is room. pacat takes whatever it is given and would keep it, so where the sound server
 * stood still for a moment and more than this waits, asking pauses until it is down to a little above DEVICE_MS.
 */
const FULL_MS = 65;
const ROOM_MS = 45;
const callId = CallId.parse('voice');
const media = createInProcessMedia();
const silence = new Float32Array(PIECE_FRAMES);
const pieces: Float32Array[] = [];
let startMs = 0;
let speaker: ChildProcessWithoutNullStreams | null = null;
/** Pieces not asked for while the device was full. */
let skipped = 0;
/** Pieces that were asked for late because this process was not let run. */
let stalls = 0;
/** Times the speaker had nothing to play since sound began to come. */
let underruns = 0;

try {
  setPriority(constants.priority.PRIORITY_HIGH);
} catch {
  // Not everyone may.
}
process.on('disconnect', () => process.exit(0));
process.on('message', (message: { t: 'answer'; offer: string; codec: CodecName; sink: string | null } | { t: 'stop' }) => {
  if (message.t === 'answer') answer(message.offer, message.codec, message.sink).catch((error: unknown) => say({ t: 'failed', error: String(error) }));
  else stop().catch((error: unknown) => say({ t: 'failed', error: String(error) }));
});

async function answer(offer: string, codec: CodecName, sink: string | null): Promise<void> {
  const result = await media.makeAnswer(callId, offer, { codecs: [codec], localAddress: '127.0.0.1', direction: 'sendrecv' });
  if (!result.ok) throw new Error(result.error);
  media.setActive(callId);
  if (sink !== null) {
    speaker = tieToUs(spawn('pacat', ['--playback', '--verbose', `--device=${sink}`, '--rate=48000', '--channels=1', '--format=float32le', `--latency-msec=${DEVICE_MS}`]));
    speaker.on('error', () => { speaker = null; });
    speaker.stdin.on('error', () => {});
    speaker.stderr.on('data', notePlayed);
  }
  startMs = nowMs();
  setInterval(turn, 1);
  say({ t: 'answered', sdp: result.sdp });
}

/** pacat tells what was played of what it got, and when it had nothing. */
function notePlayed(told: Buffer): void {
  const text = told.toString('latin1');
  underruns += text.split('Stream underrun').length - 1;
  const seconds = [...text.matchAll(/Time: ([\d.]+) sec/g)].at(-1)?.[1];
  if (seconds === undefined) return;
  const waitingMs = pieces.length * PIECE_MS - Number(seconds) * 1000;
  if (waitingMs > FULL_MS) skipped += Math.floor((waitingMs - ROOM_MS) / PIECE_MS);
}

function turn(): void {
  const due = Math.floor((nowMs() - startMs) / PIECE_MS) - skipped;
  if (due - pieces.length > 2) stalls += 1;
  while (pieces.length < due) {
    media.pushCapture(silence);
    const piece = media.pullPlayback(PIECE_FRAMES);
    pieces.push(piece);
    speaker?.stdin.write(Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength));
  }
}

async function stop(): Promise<void> {
  const stats = await media.close(callId);
  speaker?.kill();
  const pcm = new Float32Array(pieces.length * PIECE_FRAMES);
  pieces.forEach((piece, i) => pcm.set(piece, i * PIECE_FRAMES));
  say({ t: 'heard', pcm, startMs, stats, stalls, underruns });
}

function say(message: unknown): void {
  process.send?.(message, undefined, undefined, () => {});
}
