import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import type { Log } from '../../calls/ports/log';

const Entries = z.object({ version: z.literal(1), entries: z.record(z.string(), z.base64()) });

/** Encrypted blobs by account, in one small file that is replaced as a whole. */
export class SecretFile {
  constructor(private readonly file: string, private readonly log: Log) {}

  /** Empty where there is none yet. A file that cannot be understood is set aside, never overwritten. */
  read(): Map<string, string> {
    let text: string;
    try {
      text = readFileSync(this.file, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') this.log.warn('stored passwords cannot be read', { error });
      return new Map();
    }
    const parsed = Entries.safeParse(parseJson(text));
    if (parsed.success) return new Map(Object.entries(parsed.data.entries));
    this.#setAside();
    return new Map();
  }

  /** Throws where the disk refuses; the old file is then still whole. */
  write(entries: ReadonlyMap<string, string>): void {
    mkdirSync(dirname(this.file), { recursive: true });
    const temporary = `${this.file}.new`;
    rmSync(temporary, { force: true });
    const descriptor = openSync(temporary, 'wx', 0o600);
    try {
      writeSync(descriptor, JSON.stringify({ version: 1, entries: Object.fromEntries(entries) }));
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(temporary, this.file);
  }

  #setAside(): void {
    const aside = `${this.file}.broken-${Date.now()}`;
    try {
      renameSync(this.file, aside);
      this.log.warn('the file of stored passwords is broken and was set aside', { file: aside });
    } catch (error) {
      this.log.warn('the file of stored passwords is broken', { error });
    }
  }
}

function parseJson(text: string): unknown {
  try { return JSON.parse(text); } catch { return null; }
}
