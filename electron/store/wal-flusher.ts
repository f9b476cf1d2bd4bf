import { close, fsync, open } from 'node:fs';

/**
 * Brings committed transactions to the disk itself soon after each write, on a thread of libuv: main never waits for a disk.
 * SQLite runs with synchronous=NORMAL, which survives any crash of the app by itself and syncs only at checkpoints;
 * this narrows what a power cut can take from "since the last checkpoint" to the last tenth of a second.
 */
export class WalFlusher {
  #handle: number | null = null;
  #state: 'idle' | 'busy' | 'again' | 'disposed' = 'idle';

  constructor(private readonly databaseFile: string) {}

  /** Call after a commit. Never throws, never waits. */
  flushSoon(): void {
    if (this.#state === 'idle') {
      this.#state = 'busy';
      this.#flush();
    } else if (this.#state === 'busy') {
      this.#state = 'again';
    }
  }

  dispose(): void {
    const idle = this.#state === 'idle';
    this.#state = 'disposed';
    if (idle) this.#close();
  }

  #flush(): void {
    if (this.#handle !== null) {
      fsync(this.#handle, () => this.#done());
      return;
    }
    // Windows asks for write access to flush. SQLite takes no locks on this file, so closing it later drops none.
    open(`${this.databaseFile}-wal`, 'r+', (error, handle) => {
      if (error !== null) {
        this.#done();
        return;
      }
      this.#handle = handle;
      fsync(handle, () => this.#done());
    });
  }

  #done(): void {
    if (this.#state === 'disposed') {
      this.#close();
    } else if (this.#state === 'again') {
      this.#state = 'busy';
      this.#flush();
    } else {
      this.#state = 'idle';
    }
  }

  #close(): void {
    if (this.#handle !== null) close(this.#handle, () => undefined);
    this.#handle = null;
  }
}
