import type { ChildProcess } from 'node:child_process';

/** Ties a process that we started to ours: should we end before stopChild() was called, it ends too. */
export function tieToUs<Child extends ChildProcess>(child: Child): Child {
  if (tied.size === 0) process.once('exit', endAll);
  tied.add(child);
  child.once('exit', () => {
    tied.delete(child);
    if (tied.size === 0) process.removeListener('exit', endAll);
  });
  return child;
}

const tied = new Set<ChildProcess>();

function endAll(): void {
  for (const child of tied) child.kill('SIGKILL');
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
