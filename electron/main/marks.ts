import type { Log } from '../calls/ports/log';

/** Points in the life of a start, told in the log with the time since the process began. */
export class StartMarks {
  constructor(private readonly log: Log, private readonly sinceProcessStartMs: () => number) {}

  mark(name: 'main-loaded' | 'app-ready' | 'window-created' | 'window-ready' | 'parts-ready' | 'line-ready', fields: Readonly<Record<string, unknown>> = {}): void {
    this.log.info(name, { ...fields, sinceStartMs: Math.round(this.sinceProcessStartMs()) });
  }
}
