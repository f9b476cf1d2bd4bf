import { spawn, spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { makeRealtime } from '../../../native';

describe('real-time threads', () => {
  it.skipIf(process.platform !== 'linux' || process.getuid?.() !== 0)('are those asked for, with an end to what runs wild', () => {
    const child = spawn('sleep', ['5']);
    try {
      const pid = child.pid ?? 0;
      expect(makeRealtime(pid, [pid])).toBe(1);
      expect(spawnSync('ps', ['-o', 'cls=', '-p', String(pid)], { encoding: 'utf8' }).stdout.trim()).toBe('RR');
    } finally {
      child.kill();
    }
  });

  it('are none where the process is not there', () => {
    expect(makeRealtime(2 ** 30, [2 ** 30])).toBe(0);
  });
});
