import type { Clock, Log } from '../../calls/ports';

const PER_MINUTE = 5;

/** Logs the first few of a kind each minute and then only counts, so that a flood cannot fill the disk. */
export class SampleLog {
  private windowStartedAtMs = -Infinity;
  private readonly counts = new Map<string, number>();

  constructor(private readonly log: Log, private readonly clock: Clock) {}

  note(kind: string, fields: Readonly<Record<string, unknown>>): void {
    const now = this.clock.monotonicMs();
    if (now - this.windowStartedAtMs > 60_000) {
      for (const [name, count] of this.counts) if (count > PER_MINUTE) this.log.info(`${name}: more of the same`, { count: count - PER_MINUTE });
      this.counts.clear();
      this.windowStartedAtMs = now;
    }
    const count = (this.counts.get(kind) ?? 0) + 1;
    this.counts.set(kind, count);
    if (count <= PER_MINUTE) this.log.info(kind, fields);
  }
}
