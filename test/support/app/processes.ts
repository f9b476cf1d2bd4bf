import { readdirSync, readFileSync } from 'node:fs';

export interface ProcessFacts {
  readonly pid: number;
  readonly parentPid: number;
  readonly commandLine: string;
}

/** A process and everything below it, itself first. Linux. */
export function processTree(pid: number): ProcessFacts[] {
  const all = readdirSync('/proc').flatMap((name) => /^\d+$/.test(name) ? factsOf(Number(name)) : []);
  const found = all.filter((one) => one.pid === pid);
  for (let at = 0; at < found.length; at += 1) found.push(...all.filter((one) => one.parentPid === found[at]?.pid));
  return found;
}

/** kill -9 of a process and all below it. Children are found first: those of a dead process belong to nobody. */
export function killTree(pid: number): void {
  for (const one of processTree(pid)) kill(one.pid);
}

/** kill -9; nothing where it is gone already. */
export function kill(pid: number): void {
  try { process.kill(pid, 'SIGKILL'); } catch { /* it was quicker */ }
}

function factsOf(pid: number): ProcessFacts[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in brackets may hold anything, so fields are counted from its end.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z') return [];
    return [{ pid, parentPid: Number(fields[1]), commandLine: readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ') }];
  } catch {
    return [];
  }
}
