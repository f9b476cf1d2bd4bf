/**
 * The adaptive jitter buffer. Packets are pushed as they come, the sound device pulls.
 *
 *   push ──> PacketQueue ──decode──> stretch ──> pieces ──> pull
 *                 │                     ▲
 *                 └─> DelayEstimator ───┘   shorter when playing stands later than needed, longer when earlier
 *
 * One timeline: the stream's own (RTP timestamps as samples at 48 kHz). `offset` is how far the device's clock stands
 * ahead of it: offset = device time - stream time now played. A packet comes in time if its own offset at arrival is
 * not above that. All time is counted in pulled samples, so a drifting sender is just a slowly moving offset.
 *
 * When the next packet is not there, the decoder conceals 5 ms at a time. If then it comes, late, it is played
 * all the same and the offset has grown by as much (fast to grow); if the packet after it comes, it was lost.
 */
import { TimestampUnroller, sequenceDistance } from '../rtp/serial';
import { DelayEstimator } from './delay-estimator';
import type { FrameDecoder } from './frame-decoder';
import { PacketQueue, type QueuedPacket } from './packet-queue';
import { MIN_LAG, compress, expand, isSilence } from './time-stretch';

const MS = 48;
/** Concealment is made in pieces of this length, so that a late packet waits no longer. */
const CONCEAL = 5 * MS;
/** Playing begins this long after the first packet came. */
const START_DELAY = 4 * MS;
/** Less than this too much is left alone. */
const EXCESS_ALLOWED = 3 * MS;
const DEFICIT_ALLOWED = 4 * MS;
/** From here on the best cut there is will do, a little heard or not. */
const EXCESS_PRESSING = 40 * MS;
/** From here on whole packets go. */
const EXCESS_ABSURD = 160 * MS;
/** Nobody hears a word that was broken off so long ago. */
const LONG_STARVED = 100 * MS;
/** Between two changes of tempo, and while pressing. */
const STRETCH_PAUSE = 80 * MS;
const STRETCH_PAUSE_PRESSING = 30 * MS;
/** With nothing for this long the stream has stopped, and the next packet is a new start. */
const STOPPED_AFTER = 1500 * MS;
const MAX_QUEUE = 1000 * MS;
/** A device that has not pulled for this long was away; what waited is old. */
const DEVICE_AWAY_MS = 150;
/** A jump of the timestamps by more than this is a new origin. */
const MAX_JUMP = MAX_QUEUE;
/** A packet older than this when playing begins is not worth playing. */
const STALE_MS = 200;
/** From this loss on, one more frame of delay buys the use of FEC. */
const FEC_LOSS_SHARE = 0.03;
const RECENT = 128;

export interface IncomingAudio {
  readonly payloadType: number;
  readonly sequenceNumber: number;
  readonly timestamp: number;
  readonly ssrc: number;
  readonly payload: Uint8Array;
}

export interface JitterStats {
  /** Came after their sound had been played or concealed past. */
  late: number;
  /** Duplicates, damaged ones and those dropped to catch up. */
  discarded: number;
  /** Samples at 48 kHz made up by the decoder, by FEC. */
  concealed: number;
  recoveredByFec: number;
  /** Samples cut out or put in to move the delay. */
  removed: number;
  added: number;
  /** Mean wait of a packet before it is heard, samples at 48 kHz. */
  delay: number;
}

type State = { kind: 'stopped' } | { kind: 'playing' };

export class JitterBuffer {
  readonly stats: JitterStats = { late: 0, discarded: 0, concealed: 0, recoveredByFec: 0, removed: 0, added: 0, delay: 0 };
  readonly #decoderFor: (payloadType: number) => FrameDecoder | null;
  readonly #queue = new PacketQueue();
  readonly #estimator = new DelayEstimator();
  readonly #unroller = new TimestampUnroller();
  #state: State = { kind: 'stopped' };
  #ssrc: number | null = null;
  #clockRate = 0;
  #lastStart = 0;
  #lastArrivalMs = Number.NEGATIVE_INFINITY;
  /** Samples pulled in all: the device's clock. */
  #deviceNow = 0;
  #lastPullMs: number | null = null;
  /** Decoded and not pulled yet. */
  #pieces: Float32Array[] = [];
  #pieceOffset = 0;
  #waiting = 0;
  /** Stream time of what comes after the decoded pieces. */
  #next = 0;
  /** End of the last packet really decoded: anything before it is too late. */
  #playedEnd = 0;
  #lastSequence: number | null = null;
  #lastDecoder: FrameDecoder | null = null;
  #starved = 0;
  #stretchedAt = 0;
  #lossShare = 0;
  #recent: number[] = [];

  constructor(decoderFor: (payloadType: number) => FrameDecoder | null) {
    this.#decoderFor = decoderFor;
  }

