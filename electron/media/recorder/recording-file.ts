import { mkdir, open, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { RecordingEnd } from '../../calls/ports/recording';

/** Half a minute of the largest format; a disk that is further behind is not going to catch up. */
const MAX_WAITING_OCTETS = 6_000_000;
const MAX_NUMBERED = 1000;
/** A disk that does not answer must not keep the call's end waiting. */
const CLOSE_TIMEOUT_MS = 3000;

/** Octets with their place: at the end, or (a header) at the beginning. */
interface Write {
  readonly octets: Buffer;
  readonly atStart: boolean;
}

export interface FileFailure {
  readonly reason: Extract<RecordingEnd, 'disk-full' | 'disk-slow' | 'failed'>;
  readonly detail: string;
}

/** What recordings are written to; tests put a slow or full disk in its place. */
export interface FileSystem {
  makeFolder(folder: string): Promise<void>;
  /** Creates the file; fails with EEXIST where it is there. */
  create(file: string): Promise<Pick<FileHandle, 'write' | 'close' | 'datasync'>>;
}

export const nodeFileSystem: FileSystem = {
  makeFolder: async (folder) => { await mkdir(folder, { recursive: true }); },
  create: (file) => open(file, 'wx'),
};

/** A file that grows beside the sound: writes queue up here and never wait for each other or for us. */
export class RecordingFile {
  readonly path: string;
  readonly #handle: Pick<FileHandle, 'write' | 'close' | 'datasync'>;
  readonly #onFailed: (failure: FileFailure) => void;
  #queue: Write[] = [];
  #waitingOctets = 0;
  #end = 0;
  #busy: Promise<void> | null = null;
  #failed = false;

  private constructor(path: string, handle: Pick<FileHandle, 'write' | 'close' | 'datasync'>, onFailed: (failure: FileFailure) => void) {
    this.path = path;
    this.#handle = handle;
    this.#onFailed = onFailed;
  }

  /** Makes the folder and a new file: `path.extension`, or `path (2).extension` and so on where that is taken. Rejects with the file system's error. */
  static async create(path: string, extension: string, onFailed: (failure: FileFailure) => void, files: FileSystem = nodeFileSystem): Promise<RecordingFile> {
    await files.makeFolder(dirname(path));
    for (let number = 1; ; number++) {
      const file = `${path}${number === 1 ? '' : ` (${number})`}.${extension}`;
      try {
        return new RecordingFile(file, await files.create(file), onFailed);
      } catch (error) {
        if (codeOf(error) !== 'EEXIST' || number >= MAX_NUMBERED) throw error;
      }
    }
  }

  append(octets: Buffer): void {
    this.#add({ octets, atStart: false });
  }

  /** Writes over the beginning; what is there has this length already. */
  replaceStart(octets: Buffer): void {
    this.#add({ octets, atStart: true });
  }

  /** Waits for what is queued and closes the file; a disk that does not answer is left behind after three seconds. */
  async close(): Promise<void> {
    const closing = (async () => {
      await this.#busy;
      if (!this.#failed) await this.#handle.datasync().catch(() => undefined);
      await this.#handle.close().catch(() => undefined);
    })();
    await Promise.race([closing, new Promise<void>((resolve) => { setTimeout(resolve, CLOSE_TIMEOUT_MS).unref(); })]);
  }

  #add(write: Write): void {
    if (this.#failed) return;
    this.#queue.push(write);
    this.#waitingOctets += write.octets.length;
    if (this.#waitingOctets > MAX_WAITING_OCTETS) this.#fail({ reason: 'disk-slow', detail: `${this.#waitingOctets} octets wait for the disk` });
    else this.#busy ??= this.#work().finally(() => { this.#busy = null; });
  }

  async #work(): Promise<void> {
    for (let write = this.#queue.shift(); write !== undefined; write = this.#queue.shift()) {
      try {
        await this.#writeWhole(write);
      } catch (error) {
        const code = codeOf(error);
        this.#fail({ reason: code === 'ENOSPC' || code === 'EDQUOT' ? 'disk-full' : 'failed', detail: error instanceof Error ? error.message : String(error) });
        return;
      }
      this.#waitingOctets -= write.octets.length;
    }
  }

  async #writeWhole({ octets, atStart }: Write): Promise<void> {
    const start = atStart ? 0 : this.#end;
    for (let done = 0; done < octets.length;) {
      const { bytesWritten } = await this.#handle.write(octets, done, octets.length - done, start + done);
      done += bytesWritten;
    }
    if (!atStart) this.#end += octets.length;
  }

  #fail(failure: FileFailure): void {
    if (this.#failed) return;
    this.#failed = true;
    this.#queue = [];
    this.#onFailed(failure);
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
