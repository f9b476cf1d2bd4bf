import { execFile } from 'node:child_process';
import { limitRealtime, REALTIME_PRIORITY } from '../../../native';
import type { Log } from '../../calls/ports/log';

/**
 * RealtimeKit serves only processes whose real-time threads end at 0.2 s of computing at a stretch. Ours give their real
 * time back before that (native stepBackWhenLong).
 */
const STRETCH_US = 100_000;
const MOST_US = 200_000;
const NAME = 'org.freedesktop.RealtimeKit1';

/** Has one thread of a process made real-time; rejects where that is refused or nobody is there to ask. */
export type AskForThread = (pid: number, thread: number) => Promise<void>;

/**
 * The service by which ordinary users of Linux desktops get real-time threads; sound servers use it as well. It gives a
 * user a few dozen threads, so only those are asked for that sound cannot do without.
 */
export class RealtimeKit {
  private there = process.platform === 'linux';
  private work: Promise<void> = Promise.resolve();

  constructor(private readonly log: Log, private readonly askFor: AskForThread = bySystemBus) {}

  /** Asks for threads of one process, one after the other, in the background. Never throws. */
  ask(pid: number, threads: readonly number[]): void {
    if (!this.there || threads.length === 0 || !limitRealtime(pid, STRETCH_US, MOST_US)) return;
    for (const thread of threads) this.work = this.work.then(() => this.one(pid, thread));
  }

  /** Resolves when all that was asked for so far is answered. */
  settled(): Promise<void> {
    return this.work;
  }

  private async one(pid: number, thread: number): Promise<void> {
    if (!this.there) return;
    try {
      await this.askFor(pid, thread);
    } catch (error) {
      const text = String(error);
      // A thread that has ended meanwhile, or one too many, says nothing about the next one.
      this.there = !/ENOENT|ServiceUnknown|not provided|could not be found|[Tt]imed? ?out|Failed to connect/.test(text);
      this.log.info(this.there ? 'RealtimeKit refused a thread' : 'no RealtimeKit here: sound has the usual priority', { pid, thread, error: text.slice(0, 300) });
    }
  }
}

const bySystemBus: AskForThread = (pid, thread) => new Promise((resolve, reject) => {
  const args = ['--system', '--timeout=2', 'call', NAME, `/${NAME.replaceAll('.', '/')}`, NAME, 'MakeThreadRealtimeWithPID', 'ttu', String(pid), String(thread), String(REALTIME_PRIORITY)];
  execFile('busctl', args, { timeout: 3_000 }, (error) => {
    if (error === null) resolve();
    else reject(error);
  });
});
