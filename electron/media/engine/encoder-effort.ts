import type { Clock } from '../../calls/ports/clock';

/**
 * Opus complexities, best first, and what a frame of speech costs at each (20 ms, 32 kbit/s): 176, 158, 125, 57 us. The speech
 * score falls from 4.50 by 0.03, 0.10 and 0.12, and the last keeps to 8 kHz; copies for lost packets are in it as before.
 */
const STEPS = [7, 5, 3, 0] as const;
/** Share of one core from which on frames are about to be late, and from which on they are. */
const BUSY = 0.6;
const FALLING_BEHIND = 0.85;
/** Below this for so long, a step better is tried. */
const IDLE = 0.35;
const CALM_MS = 10_000;
/** A better step that had to be given up within this was too much; the next try waits twice as long. */
const TRIAL_MS = 30_000;
const MOST_CALM_MS = 300_000;
/** Over less than this a share says nothing. */
const LEAST_INTERVAL_MS = 500;

export interface EncoderEffortOptions {
  readonly clock: Clock;
  /** Processor time of this process so far, ms. */
  readonly cpuMs: () => number;
}

/**
 * How hard encoders try, from what the process computes: worse at once where its frames would be late, better again only after a
 * calm time. One for all sessions of an engine.
 *
 *   7 ──> 5 ──> 3 ──> 0     a step for each interval above 60 % of a core; above 85 % to the end at once
 *   7 <── 5 <── 3 <── 0     a step for each 10 s (up to 5 min, where better was too much before) below 35 %
 */
export class EncoderEffort {
  readonly #options: EncoderEffortOptions;
  #step = 0;
  #before: { readonly atMs: number; readonly cpuMs: number } | null = null;
  #calmSinceMs: number | null = null;
  #calmMs = CALM_MS;
  #betterSinceMs = Number.NEGATIVE_INFINITY;

  constructor(options: EncoderEffortOptions) {
    this.#options = options;
  }

  /** 0 (light) to 10 (best), for AudioEncoder.tune. */
  get complexity(): number { return STEPS[this.#step] ?? 0; }

  /** Looks at the time since the last look; to be called about once a second. Answers the complexity from now on. */
  look(): number {
    const atMs = this.#options.clock.monotonicMs();
    const cpuMs = this.#options.cpuMs();
    const before = this.#before;
    if (before !== null && atMs - before.atMs < LEAST_INTERVAL_MS) return this.complexity;
    this.#before = { atMs, cpuMs };
    if (before !== null) this.#judge((cpuMs - before.cpuMs) / (atMs - before.atMs), atMs);
    return this.complexity;
  }

  /** Nothing was encoded for a while: the time until the next look does not count. */
  pause(): void {
    this.#before = null;
    this.#calmSinceMs = null;
  }

  #judge(load: number, atMs: number): void {
    if (!(load < IDLE)) this.#calmSinceMs = null;
    if (load > BUSY) this.#worse(load, atMs);
    else if (load < IDLE) this.#better(atMs);
  }

  #worse(load: number, atMs: number): void {
    if (this.#step === STEPS.length - 1) return;
    const tried = atMs - this.#betterSinceMs <= TRIAL_MS;
    this.#calmMs = tried ? Math.min(MOST_CALM_MS, this.#calmMs * 2) : CALM_MS;
    this.#betterSinceMs = Number.NEGATIVE_INFINITY;
    this.#step = load > FALLING_BEHIND ? STEPS.length - 1 : this.#step + 1;
  }

  #better(atMs: number): void {
    if (this.#step === 0) return;
    this.#calmSinceMs ??= atMs;
    if (atMs - this.#calmSinceMs < this.#calmMs) return;
    this.#step -= 1;
    this.#calmSinceMs = null;
    this.#betterSinceMs = atMs;
  }
}

/** Of all threads of this process. */
export function ownCpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
