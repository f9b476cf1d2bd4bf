/**
 * The sending half of a session. Frames are clocked by the microphone while it delivers, else by our own timer:
 *
 *            pushMic                       nothing from the microphone
 *   timer ─────────────> microphone ──────────────────────────────────> timer
 *                                        (or not active any more)
 *
 * Either way packets keep flowing, so that address translators and the far end see a living stream. Timestamps go
 * with the frames; at a change of the clock the frames that fell out are skipped, never repeated.
 */
import type { Clock } from '../../calls/ports/clock';
import { TelephoneEventSender, DtmfError } from '../dtmf/event-sender';
import { buildRtp } from '../rtp/packet';
import { SenderStats } from '../rtp/sender-stats';
import { HoldComfort } from './hold-comfort';
import type { SendSettings } from './send-adaptation';
import { sameFormat, type SendFormat } from './send-format';
import { SendStream } from './send-stream';

/** A microphone silent for this much longer than a frame is gone. */
const MIC_PATIENCE_MS = 40;
/** A watchdog that itself wakes this late has slept through what it watches for. */
const OVERSLEPT_MS = 15;
/** Per sample: 5 ms from full to nothing. */
const MUTE_STEP = 1 / 240;
/** A timer later than this many frames skips instead of sending a burst. */
const MAX_CATCH_UP_FRAMES = 3;

export interface RtpSenderOptions {
  readonly clock: Clock;
  readonly send: (packet: Uint8Array) => void;
  readonly random: () => number;
}

export class RtpSender {
  readonly stats: SenderStats;
  readonly #options: RtpSenderOptions;
  readonly #events = new TelephoneEventSender();
  #stream: SendStream | null = null;
  #running = false;
  #source: 'microphone' | 'timer' = 'timer';
  #filled = 0;
  #sequenceNumber: number;
  #timestamp: number;
  #marker = true;
  #lastFrameMs: number | null = null;
  #lastMicMs = 0;
  #nextDueMs = 0;
  #cancelTimer: (() => void) | null = null;
  #peak = 0;
  #gain = 1;
  /** What the microphone gave, muted or held; gone with the next push. */
  #said = new Float32Array(0);
  #complexity: number | null = null;
  /** Not null while the far end is on hold. */
  #comfort: HoldComfort | null = null;

  constructor(options: RtpSenderOptions) {
    this.#options = options;
    const random32 = (): number => Math.floor(options.random() * 0x1_0000_0000) >>> 0;
    this.stats = new SenderStats(random32());
    // RFC 3550 5.1: random starts; below 2^15 for the sake of receivers that mind an early wrap.
    this.#sequenceNumber = random32() & 0x7fff;
    this.#timestamp = random32();
  }

