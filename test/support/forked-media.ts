import { fork } from 'node:child_process';
import type { MediaProcess } from '../../electron/media';

export interface ForkedMedia extends MediaProcess {
  readonly pid: number | undefined;
}

/** The media process as a plain Node process, where Electron would fork a utilityProcess. Ports cannot be handed to it. */
export function forkMedia(): ForkedMedia {
  const child = fork(new URL('../../electron/media/process.ts', import.meta.url), [], {
    execArgv: ['--import', 'tsx'], serialization: 'advanced', stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  child.on('error', () => {});
  return {
    pid: child.pid,
    postMessage: (message) => { child.send(message, () => {}); },
    on: (event: 'message' | 'exit', listener: (value: never) => void) => child.on(event, listener as (...values: unknown[]) => void),
    kill: () => child.kill('SIGKILL'),
  };
}
