import { fork, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { tieToUs } from '../../support/child';

/** Where INVITEs go, at which request URI, from which address of ours, and how many of them. */
export interface FloodOrder { readonly address: string; readonly port: number; readonly uri: string; readonly from: string; readonly perSecond: number }

/** A script of the benches as a process of its own, so that its work is not counted. */
export function benchChild(file: string): ChildProcess {
  return tieToUs(fork(path.resolve(import.meta.dirname, '..', file), { execArgv: ['--import', 'tsx'], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] }));
}

/** The next thing a child says. */
export const told = <T>(from: ChildProcess): Promise<T> => new Promise((resolve) => { from.once('message', (message) => resolve(message as T)); });

/** Floods a phone with INVITEs, each of another call, until stopped; resolves once it has begun. */
export async function startFlood(order: FloodOrder): Promise<{ stop(): Promise<{ sent: number; answers: number }> }> {
  const child = benchChild('lib/flood-process.ts');
  const begun = told(child);
  child.send(order);
  await begun;
  return {
    stop: () => {
      const figures = told<{ sent: number; answers: number }>(child);
      child.send('stop');
      return figures;
    },
  };
}
