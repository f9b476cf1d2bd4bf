import type { Clock } from '../ports';

/** As often as a window is told of changes, ms: three frames, so that hundreds of changes are one event. */
export const BATCH_MS = 50;

/** Collects the newest value of each name and hands over what changed, together, at most every BATCH_MS. */
export class Batch<Name, Value> {
  private readonly waiting = new Map<Name, Value>();
  private stopTimer: (() => void) | null = null;
  private lastMs = -Infinity;

  constructor(private readonly clock: Clock, private readonly tell: (values: Value[]) => void) {}

  set(name: Name, value: Value): void {
    this.waiting.set(name, value);
    if (this.stopTimer !== null) return;
    const sinceMs = this.clock.monotonicMs() - this.lastMs;
    // A single change is told almost at once; what comes in the same burst goes with it.
    this.stopTimer = this.clock.after(Math.max(5, BATCH_MS - sinceMs), () => this.flush());
  }

  forget(name: Name): void {
    this.waiting.delete(name);
  }

  dispose(): void {
    this.stopTimer?.();
    this.stopTimer = null;
    this.waiting.clear();
  }

  private flush(): void {
    this.stopTimer = null;
    this.lastMs = this.clock.monotonicMs();
    const values = [...this.waiting.values()];
    this.waiting.clear();
    if (values.length > 0) this.tell(values);
  }
}
