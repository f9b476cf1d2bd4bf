import type { Clock } from '../calls/ports/clock';
import type { Log } from '../calls/ports/log';

export interface QuitOptions {
  /** Unregisters and closes sockets. Given this long at most; the store is closed in any case. */
  readonly hangUpAndUnregister: () => Promise<void>;
  /** Then, in this order; each is tried even where the one before failed. */
  closers: readonly { name: string; close: () => void | Promise<void> }[];
  /** Ends the process. */
  readonly exit: () => void;
  clock: Pick<Clock, 'after' | 'monotonicMs'>;
  log: Log;
}

/** A phone that says goodbye slower than this looks hung. */
export const QUIT_WITHIN_MS = 2_500;
const CLOSER_WITHIN_MS = 1_000;

/** The one way out: menu, tray, --quit, Ctrl-C, SIGTERM and the end of the session all come here, once. */
export class Quit {
  #begun = false;

  constructor(private readonly options: QuitOptions) {}

  get begun(): boolean { return this.#begun; }

  readonly begin = (reason: string): void => {
    if (this.#begun) return;
    this.#begun = true;
    void this.#run(reason);
  };

  async #run(reason: string): Promise<void> {
    const { log, clock, closers, exit } = this.options;
    const begunAt = clock.monotonicMs();
    log.info('quitting', { reason });
    await this.#attempt('unregister', QUIT_WITHIN_MS, () => this.options.hangUpAndUnregister());
    for (const { name, close } of closers) await this.#attempt(name, CLOSER_WITHIN_MS, close);
    log.info('quit', { tookMs: Math.round(clock.monotonicMs() - begunAt) });
    exit();
  }

  async #attempt(name: string, withinMs: number, task: () => void | Promise<void>): Promise<void> {
    let cancel = (): void => undefined;
    const bound = new Promise<'late'>((resolve) => { cancel = this.options.clock.after(withinMs, () => resolve('late')); });
    try {
      const outcome = await Promise.race([Promise.resolve().then(task).then(() => 'done' as const), bound]);
      if (outcome === 'late') this.options.log.warn('quitting does not wait any longer', { for: name, withinMs });
    } catch (error) {
      this.options.log.error('quitting met a fault', { at: name, error });
    } finally {
      cancel();
    }
  }
}