  /** Takes one audio packet; `nowMs` is monotonic. */
  push(packet: IncomingAudio, nowMs: number): void {
    const decoder = this.#decoderFor(packet.payloadType);
    const length = decoder?.samplesIn(packet.payload) ?? 0;
    if (!decoder || length <= 0) { this.stats.discarded++; return; }

    const unit = 48_000 / decoder.clockRate;
    if (packet.ssrc !== this.#ssrc || decoder.clockRate !== this.#clockRate) this.#restart(packet.ssrc, decoder.clockRate);
    let start = this.#unroller.unroll(packet.timestamp) * unit;
    if (this.#recent.length > 0 && Math.abs(start - this.#lastStart) > MAX_JUMP) {
      this.#restart(packet.ssrc, decoder.clockRate);
      start = this.#unroller.unroll(packet.timestamp) * unit;
    }
    const bunched = this.#isBunched(start, nowMs);
    this.#lastStart = start;
    this.#lastArrivalMs = nowMs;

    if (this.#recent.includes(packet.sequenceNumber)) { this.stats.discarded++; return; }
    this.#recent.push(packet.sequenceNumber);
    if (this.#recent.length > RECENT) this.#recent.shift();

    const away = this.#deviceIsAway(nowMs);
    if (!away && !bunched) this.#estimator.note(this.#deviceNow - start);
    if (this.#state.kind === 'playing') {
      const wait = start - (this.#next - this.#waiting);
      if (!away) this.stats.delay += (Math.max(0, wait) - this.stats.delay) / 16;
      if (start < this.#playedEnd) { this.stats.late++; return; }
    }
    const queued = { start, length, sequenceNumber: packet.sequenceNumber, payload: packet.payload, decoder, arrivalMs: nowMs };
    if (!this.#queue.insert(queued)) { this.stats.discarded++; return; }
    while (this.#queue.span > MAX_QUEUE) {
      this.#queue.shift();
      if (!away) this.stats.discarded++;
    }
  }

  /** The next `frames` samples at 48 kHz for the sound device. Silence while there is no stream. */
  pull(frames: number, nowMs: number): Float32Array<ArrayBuffer> {
    if (this.#deviceIsAway(nowMs)) this.#stop();
    this.#lastPullMs = nowMs;
    const out = new Float32Array(frames);
    let filled = 0;
    while (filled < frames) {
      const piece = this.#pieces[0];
      if (!piece) {
        if (!this.#produce(nowMs)) break;
        continue;
      }
      const take = Math.min(frames - filled, piece.length - this.#pieceOffset);
      out.set(piece.subarray(this.#pieceOffset, this.#pieceOffset + take), filled);
      filled += take;
      this.#deviceNow += take;
      this.#waiting -= take;
      this.#pieceOffset += take;
      if (this.#pieceOffset >= piece.length) {
        this.#pieces.shift();
        this.#pieceOffset = 0;
      }
    }
    this.#deviceNow += frames - filled;
    return out;
  }

  /** Forgets all sound that waits and starts anew with the next packet. Figures stay. */
  reset(): void {
    this.#restart(null, 0);
  }

  /** In one bunch with the packet before it: whatever held them up is one event and is noted once, with the first. */
  #isBunched(start: number, nowMs: number): boolean {
    const spacing = start - this.#lastStart;
    return spacing > 0 && (nowMs - this.#lastArrivalMs) * MS < spacing / 4;
  }

  #deviceIsAway(nowMs: number): boolean {
    return this.#lastPullMs === null || nowMs - this.#lastPullMs > DEVICE_AWAY_MS;
  }

  #restart(ssrc: number | null, clockRate: number): void {
    this.#ssrc = ssrc;
    this.#clockRate = clockRate;
    this.#unroller.reset();
    this.#queue.clear();
    this.#recent = [];
    this.#stop();
    this.#lastDecoder?.reset();
    this.#lastDecoder = null;
  }

  #stop(): void {
    this.#state = { kind: 'stopped' };
    this.#pieces = [];
    this.#pieceOffset = 0;
    this.#waiting = 0;
    this.#lastSequence = null;
    this.#estimator.reset();
  }

  /** Decodes or conceals the next piece. False where there is nothing to be heard now. */
  #produce(nowMs: number): boolean {
    if (this.#state.kind === 'stopped' && !this.#start(nowMs)) return false;
    const head = this.#queue.head;
    if (!head) {
      if (this.#starved >= STOPPED_AFTER) { this.#stop(); return false; }
      this.#conceal(CONCEAL);
      return true;
    }
    if (head.start > this.#next) this.#bridge(head);
    else this.#play(head);
    return true;
  }

  /** Begins with the newest packet, a little after it came, so that what waited while nobody listened is not heard late. */
  #start(nowMs: number): boolean {
    while (this.#queue.length > 1) this.#queue.shift();
    const head = this.#queue.head;
    if (!head) return false;
    if (nowMs - head.arrivalMs > STALE_MS) { this.#queue.clear(); return false; }
    const age = (nowMs - head.arrivalMs) * MS;
    this.#state = { kind: 'playing' };
    this.#next = head.start + Math.round(Math.min(age, head.length) - START_DELAY);
    this.#playedEnd = head.start;
    this.#starved = 0;
    this.#stretchedAt = this.#deviceNow;
    this.#estimator.reset();
    this.#estimator.note(this.#deviceNow - head.start - Math.max(0, Math.round(age)));
    const skip = this.#next - head.start;
    if (skip > 0) {
      this.#queue.shift();
      const pcm = fadeIn(head.decoder.decode(head.payload).subarray(skip));
      this.#played(head);
      this.#emit(pcm);
    } else if (skip < 0) {
      this.#emit(new Float32Array(-skip));
      this.#next = head.start;
    }
    return true;
  }

  /** The packet before `head` is missing, or the sender was silent: fill the time up to it. */
  #bridge(head: QueuedPacket): void {
    const gap = head.start - this.#next;
    const missed = this.#lastSequence === null ? 0 : sequenceDistance(head.sequenceNumber, this.#lastSequence) - 1;
    if (missed > 0 && head.decoder.hasFec && gap <= head.length) {
      const pcm = head.decoder.decodeFec(head.payload, head.length);
      if (pcm && pcm.length >= gap) {
        this.stats.recoveredByFec += gap;
        this.#next = head.start;
        this.#noteLoss(1);
        this.stats.concealed += this.#starved;
        this.#starved = 0;
        this.#lastSequence = (head.sequenceNumber - 1) & 0xffff;
        // What has been concealed already of that packet is not played again.
        this.#emit(pcm.subarray(pcm.length - gap));
        return;
      }
    }
    this.#conceal(Math.min(gap, CONCEAL));
  }

  #play(head: QueuedPacket): void {
    this.#queue.shift();
    const offset = this.#deviceNow + this.#waiting - head.start;
    const target = this.#targetOffset(head);
    const excess = offset - target;
    const behind = this.#queue.head;
    // Catch up by whole packets: after a stall of the network so long that concealment has faded out, or where far
    // too much has gathered.
    if (behind && excess > (this.#starved > LONG_STARVED ? head.length : EXCESS_ABSURD)) {
      this.stats.discarded++;
      this.stats.removed += head.length;
      if (this.#starved === 0) this.#conceal(CONCEAL);
      this.#playedEnd = head.start + head.length;
      this.#next = this.#playedEnd;
      this.#lastSequence = head.sequenceNumber;
      return;
    }
    if (this.#lastSequence !== null) this.#noteLoss(sequenceDistance(head.sequenceNumber, this.#lastSequence) - 1);
    const pcm = head.decoder.decode(head.payload);
    this.#played(head);
    this.#emit(pcm.length > 0 ? this.#stretch(pcm, excess) : head.decoder.conceal(head.length));
  }

  #played(head: QueuedPacket): void {
    const silentSender = this.#lastSequence !== null && head.start >= this.#next
      && sequenceDistance(head.sequenceNumber, this.#lastSequence) === 1;
    // DTX: no packet is missing, so what was filled in is the sender's silence and no fault.
    if (!silentSender) this.stats.concealed += this.#starved;
    this.#next = head.start + head.length;
    this.#playedEnd = this.#next;
    this.#lastSequence = head.sequenceNumber;
    this.#lastDecoder = head.decoder;
    this.#starved = 0;
  }

  #targetOffset(head: QueuedPacket): number {
    const target = this.#estimator.target() ?? this.#deviceNow - head.start;
    return head.decoder.hasFec && this.#lossShare > FEC_LOSS_SHARE ? target + head.length : target;
  }

  #stretch(pcm: Float32Array, excess: number): Float32Array {
    const pressing = excess > EXCESS_PRESSING;
    const pause = pressing ? STRETCH_PAUSE_PRESSING : STRETCH_PAUSE;
    const rested = this.#deviceNow - this.#stretchedAt >= pause || isSilence(pcm);
    if (excess > EXCESS_ALLOWED && excess >= MIN_LAG && rested) {
      const shorter = compress(pcm, excess, pressing);
      if (shorter) {
        this.stats.removed += pcm.length - shorter.length;
        this.#stretchedAt = this.#deviceNow;
        return shorter;
      }
    } else if (-excess > DEFICIT_ALLOWED && rested) {
      const longer = expand(pcm, Math.max(-excess, MIN_LAG));
      if (longer) {
        this.stats.added += longer.length - pcm.length;
        this.#stretchedAt = this.#deviceNow;
        return longer;
      }
    }
    return pcm;
  }

  #conceal(samples: number): void {
    const pcm = this.#lastDecoder?.conceal(samples) ?? new Float32Array(samples);
    this.#starved += samples;
    this.#next += samples;
    this.#emit(pcm);
  }

  #emit(pcm: Float32Array): void {
    if (pcm.length === 0) return;
    this.#pieces.push(pcm);
    this.#waiting += pcm.length;
  }

  /** A running share of packets that did not come, over about the last hundred. */
  #noteLoss(missed: number): void {
    if (missed < 0) return;
    for (let i = 0; i < Math.min(missed, 10); i++) this.#lossShare += (1 - this.#lossShare) / 100;
    this.#lossShare += (0 - this.#lossShare) / 100;
  }
}

function fadeIn(pcm: Float32Array): Float32Array {
  const out = Float32Array.from(pcm);
  const length = Math.min(out.length, 2 * MS);
  for (let i = 0; i < length; i++) out[i] = ((out[i] ?? 0) * (i + 0.5)) / length;
  return out;
}
