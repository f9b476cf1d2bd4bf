import { readdirSync, readFileSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { makeRealtime } from '../../../native';

/** How the media process is called among ours. */
export const MEDIA_SERVICE_NAME = 'Sidetone media';

/** Chromium's messages between processes, the sound server's own loop, and the worker that reads the microphone. */
const SOUND_THREADS = ['Chrome_ChildIO', 'threaded-ml', 'DedicatedWorker'] as const;

/** A process as Electron's app.getAppMetrics() names it. */
export interface ProcessFacts {
  readonly pid: number;
  readonly name?: string;
  readonly serviceName?: string;
}

/**
 * Lets a process that carries sound go before others. Linux keeps a priority for each thread, so each is raised:
 * those that already run, which for sound is those of an open stream. Answers whether the system agreed: unprivileged
 * users on Linux and macOS may not, and sound then has to do with the usual priority.
 */
export function raisePriority(pid: number): boolean {
  try {
    const threads = threadsOf(pid);
    for (const { id } of threads) setPriority(id, constants.priority.PRIORITY_HIGH);
    // Even a high priority waits for the next tick behind whoever computes: too long for a buffer of 3 ms.
    makeRealtime(pid, threads.filter(({ name }) => carriesSound(name)).map(({ id }) => id));
    return true;
  } catch {
    return false;
  }
}

/** The threads that every piece of sound goes through, besides those that Chromium itself makes real-time. */
function carriesSound(thread: string): boolean {
  return SOUND_THREADS.some((name) => thread.startsWith(name));
}

interface Thread { readonly id: number; readonly name: string }

function threadsOf(pid: number): Thread[] {
  if (process.platform !== 'linux') return [{ id: pid, name: '' }];
  return readdirSync(`/proc/${pid}/task`).map((id) => ({ id: Number(id), name: readFileSync(`/proc/${pid}/task/${id}/comm`, 'utf8') }));
}

/** The media process, and Chromium's own process for devices once there is one. */
export function soundServicesOf(processes: readonly ProcessFacts[]): number[] {
  return processes.filter(isSoundService).map(({ pid }) => pid);
}

function isSoundService({ name, serviceName }: ProcessFacts): boolean {
  return serviceName === 'audio.mojom.AudioService' || name === 'Audio Service' || serviceName === MEDIA_SERVICE_NAME || name === MEDIA_SERVICE_NAME;
}
