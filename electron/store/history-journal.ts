import type { Clock } from '../calls/ports/clock';
import type { Log } from '../calls/ports/log';
import { toStoreError, type StoreError, type StoreErrorCode } from './errors';

const RETRY_MS = 3000;
/** About three writes a call. Beyond it the oldest go. */
const MAX_WAITING = 10_000;
/** Failures that pass: the write is right, the disk is not. */
const passing: ReadonlySet<StoreErrorCode> = new Set(['DISK_FULL', 'DATABASE_LOCKED', 'DATABASE_IO', 'DATABASE_READ_ONLY', 'DATABASE_CORRUPT']);

/**
 * Writes history in order, at once; what cannot be written now (full disk) waits in memory and is tried again,
 * so that a call never fails or is forgotten for the disk's sake.
 */
export class HistoryJournal {
  readonly #waiting: (() => void)[] = [];
  #cancelRetry: (() => void) | null = null;

  /** `makeRoom` gives back what space it can and never throws. */
  constructor(
    private readonly clock: Clock, private readonly log: Log, private readonly onTrouble: (error: StoreError) => void, private readonly makeRoom: () => void,
  ) {}

  /** Number of writes that wait for the disk. */
  get waiting(): number {
    return this.#waiting.length;
  }

  write(operation: () => void): void {
    if (this.#waiting.length > 0) {
      this.#waiting.push(operation);
      if (this.#waiting.length > MAX_WAITING) {
        this.#waiting.shift();
        this.log.error('too many history writes wait for the disk, the oldest is lost');
      }
      this.flush();
      return;
    }
    try {
      operation();
    } catch (cause) {
      const error = toStoreError(cause);
      if (!passing.has(error.code)) {
        this.log.error('a history write failed', { code: error.code, error: error.message });
        this.onTrouble(error);
        return;
      }
      this.log.warn('history waits in memory', { code: error.code, error: error.message });
      this.#waiting.push(operation);
      this.onTrouble(error);
      this.#retryLater();
    }
  }

  /** Tries what waits, in order; answers whether all is written. */
  flush(): boolean {
    let madeRoom = false;
    while (this.#waiting.length > 0) {
      const operation = this.#waiting[0];
      try {
        operation?.();
      } catch (cause) {
        const error = toStoreError(cause);
        if (passing.has(error.code)) {
          if (!madeRoom) {
            madeRoom = true;
            this.makeRoom();
            continue;
          }
          this.#retryLater();
          return false;
        }
        this.log.error('a history write failed', { code: error.code, error: error.message });
      }
      madeRoom = false;
      this.#waiting.shift();
      if (this.#waiting.length === 0) this.log.info('history that waited is written');
    }
    this.#cancelRetry?.();
    this.#cancelRetry = null;
    return true;
  }

  dispose(): void {
    if (!this.flush()) this.log.error('history could not be written before closing', { lost: this.#waiting.length });
    this.#cancelRetry?.();
    this.#cancelRetry = null;
  }

  #retryLater(): void {
    this.#cancelRetry ??= this.clock.after(RETRY_MS, () => {
      this.#cancelRetry = null;
      this.flush();
    });
  }
}