  get clockRate(): number { return this.#stream?.clockRate ?? 8000; }
  get running(): boolean { return this.#running; }

  /** Peak of what the microphone gave since the last call, 0..1. */
  takePeak(): number {
    const peak = this.#peak;
    this.#peak = 0;
    return peak;
  }

  /** Begins, or goes on in another format. @throws CodecError where the codec cannot be made */
  start(format: SendFormat): void {
    if (!this.#stream || !sameFormat(this.#stream.format, format)) this.#open(format);
    if (this.#running) return;
    this.#running = true;
    this.#marker = true;
    this.#toTimer(this.#options.clock.monotonicMs());
  }

  /** Stops sending (hold); digits under way are cut off. start() goes on with the same stream. */
  stop(): void {
    this.#running = false;
    this.#cancel();
    this.#events.abort();
  }

  dispose(): void {
    this.stop();
    this.#stream?.dispose();
    this.#stream = null;
  }

  /** What the far end reported of our packets in its last interval: how we send follows it. */
  noteReportedLoss(lossPercent: number): void {
    this.#stream?.noteReport({ lossPercent, roundTripMs: this.stats.roundTripMs, atMs: this.#options.clock.monotonicMs() });
  }

  /** How we send now, null before the first start. */
  get settings(): SendSettings | null { return this.#stream?.settings ?? null; }

  /** Microphone samples at 48 kHz, any number. A frame that is full goes out before this returns. */
  pushMic(pcm: Float32Array, muted: boolean): void {
    const stream = this.#stream;
    if (!this.#running || !stream) return;
    const now = this.#options.clock.monotonicMs();
    if (this.#source === 'timer') this.#toMicrophone(now, stream);
    this.#lastMicMs = now;
    const samples = stream.resample(this.#withMute(pcm, muted));
    for (let at = 0; at < samples.length;) {
      const take = Math.min(stream.frame.length - this.#filled, samples.length - at);
      stream.frame.set(samples.subarray(at, at + take), this.#filled);
      at += take;
      this.#filled += take;
      if (this.#filled === stream.frame.length) {
        this.#filled = 0;
        this.#sendFrame(stream, stream.frame, now);
      }
    }
  }

  /** Mute goes down and up over a few milliseconds: a hard edge would click. */
  #withMute(pcm: Float32Array, muted: boolean): Float32Array {
    if (this.#said.length !== pcm.length) this.#said = new Float32Array(pcm.length);
    const said = this.#said;
    let gain = this.#gain;
    let peak = this.#peak;
    const aim = muted ? 0 : 1;
    for (let i = 0; i < said.length; i++) {
      if (gain !== aim) gain = muted ? Math.max(0, gain - MUTE_STEP) : Math.min(1, gain + MUTE_STEP);
      const sample = (pcm[i] as number) * gain;
      // What is not a number is silence.
      const held = sample > 1 ? 1 : sample < -1 ? -1 : sample || 0;
      said[i] = held;
      const size = held < 0 ? -held : held;
      if (size > peak) peak = size;
    }
    this.#gain = gain;
    this.#peak = peak;
    return said;
  }

  /** How hard the encoder is to try from now on, 0..10; also after a change of the format. */
  setComplexity(complexity: number): void {
    this.#complexity = complexity;
    this.#stream?.setComplexity(complexity);
  }

  /** The microphone is taken away on purpose: no waiting for it. */
  releaseMic(): void {
    if (this.#running && this.#source === 'microphone') this.#toTimer(this.#options.clock.monotonicMs());
  }

  /** On hold, the timer's frames carry comfort instead of silence. */
  setHolding(holding: boolean): void {
    if (holding === (this.#comfort !== null)) return;
    this.#comfort = holding ? new HoldComfort(this.#options.random) : null;
    if (this.#source === 'timer') this.#stream?.frame.fill(0);
  }

  /** Rejects with DtmfError where the far end takes no telephone-event or we do not send. */
  sendDigits(digits: string, digitMs: number): Promise<void> {
    if (!this.#running || !this.#stream?.format.events) {
      return Promise.reject(new DtmfError('NO_TELEPHONE_EVENT', 'the far end takes no telephone-event now'));
    }
    return this.#events.send(digits, digitMs);
  }

  #open(format: SendFormat): void {
    const next = new SendStream(format, this.#complexity);
    if (this.#stream) {
      this.#stream.dispose();
      this.#marker = true;
    }
    this.#stream = next;
    this.#filled = 0;
    if (this.#running) this.#toTimer(this.#options.clock.monotonicMs());
  }

  #toMicrophone(now: number, stream: SendStream): void {
    this.#cancel();
    this.#source = 'microphone';
    this.#filled = 0;
    stream.cut();
    this.#watchMicrophone(now, stream.format.ptimeMs + MIC_PATIENCE_MS);
  }

  #watchMicrophone(now: number, patienceMs: number): void {
    this.#cancelTimer = this.#options.clock.after(patienceMs, () => {
      const woke = this.#options.clock.monotonicMs();
      const overslept = woke - now > patienceMs + OVERSLEPT_MS;
      if (overslept || woke - this.#lastMicMs < patienceMs) this.#watchMicrophone(woke, patienceMs);
      else this.#toTimer(woke);
    });
  }

  #toTimer(now: number): void {
    this.#cancel();
    const stream = this.#stream;
    if (!stream) return;
    this.#source = 'timer';
    this.#filled = 0;
    stream.frame.fill(0);
    this.#nextDueMs = this.#lastFrameMs === null ? now : Math.max(now, this.#lastFrameMs + stream.format.ptimeMs);
    this.#arm(now);
  }

  #arm(now: number): void {
    this.#cancelTimer = this.#options.clock.after(Math.max(0, this.#nextDueMs - now), () => this.#tick());
  }

  #tick(): void {
    const stream = this.#stream;
    if (!this.#running || !stream) return;
    const now = this.#options.clock.monotonicMs();
    const { ptimeMs } = stream.format;
    if (now - this.#nextDueMs > MAX_CATCH_UP_FRAMES * ptimeMs) this.#nextDueMs = now;
    // A timer may wake a fraction early; half a millisecond is not worth another sleep.
    while (this.#nextDueMs <= now + 0.5) {
      this.#comfort?.fill(stream.frame, stream.sampleRate);
      this.#sendFrame(stream, stream.frame, this.#nextDueMs);
      this.#nextDueMs += ptimeMs;
    }
    this.#arm(now);
  }

  #cancel(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = null;
  }

  #sendFrame(stream: SendStream, pcm: Float32Array, atMs: number): void {
    this.#skipMissedFrames(stream, atMs);
    this.#lastFrameMs = atMs;
    const { format, clockRate, frameTicks } = stream;
    const timestamp = this.#timestamp;
    this.#timestamp = (this.#timestamp + frameTicks) >>> 0;
    const event = format.events && this.#events.nextPacket({
      timestamp, frameMs: format.ptimeMs, clockRate, eventClockRate: format.events.clockRate,
    });
    if (format.events && event) {
      this.#send({ payloadType: format.events.payloadType, ...event });
      return;
    }
    const packet = stream.packet(pcm, timestamp);
    if (!packet) return;
    this.#send({ ...packet, timestamp, marker: packet.marker || this.#marker });
    this.#marker = false;
  }

  /** After a change of the clock, or a timer that slept, the timestamps leave out the time that nothing was sent for. */
  #skipMissedFrames({ format, frameTicks }: SendStream, atMs: number): void {
    if (this.#lastFrameMs === null) return;
    const gapMs = atMs - this.#lastFrameMs;
    if (gapMs < format.ptimeMs * 1.5 + (this.#source === 'microphone' ? MIC_PATIENCE_MS : 0)) return;
    this.#timestamp = (this.#timestamp + (Math.round(gapMs / format.ptimeMs) - 1) * frameTicks) >>> 0;
    this.#marker = true;
  }

  #send(packet: { payloadType: number; payload: Uint8Array; timestamp: number; marker: boolean }): void {
    const bytes = buildRtp({ ...packet, sequenceNumber: this.#sequenceNumber, ssrc: this.stats.ssrc });
    this.#sequenceNumber = (this.#sequenceNumber + 1) & 0xffff;
    this.stats.note(packet.timestamp, packet.payload.length, this.#options.clock.monotonicMs());
    this.#options.send(bytes);
  }
}
