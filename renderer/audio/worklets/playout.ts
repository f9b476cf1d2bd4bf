/** Frames the worklet asks of the media process at a time: one render quantum, 2.7 ms at 48 kHz. */
export const CHUNK_FRAMES = 128;

const CAPACITY_FRAMES = 9_600;
const SMALLEST_TARGET_FRAMES = 256;
const FIRST_TARGET_FRAMES = 480;
/** Above what the device itself asks for at a time. */
const LARGEST_TARGET_FRAMES = 2_400;
/** Kept above what the slowest answer needs: 1.3 ms. */
const SPARE_FRAMES = 64;
/** The slowest answer of each quarter of a second is remembered for eight seconds. */
const BLOCKS = 32;
const BLOCK_FRAMES = 12_000;
/** Fade in after a gap and out into one: 1.3 ms, enough that no click is heard. */
const FADE_FRAMES = 64;

/**
 * The samples that wait for the speaker. Pull driven: whoever owns it sends framesToAsk() to the media process,
 * so the device's clock drives and nothing drifts. Keeps as little waiting as the machine allows: what was played
 * while the slowest answer was on its way, in the second worst moment of the last eight seconds, and a little more: a
 * single stall costs one gap and not eight seconds of delay.
 */
export class Playout {
  private readonly ring = new Float32Array(CAPACITY_FRAMES);
  private readonly slowest = new Float64Array(BLOCKS);
  /** When each pull that is not answered yet was sent, in frames played. */
  private readonly pulls: number[] = [];
  private now = 0;
  private block = 0;
  private inBlock = 0;
  private readAt = 0;
  private filled = 0;
  private asked = 0;
  private target = 0;
  /** So much must wait before sound starts or starts again: what the device takes at a time, lest it stutters its way in. */
  private startFrames = CHUNK_FRAMES;
  private started = false;
  private lastSample = 0;
  private fadeIn = 0;
  private dry = false;

  /** How often the speaker wanted samples that were not there. */
  underruns = 0;

  /** `deviceFrames`: what the device takes at a time, one render quantum after the other. */
  constructor(private deviceFrames: number = CHUNK_FRAMES) {
    this.setDeviceFrames(deviceFrames);
    this.target = this.firstTarget;
  }

  /** Another device: what the old one showed of answers goes on to count. */
  setDeviceFrames(frames: number): void {
    this.deviceFrames = frames;
    this.startFrames = Math.max(CHUNK_FRAMES, frames);
    this.retarget();
  }

  private get firstTarget(): number {
    return Math.max(FIRST_TARGET_FRAMES, this.startFrames + SMALLEST_TARGET_FRAMES);
  }

  get waitingFrames(): number {
    return this.filled;
  }

  get targetFrames(): number {
    return this.target;
  }

  /** Takes what the media process sent. What does not fit pushes out the oldest. */
  push(pcm: Float32Array): void {
    this.asked = Math.max(0, this.asked - pcm.length);
    const sentAt = this.pulls.shift();
    if (sentAt !== undefined) this.noteAnswer(this.now - sentAt);
    const fresh = pcm.length > CAPACITY_FRAMES ? pcm.subarray(pcm.length - CAPACITY_FRAMES) : pcm;
    const overflow = Math.max(0, this.filled + fresh.length - CAPACITY_FRAMES);
    this.readAt = (this.readAt + overflow) % CAPACITY_FRAMES;
    this.filled -= overflow;
    const writeAt = (this.readAt + this.filled) % CAPACITY_FRAMES;
    const untilWrap = Math.min(fresh.length, CAPACITY_FRAMES - writeAt);
    this.ring.set(fresh.subarray(0, untilWrap), writeAt);
    this.ring.set(fresh.subarray(untilWrap), 0);
    this.filled += fresh.length;
  }

  /** Fills `out` with what waits; where that is not enough, fades to silence and counts an underrun. */
  read(out: Float32Array): void {
    this.now += out.length;
    this.age(out.length);
    const there = Math.min(out.length, this.filled);
    const held = this.dry || !this.started;
    if (held && this.filled < this.startFrames) {
      this.fadeOut(out, 0);
      return;
    }
    if (held) {
      this.started = true;
      this.dry = false;
      this.fadeIn = FADE_FRAMES;
    }
    for (let i = 0; i < there; i += 1) {
      let sample = this.ring[(this.readAt + i) % CAPACITY_FRAMES] ?? 0;
      if (this.fadeIn > 0) {
        sample *= 1 - this.fadeIn / FADE_FRAMES;
        this.fadeIn -= 1;
      }
      out[i] = sample;
      this.lastSample = sample;
    }
    this.readAt = (this.readAt + there) % CAPACITY_FRAMES;
    this.filled -= there;
    if (there < out.length) this.runDry(out, there);
  }

  /** How many frames to ask for now, whole chunks; what was asked counts as asked until it comes. */
  framesToAsk(): number {
    const missing = this.target - this.filled - this.asked;
    if (missing < CHUNK_FRAMES) return 0;
    const frames = Math.floor(missing / CHUNK_FRAMES) * CHUNK_FRAMES;
    this.asked += frames;
    this.pulls.push(this.now);
    return frames;
  }

  /** A new media process or stream: what was asked of the old one never comes. */
  reset(): void {
    this.filled = 0;
    this.asked = 0;
    this.started = false;
    this.dry = false;
    this.fadeIn = 0;
    this.pulls.length = 0;
    this.target = this.firstTarget;
    this.slowest.fill(0);
    this.inBlock = 0;
  }

  private runDry(out: Float32Array, from: number): void {
    this.fadeOut(out, from);
    this.underruns += 1;
    this.dry = true;
  }

  /** An answer took as long as `frames` were played: so many must be there while the next one is under way. */
  private noteAnswer(frames: number): void {
    this.slowest[this.block] = Math.max(this.slowest[this.block] ?? 0, frames);
    if (frames + CHUNK_FRAMES + SPARE_FRAMES > this.target) this.retarget();
  }

  /** Once a block the slowest answer of the oldest one is forgotten. */
  private age(frames: number): void {
    this.inBlock += frames;
    if (this.inBlock < BLOCK_FRAMES) return;
    this.inBlock = 0;
    this.retarget();
    this.block = (this.block + 1) % BLOCKS;
    this.slowest[this.block] = 0;
  }

  private retarget(): void {
    const needed = secondLargest(this.slowest) + CHUNK_FRAMES + SPARE_FRAMES;
    this.target = Math.max(SMALLEST_TARGET_FRAMES, this.startFrames + SPARE_FRAMES, Math.min(this.deviceFrames + LARGEST_TARGET_FRAMES, needed));
  }

  private fadeOut(out: Float32Array, from: number): void {
    for (let i = from; i < out.length; i += 1) {
      this.lastSample *= 1 - 4 / FADE_FRAMES;
      if (Math.abs(this.lastSample) < 1e-5) this.lastSample = 0;
      out[i] = this.lastSample;
    }
  }
}

function secondLargest(values: Float64Array): number {
  let largest = 0;
  let second = 0;
  for (const value of values) {
    if (value > largest) {
      second = largest;
      largest = value;
    } else if (value > second) second = value;
  }
  return second;
}
