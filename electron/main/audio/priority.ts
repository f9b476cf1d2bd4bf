import { readdirSync, readFileSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { makeRealtime } from '../../../native';
import type { RealtimeKit } from './realtime-kit';

/** How the media process is called among ours. */
export const MEDIA_SERVICE_NAME = 'Sidetone media';

/** The sound server's own loop in whoever opens devices. */
const DEVICE_THREAD = 'threaded-ml';
/** That, Chromium's messages between processes, and the worker that reads the microphone. */
const SOUND_THREADS = ['Chrome_ChildIO', DEVICE_THREAD, 'DedicatedWorker'] as const;
/** Chromium's own, which it makes real-time itself where the user may. */
const CHROMIUM_SOUND_THREADS = ['Realtime Audio', 'AudioOutputDevi', 'AudioInputDevi'] as const;

/** A process as Electron's app.getAppMetrics() names it. */
export interface ProcessFacts {
  readonly pid: number;
  readonly name?: string;
  readonly serviceName?: string;
}

/** A process that carries sound. */
export interface SoundProcess {
  readonly pid: number;
  /**
   * In the media process Node's main thread counts as well, and the one that waits for its sockets; in our own, where it
   * opens devices itself, nothing but what serves them.
   */
  readonly kind: 'page' | 'devices' | 'media' | 'main';
}

interface Thread { readonly id: number; readonly name: string }

/**
 * Lets the threads that carry sound go before others. Linux keeps a priority for each thread, and threads come and go
 * with devices, so whoever owns a running stream calls raise() again and again: only new ones are touched.
 */
export class SoundThreads {
  private seen = new Set<number>();

  /** `kit` is asked where the system itself refuses. */
  constructor(private readonly kit: Pick<RealtimeKit, 'ask'>) {}

  /**
   * Answers whether the system agreed: unprivileged users on Linux and macOS may not. On Linux RealtimeKit is asked then;
   * else sound has to do with the usual priority. Never throws.
   */
  raise(processes: readonly SoundProcess[]): boolean {
    const now = new Set<number>();
    let agreed = true;
    for (const { pid, kind } of processes) {
      try {
        const threads = threadsOf(pid);
        const fresh = threads.filter(({ id }) => !this.seen.has(id));
        for (const { id } of threads) now.add(id);
        if (fresh.length === 0) continue;
        const sound = soundThreadsOf(pid, threads, kind).filter((id) => !this.seen.has(id));
        for (const { id } of fresh) if ((kind !== 'main' || sound.includes(id)) && !hurry(id)) agreed = false;
        // Even a high priority waits for the next tick behind whoever computes: too long for a buffer of 5 ms.
        if (makeRealtime(pid, sound) === sound.length) continue;
        this.kit.ask(pid, indispensable(pid, threads, kind).filter((id) => !this.seen.has(id)));
      } catch {
        agreed = false;
      }
    }
    this.seen = now;
    return agreed;
  }
}

/** The threads that every piece of sound goes through, besides those that Chromium itself makes real-time. */
export function soundThreadsOf(pid: number, threads: readonly Thread[], kind: SoundProcess['kind']): number[] {
  // Electron's thread that waits for Node's sockets has no name of its own: it is called as the process is.
  if (kind === 'main') return threads.filter(({ name }) => name.startsWith(DEVICE_THREAD)).map(({ id }) => id);
  const own = kind === 'media' ? threads.find(({ id }) => id === pid)?.name : undefined;
  return threads.filter(({ name }) => name === own || SOUND_THREADS.some((sound) => name.startsWith(sound))).map(({ id }) => id);
}

/** The fewest that must not wait, Chromium's own among them: those RealtimeKit is asked for. */
export function indispensable(pid: number, threads: readonly Thread[], kind: SoundProcess['kind'], switchesOf = switches): number[] {
  const named = threads.filter(({ name }) => [...SOUND_THREADS, ...CHROMIUM_SOUND_THREADS].some((sound) => name.startsWith(sound))).map(({ id }) => id);
  if (kind === 'main') return soundThreadsOf(pid, threads, kind);
  if (kind !== 'media') return named;
  const own = threads.find(({ id }) => id === pid)?.name;
  // Of all that are called as the process is, the one that waits for sockets is the one that does anything.
  const helpers = threads.filter(({ id, name }) => name === own && id !== pid).map(({ id }) => ({ id, switches: switchesOf(pid, id) }));
  const [waits] = helpers.sort((a, b) => b.switches - a.switches);
  return [pid, ...named, ...(waits === undefined ? [] : [waits.id])];
}

/** How often a thread gave its turn back by itself; 0 where it has gone meanwhile. */
function switches(pid: number, id: number): number {
  try {
    return Number(/^voluntary_ctxt_switches:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/task/${id}/status`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

/** Gives a thread a high priority; whether the system agreed. */
function hurry(id: number): boolean {
  try {
    setPriority(id, constants.priority.PRIORITY_HIGH);
    return true;
  } catch {
    return false;
  }
}

function threadsOf(pid: number): Thread[] {
  if (process.platform !== 'linux') return [{ id: pid, name: '' }];
  return readdirSync(`/proc/${pid}/task`).map((id) => ({ id: Number(id), name: nameOf(`/proc/${pid}/task/${id}/comm`) }));
}

/** '' where the thread has gone meanwhile. */
function nameOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** The media process, and Chromium's own process for devices once there is one. */
export function soundServicesOf(processes: readonly ProcessFacts[]): SoundProcess[] {
  return processes.flatMap(({ pid, name, serviceName }): SoundProcess[] => {
    if (serviceName === MEDIA_SERVICE_NAME || name === MEDIA_SERVICE_NAME) return [{ pid, kind: 'media' }];
    return serviceName === 'audio.mojom.AudioService' || name === 'Audio Service' ? [{ pid, kind: 'devices' }] : [];
  });
}
