import type { ChildProcess } from 'node:child_process';

/** Ties a process that we started to ours: should we end before stopChild() was called, it ends too. */
export function tieToUs<Child extends ChildProcess>(child: Child): Child {
  const end = (): void => { child.kill('SIGKILL'); };
  process.once('exit', end);
  child.once('exit', () => process.removeListener('exit', end));
  return child;
}

/** Ends a process that we started: SIGTERM, then SIGKILL after `graceMs`. Resolves when it is gone. */
export async function stopChild(child: ChildProcess, graceMs = 3_000): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const timer = setTimeout(() => child.kill('SIGKILL'), graceMs);
  child.kill('SIGTERM');
  await gone;
  clearTimeout(timer);
}
