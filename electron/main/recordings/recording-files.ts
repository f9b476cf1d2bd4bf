import { stat } from 'node:fs/promises';
import type { Clock, Log, RecordingStore } from '../../calls/ports';
import type { RecordingId } from '../../contract/ids';

/** A little longer than Undo is offered, ms. */
const REMOVE_AFTER_MS = 12_000;

/** What the desktop does with files; Electron's shell. */
export interface DesktopFiles {
  openPath(file: string): Promise<string>;
  showItemInFolder(file: string): void;
  trashItem(file: string): Promise<void>;
}

/** The files of recordings: opened by the desktop, and thrown away once that cannot be taken back any more. */
export class RecordingFiles {
  readonly #waiting = new Set<() => void>();

  constructor(private readonly options: { store: RecordingStore; desktop: DesktopFiles; clock: Clock; log: Log }) {}

  async exists(file: string): Promise<boolean> {
    return stat(file).then((found) => found.isFile(), () => false);
  }

  /** With the program that the system has for such files. Throws where it has none. */
  async open(file: string): Promise<void> {
    const problem = await this.options.desktop.openPath(file);
    if (problem !== '') throw new Error(problem);
  }

  reveal(file: string): void {
    this.options.desktop.showItemInFolder(file);
  }

  /** Throws the file of a removed recording away, unless that was taken back meanwhile. */
  removeLater(id: RecordingId): void {
    const cancel = this.options.clock.after(REMOVE_AFTER_MS, () => {
      this.#waiting.delete(cancel);
      void this.#throwAway((removed) => removed === id);
    });
    this.#waiting.add(cancel);
  }

  /** What an earlier run had no time for. */
  async clearUp(): Promise<void> {
    await this.#throwAway(() => true);
  }

  dispose(): void {
    for (const cancel of this.#waiting) cancel();
    this.#waiting.clear();
  }

  async #throwAway(which: (id: RecordingId) => boolean): Promise<void> {
    const { store, desktop, log } = this.options;
    try {
      for (const { id, file } of store.removed().filter((recording) => which(recording.id))) {
        if (await this.exists(file)) await desktop.trashItem(file);
        store.forget(id);
      }
    } catch (error) {
      // It stays removed and is tried again at the next start.
      log.warn('a recording could not be thrown away', { error: error instanceof Error ? error.message : String(error) });
    }
  }
}
