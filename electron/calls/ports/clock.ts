/** Time as the domain needs it: monotonic for timers, wall clock for history. */
export interface Clock {
  /** Milliseconds that never jump; only differences mean something. */
  monotonicMs(): number;
  /** Milliseconds since 1970, UTC. */
  epochMs(): number;
  /** Runs `task` once after `delayMs`; the answer cancels it. */
  after(delayMs: number, task: () => void): () => void;
}

/** The machine's own time. */
export const systemClock: Clock = {
  monotonicMs: () => performance.now(),
  epochMs: () => Date.now(),
  after(delayMs, task) {
    const timer = setTimeout(task, delayMs);
    return () => clearTimeout(timer);
  },
};
