import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** What one process costs. */
export interface ProcessCost {
  readonly pid: number;
  /** "main", "media", "renderer phone", "gpu", ... ; the program's name where it is not the runtime. */
  readonly kind: string;
  /** Proportional set size: memory shared with others counts by its share. */
  readonly pssKiB: number;
  /** Memory that only this process has and has written: unlike PSS it does not change with who else runs the same program. */
  readonly ownKiB: number;
  /** Time on a processor since its start, ns, threads that live now. */
  readonly cpuNs: number;
  readonly handles: number;
  readonly sockets: number;
}

/** The process and all its descendants as they are now; one that ends meanwhile is left out. */
export function costOfTree(rootPid: number): ProcessCost[] {
  return tree(rootPid).flatMap((pid) => {
    try {
      const descriptors = readdirSync(`/proc/${pid}/fd`).map((name) => linkOf(`/proc/${pid}/fd/${name}`));
      return [{
        pid, kind: kindOf(pid), ...memoryOf(pid), cpuNs: cpuOf(pid),
        handles: descriptors.length, sockets: descriptors.filter((target) => target.startsWith('socket:')).length,
      }];
    } catch {
      return [];
    }
  });
}

/** The app's own main process among the descendants of what was started; null where there is none (any more). */
export function mainProcessOf(rootPid: number): number | null {
  return tree(rootPid).find((pid) => kindOf(pid) === 'main') ?? null;
}

export const totalPssMiB = (costs: readonly ProcessCost[]): number => costs.reduce((sum, cost) => sum + cost.pssKiB, 0) / 1024;

/** Share of one core that all processes together used between two looks, percent. New processes count from their start; what a thread did that has ended is lost. */
export function corePercent(before: readonly ProcessCost[], after: readonly ProcessCost[], elapsedMs: number): number {
  const usedNs = after.reduce((sum, { pid, cpuNs }) => sum + Math.max(0, cpuNs - (before.find((cost) => cost.pid === pid)?.cpuNs ?? 0)), 0);
  return usedNs / 1e6 / elapsedMs * 100;
}

function tree(rootPid: number): number[] {
  const children = new Map<number, number[]>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const parent = parentOf(Number(name));
    if (parent !== null) children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  const found = [rootPid];
  for (const pid of found) found.push(...(children.get(pid) ?? []));
  return found;
}

function parentOf(pid: number): number | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return null;
  }
}

function kindOf(pid: number): string {
  const words = commandLineOf(pid).split(/[\0 ]/);
  const option = (name: string): string | null => words.find((word) => word.startsWith(`--${name}=`))?.slice(name.length + 3) ?? null;
  const window = option('sidetone-window');
  if (window !== null) return `renderer ${window}`;
  switch (option('type')) {
    case null: return words.some((word) => word.endsWith('electron')) ? 'main' : (words[0] ?? '').split('/').pop() ?? '';
    case 'gpu-process': return 'gpu';
    case 'utility': return (option('utility-sub-type') ?? 'utility').replace(/^(node|network|audio)\.mojom\..*/, (_all, name: string) => (name === 'node' ? 'media' : name));
    default: return option('type') ?? '';
  }
}

function commandLineOf(pid: number): string {
  try { return readFileSync(`/proc/${pid}/cmdline`, 'utf8'); } catch { return ''; }
}

function memoryOf(pid: number): { pssKiB: number; ownKiB: number } {
  const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  const value = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(rollup)?.[1] ?? 0);
  return { pssKiB: value('Pss'), ownKiB: value('Private_Dirty') };
}

/** The scheduler's own account in ns: the ticks of /proc/PID/stat are 10 ms, which is much for an app that sleeps. */
function cpuOf(pid: number): number {
  return readdirSync(`/proc/${pid}/task`).reduce((sum, thread) => {
    try {
      return sum + Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]);
    } catch {
      return sum;
    }
  }, 0);
}

function linkOf(file: string): string {
  try { return readlinkSync(file); } catch { return ''; }
}
