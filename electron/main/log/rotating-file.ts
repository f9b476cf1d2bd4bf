import { closeSync, fstatSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

export interface RotatingFileOptions {
  file: string;
  /** The file is set aside as `NAME.1` once it is larger than this; two files are kept. */
  maxBytes: number;
  /** Lines wait at most this long, so that a busy minute costs few writes. */
  flushAfterMs: number;
}

/**
 * A log file of bounded size. Writing never throws: where the disk is full or read-only, lines are dropped
 * and counted, and the count is written once there is room again.
 */
export class RotatingFile {
  #descriptor: number | null = null;
  #bytes = 0;
  #waiting: string[] = [];
  #timer: NodeJS.Timeout | null = null;
  #dropped = 0;
  #closed = false;

  constructor(private readonly options: RotatingFileOptions) {}

  write(line: string): void {
    if (this.#closed) return;
    this.#waiting.push(line);
    this.#timer ??= setTimeout(() => this.flush(), this.options.flushAfterMs).unref();
  }

  flush(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#waiting.length === 0) return;
    const lines = this.#waiting;
    this.#waiting = [];
    try {
      const lost = this.#dropped > 0 ? `${JSON.stringify({ level: 40, time: Date.now(), msg: 'log lines dropped', lines: this.#dropped })}\n` : '';
      const bytes = Buffer.from(lost + lines.join(''), 'utf8');
      this.#makeRoom(bytes.length);
      const descriptor = this.#open();
      for (let offset = 0; offset < bytes.length;) offset += writeSync(descriptor, bytes, offset);
      this.#bytes += bytes.length;
      this.#dropped = 0;
    } catch {
      this.#dropped += lines.length;
      this.#release();
    }
  }

  close(): void {
    this.flush();
    this.#release();
    this.#closed = true;
  }

  #open(): number {
    if (this.#descriptor !== null) return this.#descriptor;
    mkdirSync(dirname(this.options.file), { recursive: true });
    this.#descriptor = openSync(this.options.file, 'a', 0o600);
    this.#bytes = fstatSync(this.#descriptor).size;
    return this.#descriptor;
  }

  #makeRoom(coming: number): void {
    this.#open();
    if (this.#bytes === 0 || this.#bytes + coming <= this.options.maxBytes) return;
    this.#release();
    renameSync(this.options.file, `${this.options.file}.1`);
  }

  #release(): void {
    if (this.#descriptor === null) return;
    try { closeSync(this.#descriptor); } catch { /* the descriptor is gone either way */ }
    this.#descriptor = null;
    this.#bytes = 0;
  }
}
