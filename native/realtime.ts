import { addon } from './load';

/** Below Chromium's own audio threads (8) and common sound servers (5 and up). */
const PRIORITY = 1;
/** A thread that computes so long at a stretch has gone wrong; the system then ends its process, which is made again. */
const LONGEST_STRETCH_US = 5_000_000;

/**
 * Lets threads of one process run before all ordinary ones, by turns (SCHED_RR). Linux only, and only where the user
 * may (root, or a real-time limit as the audio groups of some systems have).
 * @returns how many threads the system agreed to; 0 where it may not be, or the addon is missing. Never throws.
 */
export function makeRealtime(pid: number, threads: readonly number[]): number {
  try {
    const { setRealtime, limitRealtime } = addon();
    if (!setRealtime || !limitRealtime || limitRealtime(pid, LONGEST_STRETCH_US) < 0) return 0;
    return threads.filter((thread) => setRealtime(thread, PRIORITY) === 0).length;
  } catch {
    return 0;
  }
}
