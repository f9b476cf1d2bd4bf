import type { Clock } from '../../electron/calls/ports';

/** Real time, run faster, with a count of what still waits. */
export class FastClock implements Clock {
  readonly #timers = new Set<NodeJS.Timeout>();

  constructor(private readonly speed: number) {}

  monotonicMs(): number { return performance.now() * this.speed; }
  epochMs(): number { return Date.now(); }

  after(delayMs: number, task: () => void): () => void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      task();
    }, delayMs / this.speed);
    this.#timers.add(timer);
    return () => {
      clearTimeout(timer);
      this.#timers.delete(timer);
    };
  }

  get pending(): number { return this.#timers.size; }
}
