import { writeFileSync } from 'node:fs';

export interface Row { bench: string; case: string; subject: string; metric: string; value: number; unit: string }

/** The value below which `share` (0..1) of the samples lie; NaN where there are none. */
export function quantile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

export const median = (samples: readonly number[]): number => quantile(samples, 0.5);

/** The word after `--name` on the command line. */
export function argument(name: string): string | undefined {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? undefined : process.argv[at + 1];
}

/** The rows of one benchmark: a table on standard output, and `--json FILE`. */
export class Report {
  readonly rows: Row[] = [];

  constructor(private readonly bench: string) {}

  add(name: string, subject: string, metric: string, value: number, unit: string): void {
    const decimals = Math.abs(value) < 1 ? 1000 : 100;
    this.rows.push({ bench: this.bench, case: name, subject, metric, value: Math.round(value * decimals) / decimals, unit });
  }

  /** Median, 95th percentile and worst of times in ms. */
  times(name: string, subject: string, samplesMs: readonly number[]): void {
    for (const [metric, share] of [['median', 0.5], ['p95', 0.95], ['max', 1]] as const) this.add(name, subject, metric, quantile(samplesMs, share), 'ms');
  }

  /** Prints the table and writes the file where one was asked for. */
  finish(): void {
    const width = (pick: (row: Row) => string): number => Math.max(...this.rows.map((row) => pick(row).length));
    const [caseWidth, subjectWidth, metricWidth] = [width((row) => row.case), width((row) => row.subject), width((row) => row.metric)];
    for (const row of this.rows) {
      process.stdout.write(`${row.case.padEnd(caseWidth)}  ${row.subject.padEnd(subjectWidth)}  ${row.metric.padEnd(metricWidth)}  ${String(row.value).padStart(10)} ${row.unit}\n`);
    }
    const file = argument('json');
    if (file !== undefined) writeFileSync(file, `${JSON.stringify({ rows: this.rows }, null, 2)}\n`);
  }
}

/** This machine's wall clock in ms with fractions: the same clock that pages read as performance.timeOrigin + performance.now(). */
export const nowMs = (): number => performance.timeOrigin + performance.now();

export const sleep = (ms: number): Promise<void> => new Promise((resolve) => { setTimeout(resolve, ms); });
