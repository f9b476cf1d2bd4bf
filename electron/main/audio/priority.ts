import { constants, setPriority } from 'node:os';

/** A process as Electron's app.getAppMetrics() names it. */
export interface ProcessFacts {
  readonly pid: number;
  readonly name?: string;
  readonly serviceName?: string;
}

/**
 * Lets a process that carries sound go before others. Answers whether the system agreed: unprivileged users on Linux
 * and macOS may not, and sound then has to do with the usual priority.
 */
export function raisePriority(pid: number): boolean {
  try {
    setPriority(pid, constants.priority.PRIORITY_HIGH);
    return true;
  } catch {
    return false;
  }
}

/** Chromium's own process for devices, once there is one. */
export function audioServiceOf(processes: readonly ProcessFacts[]): number | null {
  return processes.find(({ name, serviceName }) => serviceName === 'audio.mojom.AudioService' || name === 'Audio Service')?.pid ?? null;
}
