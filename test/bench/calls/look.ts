import type { WindowKind } from '../../../electron/contract';
import type { RunningApp } from '../../support/app';
import { costOfTree, type ProcessCost } from '../lib/processes';
import { sleep } from '../lib/report';

export interface Look {
  readonly processes: readonly ProcessCost[];
  /** JavaScript heaps after a collection. */
  readonly heaps: readonly { name: string; usedKiB: number }[];
}

const pages: readonly WindowKind[] = ['phone', 'ring', 'callBar', 'audio'];

/** Collects garbage everywhere it can be asked for, then looks. */
export async function look(app: RunningApp): Promise<Look> {
  await sleep(1_500);
  const heaps = [{ name: 'main', usedKiB: await mainHeap(app) }];
  for (const kind of pages) heaps.push({ name: kind, usedKiB: await pageHeap(app, kind) });
  await sleep(500);
  return { heaps, processes: costOfTree(app.pid).filter(({ kind }) => kind !== 'zygote') };
}

async function mainHeap(app: RunningApp): Promise<number> {
  return app.electron.evaluate(async () => {
    const { setFlagsFromString } = process.getBuiltinModule('node:v8');
    const { runInNewContext } = process.getBuiltinModule('node:vm');
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    for (let round = 0; round < 3; round += 1) {
      collect();
      await new Promise((resolve) => { setTimeout(resolve, 100); });
    }
    return process.memoryUsage().heapUsed / 1024;
  });
}

async function pageHeap(app: RunningApp, kind: WindowKind): Promise<number> {
  const page = await app.window(kind);
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  await session.detach();
  return usedSize / 1024;
}
