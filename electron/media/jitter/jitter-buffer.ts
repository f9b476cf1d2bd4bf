/**
 * The adaptive jitter buffer. Packets are pushed as they come, the sound device pulls.
 *
 *   push ──> StreamTimeline ──> PacketQueue ──decode──> SampleQueue ──> pull ──> DeviceLine
 *                 │                                         ▲                        │
 *                 └─> ArrivalHistogram ──target──> Tempo ───┘  <─────────────────────┘
 *
 * One timeline: the stream's own (RTP timestamps as samples at 48 kHz). An offset is how far the device's clock, counted
 * in pulled samples, stands ahead of it. A packet comes in time if its own offset at arrival is not above the one that is
 * played at: so a drifting sender, a device that stood still and one that pulls in bunches all are just moving offsets,
 * and what is waited for is exactly what was seen to be late, nothing more.
 *
 * When the next packet is not there, the decoder makes up sound. If then it comes, late, it is played all the same and
 * the offset has grown by as much (fast to grow); if the packet after it comes, it was lost.
 */
import { sequenceDistance } from '../rtp/serial';
import { DelayTarget } from './delay-target';
import { DeviceLine } from './device-line';
import { Filler } from './filler';
import type { FrameDecoder } from './frame-decoder';
import type { IncomingAudio } from './incoming-audio';
import { newJitterStats, type JitterStats } from './jitter-stats';
import { LossMonitor } from './loss-monitor';
import { PacketQueue, type QueuedPacket } from './packet-queue';
import { SampleQueue } from './sample-queue';
import { SilenceMeter } from './silence';
import { StreamTimeline } from './stream-timeline';
import { Tempo } from './tempo';
import { merge } from './time-stretch';

export type { IncomingAudio } from './incoming-audio';
export type { JitterStats } from './jitter-stats';

const MS = 48;
/** Playing begins this long after the first packet came. */
const START_DELAY = 5 * MS;
/** From this far above the target on, whole packets go. */
const JUMP = 110 * MS;
/** Nobody hears a word that was broken off so long ago. */
const LONG_STARVED = 100 * MS;
/** With nothing for this long the stream has stopped, and the next packet is a new start; with comfort noise, this long. */
const STOPPED_AFTER = 1500 * MS;
const NOISE_STOPPED_AFTER = 60_000 * MS;
const MAX_QUEUE = 1000 * MS;
/** A packet older than this when playing begins is not worth playing. */
const STALE_MS = 200;
/** Starts that differ by less meet. */
const MEETS = 24;
/** Joins of made-up and real sound of the same moment. */
const FADE = 5 * MS;
/** A talk spurt may begin so much later than it would, to win delay. */
const MOST_HELD_BACK = 100 * MS;

export class JitterBuffer {
  readonly stats: JitterStats = newJitterStats();
  readonly #decoderFor: (payloadType: number) => FrameDecoder | null;
  readonly #timeline = new StreamTimeline();
  readonly #queue = new PacketQueue();
  readonly #device = new DeviceLine();
  readonly #sound = new SampleQueue();
  readonly #filler = new Filler(this.#sound, this.stats);
  readonly #silence = new SilenceMeter();
  readonly #loss = new LossMonitor();
  readonly #target = new DelayTarget(this.#device, this.#loss, this.stats);
  readonly #tempo = new Tempo(this.#sound, this.stats);
  #playing = false;
  /** Samples of the running pull that are not delivered yet. */
  #owed = 0;
  /** Stream time of what comes after the waiting sound. */
  #next = 0;
  /** End of the last packet really decoded: anything before it is too late. */
  #playedEnd = 0;
  #lastSequence = -1;
  /** The talk spurt whose beginning was moved already. */
  #movedSpurt = -1;

  constructor(decoderFor: (payloadType: number) => FrameDecoder | null) {
    this.#decoderFor = decoderFor;
  }

  /** Takes one audio packet; `nowMs` is monotonic. */
  push(packet: IncomingAudio, nowMs: number): void {
    const decoder = this.#decoderFor(packet.payloadType);
    const length = decoder?.samplesIn(packet.payload) ?? 0;
    if (!decoder || length <= 0) {
      if (packet.isCopy !== true) this.stats.discarded++;
    } else if (packet.isCopy === true) this.#pushCopy(packet, decoder, length, nowMs);
    else this.#pushPacket(packet, decoder, decoder.isNoise ? 0 : length, nowMs);
  }

  /** The next `frames` samples at 48 kHz for the sound device. Silence while there is no stream. */
  pull(frames: number, nowMs: number): Float32Array<ArrayBuffer> {
    const out = new Float32Array(frames);
    this.pullInto(out, nowMs);
    return out;
  }

