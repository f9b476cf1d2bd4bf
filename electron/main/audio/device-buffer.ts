import { SlipWatch } from './slip-watch';

/**
 * The least a device takes at a time, frames at 48 kHz: 5 ms, which packets of 20 ms and echo cancellation in steps of 10 ms
 * fit. PulseAudio holds three of them. PipeWire works in powers of two: whatever is none piles up there, to half a second.
 */
export const LEAST_FRAMES = { usual: 240, pipewire: 256 } as const;
/** Device buffers that are tried, in units of the least: about 5, 10, 20 and 40 ms. */
const STEPS = [1, 2, 4, 8] as const;
const LARGEST = 8;
const KEY = 'audioDeviceBuffer';
/** Devices stutter their way in. */
const SETTLING_MS = 1_500;
/** So many losses within this time are no accident. */
const LOSSES = 3;
const TOGETHER_MS = 20_000;
/** A machine of which less lies idle is busy: what a device loses then says nothing about the device. */
const BUSY_BELOW = 0.5;
/** So many looks at a machine that is not busy, without a loss, and the work is over. */
const CALM_LOOKS = 2;
/** A stream of this length without a loss is a calm one; after so many in a row less is tried. */
const CALM_STREAM_MS = 30_000;
const CALM_STREAMS = 3;

/** Where small facts outlive the app. Neither throws. */
export interface Memory {
  getState(key: string): unknown;
  setState(key: string, value: unknown): void;
}

interface Learned { readonly frames: number; readonly calmStreams: number }

/**
 * How much sound the buffer of a device holds: as little as this machine can keep filled. It starts low. Where a stream
 * loses sound on a machine that has little else to do, the device needs more: a step, which is remembered, and less is
 * tried after some calm streams. Where the machine is busy, it has all there is until the work is over.
 */
export class DeviceBuffer {
  private readonly watch = new SlipWatch(SETTLING_MS);
  private learned: Learned;
  private stream: { readonly beganAtMs: number; lossesAtMs: number[]; lost: boolean } | null = null;
  /** Before the first look a call has only just begun, and windows open. */
  private busy = true;
  private calmLooks = 0;
  private forWork = false;

  /** `least`: of LEAST_FRAMES, what suits the sound server. */
  constructor(private readonly memory: Memory, readonly least: number) {
    this.learned = this.learnedOf(memory.getState(KEY));
  }

  /** What the speaker's device is to have now. */
  get frames(): number {
    return this.forWork ? this.least * LARGEST : this.learned.frames;
  }

  /** A stream begins. */
  begin(nowMs: number): void {
    this.stream = { beganAtMs: nowMs, lossesAtMs: [], lost: false };
    this.busy = true;
    this.calmLooks = 0;
    this.watch.reset();
  }

  /** The device runs anew: what was seen of its clock says nothing any more. */
  changed(): void {
    this.watch.reset();
  }

  /** How far the device's clock is behind the system's, from any one moment on. Answers whether `frames` has changed. */
  note(lagMs: number, nowMs: number): boolean {
    const { stream } = this;
    if (stream === null || !this.watch.note(lagMs, nowMs)) return false;
    this.calmLooks = 0;
    if (!this.busy) stream.lost = true;
    stream.lossesAtMs = [...stream.lossesAtMs.filter((atMs) => nowMs - atMs <= TOGETHER_MS), nowMs];
    if (stream.lossesAtMs.length < LOSSES) return false;
    stream.lossesAtMs = [];
    const before = this.frames;
    if (this.busy) this.forWork = true;
    else this.learn({ frames: this.stepsFrom(this.learned.frames, 1), calmStreams: 0 });
    return this.frames !== before;
  }

  /** Which share of the machine lay idle since the last look, 0..1; looks are some seconds apart. Answers whether `frames` has changed. */
  noteIdle(share: number): boolean {
    this.busy = share < BUSY_BELOW;
    this.calmLooks = this.busy ? 0 : this.calmLooks + 1;
    if (!this.forWork || this.calmLooks < CALM_LOOKS) return false;
    this.forWork = false;
    return this.frames !== this.least * LARGEST;
  }

  /** The stream is over. */
  end(nowMs: number): void {
    const { stream } = this;
    this.stream = null;
    if (stream === null) return;
    if (stream.lost) return this.learn({ frames: this.learned.frames, calmStreams: 0 });
    if (this.forWork || this.learned.frames === this.least || nowMs - stream.beganAtMs < CALM_STREAM_MS) return;
    const calmStreams = this.learned.calmStreams + 1;
    this.learn(calmStreams < CALM_STREAMS ? { frames: this.learned.frames, calmStreams } : { frames: this.stepsFrom(this.learned.frames, -1), calmStreams: 0 });
  }

  private learn(learned: Learned): void {
    if (learned.frames === this.learned.frames && learned.calmStreams === this.learned.calmStreams) return;
    this.learned = learned;
    this.memory.setState(KEY, learned);
  }

  private stepsFrom(frames: number, steps: number): number {
    const at = STEPS.findIndex((step) => step * this.least === frames) + steps;
    return this.least * (STEPS[Math.max(0, Math.min(STEPS.length - 1, at))] ?? 1);
  }

  /** What is stored; where that makes no sense, or was learned with another sound server, the beginning. */
  private learnedOf(stored: unknown): Learned {
    const { frames, calmStreams } = (typeof stored === 'object' && stored !== null ? stored : {}) as { frames?: unknown; calmStreams?: unknown };
    const known = STEPS.map((step) => step * this.least).find((size) => size === frames);
    return known === undefined ? { frames: this.least, calmStreams: 0 } : { frames: known, calmStreams: typeof calmStreams === 'number' ? calmStreams : 0 };
  }
}
