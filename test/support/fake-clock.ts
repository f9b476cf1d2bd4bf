import type { Clock } from '../../electron/calls/ports';

/** A clock that moves only when told to. */
export class FakeClock implements Clock {
  private now = 0;
  private serial = 0;
  private readonly tasks = new Map<number, { dueMs: number; task: () => void }>();

  constructor(private readonly startEpochMs = 1_700_000_000_000) {}

  monotonicMs(): number {
    return this.now;
  }

  epochMs(): number {
    return this.startEpochMs + this.now;
  }

  after(delayMs: number, task: () => void): () => void {
    const key = ++this.serial;
    this.tasks.set(key, { dueMs: this.now + delayMs, task });
    return () => this.tasks.delete(key);
  }

  /** Runs what falls due in the next `ms`, in order. */
  advance(ms: number): void {
    const until = this.now + ms;
    for (;;) {
      const next = [...this.tasks.entries()].filter(([, { dueMs }]) => dueMs <= until).sort((a, b) => a[1].dueMs - b[1].dueMs || a[0] - b[0])[0];
      if (next === undefined) break;
      this.tasks.delete(next[0]);
      this.now = Math.max(this.now, next[1].dueMs);
      next[1].task();
    }
    this.now = until;
  }

  /** Timers still waiting: tests assert that none is left. */
  get pending(): number {
    return this.tasks.size;
  }
}
