import { SlipWatch } from './slip-watch';

/** Device buffers that are tried, frames at 48 kHz: 5.3, 10.7, 21.3 and 42.7 ms. PulseAudio holds three of them. */
const STEPS = [256, 512, 1_024, 2_048] as const;
const KEY = 'audioDeviceBuffer';
/** Devices stutter their way in. */
const SETTLING_MS = 1_500;
/** So many losses within this time are no accident. */
const LOSSES = 3;
const TOGETHER_MS = 20_000;
/** So close together they show a machine that is far too busy for this buffer: one step is left out. */
const THICK_MS = 5_000;
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
 * How much sound the buffer of a device holds: as little as this machine can keep filled. It starts low; what running
 * streams show is remembered and used from the next start of the app on, for Chromium's process for devices learns of it
 * only when it starts.
 */
export class DeviceBuffer {
  /** What devices have in this run of the app. */
  readonly frames: number;
  private readonly watch = new SlipWatch(SETTLING_MS);
  private learned: Learned;
  private stream: { readonly beganAtMs: number; lossesAtMs: number[]; lost: boolean; stepsUp: number } | null = null;

  constructor(private readonly memory: Memory) {
    this.learned = learnedOf(memory.getState(KEY));
    this.frames = this.learned.frames;
  }

  /** A stream begins. */
  begin(nowMs: number): void {
    this.stream = { beganAtMs: nowMs, lossesAtMs: [], lost: false, stepsUp: 0 };
    this.watch.reset();
  }

  /** The device runs anew: what was seen of its clock says nothing any more. */
  changed(): void {
    this.watch.reset();
  }

  /** How far the device's clock is behind the system's, from any one moment on. */
  note(lagMs: number, nowMs: number): void {
    const { stream } = this;
    if (stream === null || !this.watch.note(lagMs, nowMs)) return;
    stream.lost = true;
    stream.lossesAtMs = [...stream.lossesAtMs.filter((atMs) => nowMs - atMs <= TOGETHER_MS), nowMs];
    const first = stream.lossesAtMs.at(-LOSSES);
    if (first === undefined) return;
    stream.stepsUp = Math.max(stream.stepsUp, nowMs - first <= THICK_MS ? 2 : 1);
  }

  /** The stream is over: what it showed is remembered. */
  end(nowMs: number): void {
    const { stream } = this;
    this.stream = null;
    if (stream === null) return;
    if (stream.lost) return this.learn({ frames: Math.max(this.learned.frames, stepsFrom(this.frames, stream.stepsUp)), calmStreams: 0 });
    // Something else was learned already: what this run is like says nothing of that.
    if (this.learned.frames !== this.frames || this.frames === STEPS[0] || nowMs - stream.beganAtMs < CALM_STREAM_MS) return;
    const calmStreams = this.learned.calmStreams + 1;
    this.learn(calmStreams < CALM_STREAMS ? { frames: this.frames, calmStreams } : { frames: stepsFrom(this.frames, -1), calmStreams: 0 });
  }

  private learn(learned: Learned): void {
    if (learned.frames === this.learned.frames && learned.calmStreams === this.learned.calmStreams) return;
    this.learned = learned;
    this.memory.setState(KEY, learned);
  }
}

function stepsFrom(frames: number, steps: number): number {
  const at = STEPS.findIndex((step) => step === frames) + steps;
  return STEPS[Math.max(0, Math.min(STEPS.length - 1, at))] ?? frames;
}

/** What is stored; where that makes no sense, the beginning. */
function learnedOf(stored: unknown): Learned {
  const { frames, calmStreams } = (typeof stored === 'object' && stored !== null ? stored : {}) as { frames?: unknown; calmStreams?: unknown };
  const known = STEPS.find((step) => step === frames);
  return known === undefined ? { frames: STEPS[0], calmStreams: 0 } : { frames: known, calmStreams: typeof calmStreams === 'number' ? calmStreams : 0 };
}
