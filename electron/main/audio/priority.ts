import { readdirSync } from 'node:fs';
import { constants, setPriority } from 'node:os';

/** How the media process is called among ours. */
export const MEDIA_SERVICE_NAME = 'Sidetone media';

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
    for (const thread of threadsOf(pid)) setPriority(thread, constants.priority.PRIORITY_HIGH);
    return true;
  } catch {
    return false;
  }
}

function threadsOf(pid: number): number[] {
  return process.platform === 'linux' ? readdirSync(`/proc/${pid}/task`).map(Number) : [pid];
}

/** The media process, and Chromium's own process for devices once there is one. */
export function soundServicesOf(processes: readonly ProcessFacts[]): number[] {
  return processes.filter(isSoundService).map(({ pid }) => pid);
}

function isSoundService({ name, serviceName }: ProcessFacts): boolean {
  return serviceName === 'audio.mojom.AudioService' || name === 'Audio Service' || serviceName === MEDIA_SERVICE_NAME || name === MEDIA_SERVICE_NAME;
}
