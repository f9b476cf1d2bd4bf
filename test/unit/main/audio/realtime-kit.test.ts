import { spawn, type ChildProcess } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { silentLog } from '../../../../electron/calls/ports/log';
import { RealtimeKit } from '../../../../electron/main/audio/realtime-kit';

describe.runIf(process.platform === 'linux')('RealtimeKit', () => {
  let child: ChildProcess;
  beforeEach(() => { child = spawn('sleep', ['5']); });
  afterEach(() => { child.kill(); });

  it('is asked for one thread after the other, and goes on after one that it refuses', async () => {
    const asked: number[] = [];
    let open = 0;
    const kit = new RealtimeKit(silentLog, async (_pid, thread) => {
      open += 1;
      expect(open).toBe(1);
      await Promise.resolve();
      open -= 1;
      asked.push(thread);
      if (thread === 2) throw new Error('Call failed: Device or resource busy');
    });
    kit.ask(child.pid ?? 0, [1, 2, 3]);
    await kit.settled();
    expect(asked).toEqual([1, 2, 3]);
  });

  it.each(['spawn busctl ENOENT', 'Call failed: The name org.freedesktop.RealtimeKit1 was not provided by any .service files', 'Failed to connect to bus: No such file or directory'])(
    'is not asked again where it is not there (%s)', async (words) => {
      let asked = 0;
      const kit = new RealtimeKit(silentLog, () => {
        asked += 1;
        return Promise.reject(new Error(words));
      });
      kit.ask(child.pid ?? 0, [1, 2, 3]);
      await kit.settled();
      kit.ask(child.pid ?? 0, [4]);
      await kit.settled();
      expect(asked).toBe(1);
    });

  it('is not asked for a process that has gone', async () => {
    let asked = 0;
    const kit = new RealtimeKit(silentLog, () => {
      asked += 1;
      return Promise.resolve();
    });
    kit.ask(2 ** 30, [1]);
    await kit.settled();
    expect(asked).toBe(0);
  });
});
