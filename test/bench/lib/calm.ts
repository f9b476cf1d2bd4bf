import { readFileSync } from 'node:fs';
import { sleep } from './report';

const LOOK_MS = 200;
const CALM_SHARE = 0.7;

/** How much of all processors is idle over the next 200 ms, 0..1. Linux; elsewhere nothing is known and 1 is said. */
export async function idleShare(): Promise<number> {
  const before = ticks();
  await sleep(LOOK_MS);
  const after = ticks();
  return before === null || after === null || after.all === before.all ? 1 : (after.idle - before.idle) / (after.all - before.all);
}

/** Waits for others to leave the machine alone, for a while at most; answers whether they did. */
export async function calm(withinMs = 8_000): Promise<boolean> {
  for (let waitedMs = 0; waitedMs <= withinMs; waitedMs += LOOK_MS) {
    if (await idleShare() >= CALM_SHARE) return true;
  }
  return false;
}

function ticks(): { idle: number; all: number } | null {
  try {
    const numbers = (readFileSync('/proc/stat', 'utf8').split('\n')[0] ?? '').trim().split(/\s+/).slice(1).map(Number);
    return { idle: (numbers[3] ?? 0) + (numbers[4] ?? 0), all: numbers.reduce((sum, each) => sum + each, 0) };
  } catch {
    return null;
  }
}
