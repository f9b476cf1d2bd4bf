import type { FrameDecoder } from '../../../electron/media/jitter/frame-decoder';
import { JitterBuffer, type IncomingAudio } from '../../../electron/media/jitter/jitter-buffer';
import { Playout } from '../../../renderer/audio/worklets/playout';

/** From and to, ms: nothing is handled in between. */
export type Stall = readonly [fromMs: number, toMs: number];

export interface SentPacket {
  readonly arrivalMs: number;
  readonly packet: IncomingAudio;
}

export interface ReceivePathOptions {
  readonly packets: readonly SentPacket[];
  readonly untilMs: number;
  readonly decoderFor: (payloadType: number) => FrameDecoder | null;
  /** The media process handles neither packets nor pulls. */
  readonly stalls?: readonly Stall[];
  /** The sound device does not ask; the time is lost to it. */
  readonly devicePauses?: readonly Stall[];
  /** After a stall, what the event loop takes first. */
  readonly first?: 'packets' | 'pulls';
  /** Of the device against the true time. */
  readonly deviceSpeed?: number;
  /** Between the worklet and the media process, each way. */
  readonly portMs?: number;
  readonly onQuantum?: (atMs: number, pcm: Float32Array, buffer: JitterBuffer) => void;
}

const QUANTUM = 128;

/**
 * The receiving end from network to loudspeaker in virtual time: packets, a media process that may stand still, the jitter
 * buffer, the ring of the audio window and a device that takes 128 samples at a time.
 */
export function receive(options: ReceivePathOptions): { heard: Float32Array; buffer: JitterBuffer; playout: Playout } {
  const { packets, untilMs, stalls = [], devicePauses = [], first = 'packets', deviceSpeed = 1, portMs = 0.1 } = options;
  const buffer = new JitterBuffer(options.decoderFor);
  const playout = new Playout();
  const inbox = packets.map(({ arrivalMs, packet }) => ({ atMs: handledAt(arrivalMs, stalls), packet })).sort((a, b) => a.atMs - b.atMs);
  let nextPacket = 0;
  const pulls: { atMs: number; frames: number }[] = [];
  const replies: { atMs: number; pcm: Float32Array }[] = [];
  const quanta = Math.floor((untilMs * 48 * deviceSpeed) / QUANTUM);
  const heard = new Float32Array(quanta * QUANTUM);
  const handle = (untilProcessMs: number): void => {
    for (;;) {
      const packetAt = inbox[nextPacket]?.atMs ?? Infinity;
      const pullAt = pulls[0]?.atMs ?? Infinity;
      const at = Math.min(packetAt, pullAt);
      if (at > untilProcessMs) return;
      const packetFirst = packetAt < pullAt || (packetAt === pullAt && first === 'packets');
      if (packetFirst) buffer.push(inbox[nextPacket++]!.packet, packetAt);
      else {
        const { frames } = pulls.shift()!;
        replies.push({ atMs: pullAt + portMs, pcm: buffer.pull(frames, pullAt) });
      }
    }
  };
  for (let quantum = 0; quantum < quanta; quantum++) {
    const atMs = (quantum * QUANTUM) / 48 / deviceSpeed;
    handle(atMs);
    while ((replies[0]?.atMs ?? Infinity) <= atMs) playout.push(replies.shift()!.pcm);
    const out = heard.subarray(quantum * QUANTUM, (quantum + 1) * QUANTUM);
    if (!devicePauses.some(([from, to]) => atMs >= from && atMs < to)) {
      playout.read(out);
      const frames = playout.framesToAsk();
      if (frames > 0) pulls.push({ atMs: handledAt(atMs + portMs, stalls), frames });
    }
    options.onQuantum?.(atMs, out, buffer);
  }
  return { heard, buffer, playout };
}

/** When a stalled process gets to what came at `atMs`. */
export function handledAt(atMs: number, stalls: readonly Stall[]): number {
  for (const [from, to] of stalls) if (atMs >= from && atMs < to) return to;
  return atMs;
}
