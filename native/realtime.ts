import { addon } from './load';

/** Below Chromium's own audio threads (8) and common sound servers (5 and up). */
export const REALTIME_PRIORITY = 1;
/** A thread that computes so long at a stretch has gone wrong; the system then ends its process, which is made again. */
const LONGEST_STRETCH_US = 5_000_000;

/**
 * Lets threads of one process run before all ordinary ones, by turns (SCHED_RR). Linux only, and only where the user
 * may (root, or a real-time limit as the audio groups of some systems have).
 * @returns how many threads the system agreed to; 0 where it may not be, or the addon is missing. Never throws.
 */
export function makeRealtime(pid: number, threads: readonly number[]): number {
  try {
    const { setRealtime } = addon();
    if (!setRealtime || !limitRealtime(pid, LONGEST_STRETCH_US, LONGEST_STRETCH_US)) return 0;
    return threads.filter((thread) => setRealtime(thread, REALTIME_PRIORITY) === 0).length;
  } catch {
    return 0;
  }
}

/**
 * How long a real-time thread of a process may compute at a stretch, microseconds: then it gets SIGXCPU, and is ended at
 * `mostUs`. Linux only.
 * @returns whether the system agreed. Never throws.
 */
export function limitRealtime(pid: number, stretchUs: number, mostUs: number): boolean {
  try {
    return addon().limitRealtime?.(pid, stretchUs, mostUs) === 0;
  } catch {
    return false;
  }
}

/** Makes this process give its real time back at SIGXCPU, instead of ending. Linux only. Never throws. */
export function stepBackWhenLong(): boolean {
  try {
    return addon().stepBackWhenLong?.() === 0;
  } catch {
    return false;
  }
}
