/** Frames the worklet asks of the media process at a time: 5 ms at 48 kHz. */
export const CHUNK_FRAMES = 240;

const CAPACITY_FRAMES = 9_600;
const SMALLEST_TARGET_FRAMES = 480;
const FIRST_TARGET_FRAMES = 600;
const LARGEST_TARGET_FRAMES = 2_880;
const TARGET_STEP_FRAMES = 120;
/** A stream's first second stutters on many machines and says nothing about the rest of it. */
const SETTLING_FRAMES = 48_000;
/** Less is kept waiting once even the lowest point of this long had more than SPARE_FRAMES to spare. */
const FIRST_CALM_FRAMES = 5 * 48_000;
/** Doubled by each underrun, so that a machine that stutters now and then does not stutter every five seconds. */
const LONGEST_CALM_FRAMES = 40 * 48_000;
const SPARE_FRAMES = 144;
/** Fade in after a gap and out into one: 1.3 ms, enough that no click is heard. */
const FADE_FRAMES = 64;

/**
 * The samples that wait for the speaker. Pull driven: whoever owns it sends framesToAsk() to the media process,
 * so the device's clock drives and nothing drifts. Keeps as little waiting as the machine allows: the target
 * starts at 12.5 ms, grows where it ran dry and shrinks where it never came close to that.
 */
export class Playout {
  private readonly ring = new Float32Array(CAPACITY_FRAMES);
  private readAt = 0;
  private filled = 0;
  private asked = 0;
  private target = FIRST_TARGET_FRAMES;
  private played = 0;
  private calm = 0;
  private calmNeeded = FIRST_CALM_FRAMES;
  private lowest = CAPACITY_FRAMES;
  private started = false;
  private lastSample = 0;
  private fadeIn = 0;
  private dry = false;

  /** How often the speaker wanted samples that were not there. */
  underruns = 0;

  get waitingFrames(): number {
    return this.filled;
  }

  get targetFrames(): number {
    return this.target;
  }

  /** Takes what the media process sent. What does not fit pushes out the oldest. */
  push(pcm: Float32Array): void {
    this.asked = Math.max(0, this.asked - pcm.length);
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
    const there = Math.min(out.length, this.filled);
    // Sound starts, or starts again after a gap, only with a chunk in hand: else it would stutter its way in.
    const held = this.dry || !this.started;
    if (held && this.filled < CHUNK_FRAMES) {
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
    this.played += out.length;
    if (there < out.length) this.runDry(out, there);
    else this.stayCalm(out.length);
  }

  /** How many frames to ask for now, whole chunks; what was asked counts as asked until it comes. */
  framesToAsk(): number {
    const missing = this.target - this.filled - this.asked;
    if (missing < CHUNK_FRAMES) return 0;
    const frames = Math.floor(missing / CHUNK_FRAMES) * CHUNK_FRAMES;
    this.asked += frames;
    return frames;
  }

  /** A new media process or stream: what was asked of the old one never comes. */
  reset(): void {
    this.filled = 0;
    this.asked = 0;
    this.started = false;
    this.dry = false;
    this.fadeIn = 0;
    this.target = FIRST_TARGET_FRAMES;
    this.played = 0;
    this.beginCalm();
    this.calmNeeded = FIRST_CALM_FRAMES;
  }

  private runDry(out: Float32Array, from: number): void {
    this.fadeOut(out, from);
    this.underruns += 1;
    this.dry = true;
    this.beginCalm();
    if (this.played < SETTLING_FRAMES) return;
    this.calmNeeded = Math.min(LONGEST_CALM_FRAMES, this.calmNeeded * 2);
    this.target = Math.min(LARGEST_TARGET_FRAMES, this.target + TARGET_STEP_FRAMES);
  }

  private stayCalm(frames: number): void {
    this.calm += frames;
    this.lowest = Math.min(this.lowest, this.filled);
    if (this.calm < this.calmNeeded) return;
    const spare = this.lowest - SPARE_FRAMES;
    if (spare > 0) this.target = Math.max(SMALLEST_TARGET_FRAMES, this.target - spare);
    this.calmNeeded = Math.max(FIRST_CALM_FRAMES, this.calmNeeded / 2);
    this.beginCalm();
  }

  private beginCalm(): void {
    this.calm = 0;
    this.lowest = CAPACITY_FRAMES;
  }

  private fadeOut(out: Float32Array, from: number): void {
    for (let i = from; i < out.length; i += 1) {
      this.lastSample *= 1 - 4 / FADE_FRAMES;
      if (Math.abs(this.lastSample) < 1e-5) this.lastSample = 0;
      out[i] = this.lastSample;
    }
  }
}