  /** As pull, into memory of the caller's, all of it. */
  pullInto(out: Float32Array, nowMs: number): void {
    if (this.#device.isAway(nowMs)) this.#stop();
    this.#device.pulled(out.length, nowMs);
    this.#owed = out.length;
    if (this.#filler.leftover > 0) this.#replaceMadeUp();
    while (this.#owed > 0) {
      const taken = this.#sound.read(out, out.length - this.#owed, this.#owed);
      this.#owed -= taken;
      if (taken === 0 && !this.#produce(nowMs)) break;
    }
    if (this.#owed > 0) out.fill(0, out.length - this.#owed);
    this.#owed = 0;
  }

  /** Forgets all sound that waits and starts anew with the next packet. Figures stay. */
  reset(): void {
    this.#restart(null, 0);
  }

  /** The device position at which what is read next is played. */
  get #position(): number { return this.#device.position - this.#owed; }

  #pushPacket(packet: IncomingAudio, decoder: FrameDecoder, length: number, nowMs: number): void {
    if (!this.#timeline.continues(packet, decoder.clockRate, nowMs)) this.#restart(packet.ssrc, decoder.clockRate);
    const bunched = this.#timeline.isBunched(packet, nowMs);
    if (this.#timeline.hasSeen(packet.sequenceNumber)) { this.stats.discarded++; return; }
    this.#timeline.note(packet.sequenceNumber);
    const start = this.#timeline.place(packet, nowMs);
    this.#loss.noteCopies(Math.max(packet.copies ?? 0, decoder.carriesFec(packet.payload) ? 1 : 0));

    const away = this.#device.isAway(nowMs);
    if (!away) this.#target.note(start, length, 0, bunched);
    if (this.#playing) {
      const wait = start - (this.#next - this.#sound.pending);
      if (!away && length > 0) this.stats.delay += (Math.max(0, wait) - this.stats.delay) / 16;
      if (start < this.#playedEnd) { this.stats.late++; return; }
    }
    const { sequenceNumber, payload } = packet;
    if (!this.#queue.insert({ start, length, sequenceNumber, payload, decoder, arrivalMs: nowMs, isCopy: false })) this.stats.discarded++;
    while (this.#queue.span > MAX_QUEUE) {
      this.#queue.shift();
      if (!away) this.stats.discarded++;
    }
  }

  #pushCopy(copy: IncomingAudio, decoder: FrameDecoder, length: number, nowMs: number): void {
    if (decoder.isNoise || !this.#playing || this.#timeline.hasSeen(copy.sequenceNumber)) return;
    const start = this.#timeline.placeCopy(copy, decoder.clockRate);
    if (start === null || start < this.#playedEnd) return;
    const { sequenceNumber, payload } = copy;
    this.#queue.insert({ start, length, sequenceNumber, payload, decoder, arrivalMs: nowMs, isCopy: true });
  }

  #restart(ssrc: number | null, clockRate: number): void {
    this.#timeline.reset(ssrc, clockRate);
    this.#queue.clear();
    this.#stop();
    this.#loss.reset();
    this.#silence.reset();
    this.#filler.reset();
  }

  #stop(): void {
    this.#playing = false;
    this.#sound.clear();
    this.#filler.clear();
    this.#lastSequence = -1;
    this.#target.reset();
    this.#tempo.reset();
  }

  /** Decodes or makes up the next piece. False where there is nothing to be heard now. */
  #produce(nowMs: number): boolean {
    if (!this.#playing && !this.#start(nowMs)) return false;
    const head = this.#queue.head;
    if (!head) {
      if (this.#filler.starved >= STOPPED_AFTER || this.#filler.noiseRun >= NOISE_STOPPED_AFTER) { this.#stop(); return false; }
      this.#makeUp(this.#target.frameLength);
    } else if (head.start > this.#next + MEETS) this.#bridge(head);
    else if (head.decoder.isNoise) this.#takeNoise(head);
    else this.#play(head);
    return true;
  }

  /** Begins with the newest packet, a little after it came, so that what waited while nobody listened is not heard late. */
  #start(nowMs: number): boolean {
    while (this.#queue.length > 1) this.#queue.shift();
    const head = this.#queue.head;
    if (!head) return false;
    if (nowMs - head.arrivalMs > STALE_MS) { this.#queue.clear(); return false; }
    const age = Math.max(0, Math.round((nowMs - head.arrivalMs) * MS));
    const skip = Math.min(age, head.length) - START_DELAY;
    this.#playing = true;
    this.#next = head.start + Math.min(0, skip);
    this.#playedEnd = head.start;
    this.#filler.clear();
    this.#target.reset();
    this.#target.note(head.start, head.length, age, false);
    if (skip <= 0) {
      this.#sound.appendSilence(-skip);
      this.#next = head.start;
    } else {
      this.#queue.shift();
      const pcm = head.decoder.decode(head.payload);
      this.#sound.appendSilence(FADE);
      this.#sound.append(pcm, skip);
      this.#sound.splice(0, FADE, FADE);
      this.#played(head, true);
    }
    return true;
  }

  /** The packet before `head` is missing, or the sender was silent: fill the time up to it. */
  #bridge(head: QueuedPacket): void {
    const missed = this.#missedBefore(head);
    const paused = missed <= 0 || this.#filler.isNoise;
    if (paused && !head.decoder.isNoise && this.#moveSpurt(head)) return;
    const gap = head.start - this.#next;
    if (missed > 0 && this.#recover(head, gap)) return;
    this.#makeUp(gap);
  }

  /** A talk spurt begins where the delay is right: nobody hears a pause grow or shrink. */
  #moveSpurt(head: QueuedPacket): boolean {
    if (this.#movedSpurt === head.sequenceNumber) return false;
    this.#movedSpurt = head.sequenceNumber;
    const excess = this.#target.excess(this.#position + this.#sound.pending - this.#next);
    this.#next += excess > 0 ? Math.min(excess, head.start - this.#next) : Math.max(excess, -MOST_HELD_BACK);
    return true;
  }

  /** The lost packet out of the redundancy of `head`: its last `gap` samples. */
  #recover(head: QueuedPacket, gap: number): boolean {
    if (!head.decoder.carriesFec(head.payload)) return false;
    if (head.decoder.bridges) return this.#bridgeOver(head, gap);
    if (gap > head.length + MEETS) return false;
    // Where its beginning was made up already, it has to be led over from that.
    const isPart = gap < head.length - MEETS && this.#filler.starved > 0;
    if (isPart) this.#makeUp(gap);
    const pcm = head.decoder.decodeFec(head.payload, head.length);
    if (!pcm || pcm.length < gap) return isPart;
    if (isPart) {
      this.#filler.takenBack(this.#filler.leftover);
      this.#sound.replaceLast(this.#filler.leftover, pcm, Math.min(FADE, this.#filler.leftover));
    } else this.#sound.append(pcm, pcm.length - gap);
    this.#recovered(head, gap);
    return true;
  }

  /** Made up from both sides, which joins them. */
  #bridgeOver(head: QueuedPacket, gap: number): boolean {
    if (gap > 2 * head.length + MEETS) return false;
    const pcm = head.decoder.decodeFec(head.payload, gap);
    if (!pcm) return false;
    this.#sound.append(pcm);
    this.#filler.noteBridged(pcm.length);
    this.#recovered(head, 0);
    return true;
  }

  #recovered(head: QueuedPacket, samples: number): void {
    this.stats.recoveredByFec += samples;
    this.#loss.played(this.#missedBefore(head));
    this.#filler.settle();
    this.#next = head.start;
    this.#playedEnd = Math.max(this.#playedEnd, head.start);
    this.#lastSequence = (head.sequenceNumber - 1) & 0xffff;
  }

  /** While made-up sound waits, what it stands for may have come: a late packet, or the one after it with a copy. */
  #replaceMadeUp(): void {
    const head = this.#queue.head;
    if (!head || head.decoder.isNoise) return;
    if (head.start < this.#next - MEETS) { this.#play(head); return; }
    const leftover = this.#filler.leftover;
    if (head.start > this.#next + MEETS || leftover < 2 * FADE || leftover > head.length || this.#missedBefore(head) <= 0) return;
    if (head.decoder.bridges || !head.decoder.carriesFec(head.payload)) return;
    const pcm = head.decoder.decodeFec(head.payload, head.length);
    if (!pcm || pcm.length < leftover) return;
    this.#sound.replaceLast(leftover, pcm, FADE);
    this.#filler.takenBack(leftover);
    this.#recovered(head, leftover);
  }

  #takeNoise(head: QueuedPacket): void {
    this.#queue.shift();
    head.decoder.decode(head.payload);
    if (this.#missedBefore(head) === 0) this.#filler.settleAsPause();
    else this.#filler.settle();
    this.#lastSequence = head.sequenceNumber;
    this.#filler.follow(head.decoder);
  }

  #play(head: QueuedPacket): void {
    this.#queue.shift();
    const reading = this.#next - this.#filler.leftover;
    const lateBy = reading - head.start;
    const offset = this.#position - head.start;
    const behind = this.#queue.head;
    // Catch up by whole packets: after a break so long that concealment has faded out, or where far too much has gathered.
    if (behind && this.#target.excess(offset) > (this.#filler.starved > LONG_STARVED ? head.length : JUMP)) { this.#skip(head); return; }

    const missed = this.#missedBefore(head);
    if (missed >= 0 && this.#lastSequence >= 0) this.#loss.played(missed + (head.isCopy ? 1 : 0));
    if (head.isCopy) this.stats.recoveredByFec += head.length;
    if (lateBy > MEETS) {
      this.stats.lateUsed++;
      if (this.#filler.leftover === 0) this.#makeUp(FADE);
    }
    const leftover = this.#filler.leftover;
    const pcm = head.decoder.decode(head.payload);
    // Damaged: as if it had not come.
    if (pcm.length === 0) { this.stats.discarded++; return; }
    const silent = this.#silence.isSilent(pcm);
    const onlyTail = this.#wantsOnlyTail(head, lateBy, offset, behind);
    this.#sound.append(pcm, onlyTail ? lateBy : 0);
    if (leftover > 0) this.#join(leftover, onlyTail ? 0 : -lateBy, onlyTail);
    this.#played(head, lateBy <= MEETS || head.start - this.#playedEnd > head.length);
    this.#adapt(silent);
  }

  /** A packet a little late whose growth of the delay is not wanted: its beginning was made up, its end is played. */
  #wantsOnlyTail(head: QueuedPacket, lateBy: number, offset: number, behind: QueuedPacket | undefined): boolean {
    if (lateBy <= MEETS || lateBy >= head.length - 2 * FADE || offset - this.#target.offset < lateBy - MEETS) return false;
    return lateBy < head.length / 2 || (behind !== undefined && behind.start >= head.start + lateBy - MEETS);
  }

  /** Leads from `leftover` made-up samples over to the real sound behind them; `early`: how much of them is due before it. */
  #join(leftover: number, early: number, sameMoment: boolean): void {
    const kept = Math.min(leftover, Math.max(0, early));
    if (kept === 0 && !sameMoment) {
      this.#filler.takenBack(merge(this.#sound, leftover));
      return;
    }
    this.#sound.splice(kept, leftover, FADE);
    this.#filler.takenBack(leftover - kept);
  }

  /** Leaves a packet out. It is decoded all the same, so that the next one finds the decoder as it should be. */
  #skip(head: QueuedPacket): void {
    this.stats.discarded++;
    this.stats.removed += head.length;
    if (this.#filler.leftover === 0) this.#makeUp(FADE);
    head.decoder.decode(head.payload);
    this.#playedEnd = head.start + head.length;
    this.#next = this.#playedEnd + this.#filler.leftover;
    this.#lastSequence = head.sequenceNumber;
  }

  /** `meets`: what was made up before it stands for no packet that came. */
  #played(head: QueuedPacket, meets: boolean): void {
    // DTX: no packet is missing, so what was filled in is the sender's silence and no fault.
    if (meets && this.#missedBefore(head) === 0) this.#filler.settleAsPause();
    else this.#filler.settle();
    this.#filler.follow(head.decoder);
    this.#next = head.start + head.length;
    this.#playedEnd = this.#next;
    this.#lastSequence = head.sequenceNumber;
    this.#target.frameLength = head.length;
  }

  /** Packets that did not come before `head`; below 0 where that cannot be known. */
  #missedBefore(head: QueuedPacket): number {
    return this.#lastSequence < 0 ? 0 : sequenceDistance(head.sequenceNumber, this.#lastSequence) - 1;
  }

  /** Brings the delay nearer to the target by means of the waiting sound. */
  #adapt(silent: boolean): void {
    let excess = this.#target.excess(this.#position + this.#sound.pending - this.#next);
    // More sound to choose from, as long as it is at hand.
    for (let more = 0; more < 8 && this.#tempo.wantsMore(excess, silent, this.#position); more++) {
      const head = this.#queue.head;
      if (!head || head.decoder.isNoise || Math.abs(head.start - this.#next) > MEETS || this.#sound.room < 2 * head.length) break;
      this.#queue.shift();
      const pcm = head.decoder.decode(head.payload);
      if (pcm.length === 0) break;
      if (silent) {
        // The pause goes now: what follows may be speech.
        this.#tempo.adjust(excess, true, this.#position);
        silent = this.#silence.isSilent(pcm);
      } else this.#silence.isSilent(pcm);
      this.#loss.played(head.isCopy ? 1 : 0);
      this.#sound.append(pcm);
      this.#played(head, true);
      excess = this.#target.excess(this.#position + this.#sound.pending - this.#next);
    }
    this.#tempo.adjust(excess, silent, this.#position);
  }

  #makeUp(wanted: number): void {
    this.#next += this.#filler.make(wanted);
  }
}
