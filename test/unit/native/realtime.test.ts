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

  it.skipIf(process.platform !== 'linux' || process.getuid?.() !== 0)('become ordinary again, and the process lives, where one computes too long at a stretch', () => {
    const code = `
      import { readFileSync } from 'node:fs';
      import { limitRealtime, makeRealtime, stepBackWhenLong } from './native';
      // The scheduling policy in the field after the 40th: 0 is ordinary, 2 by turns.
      const policy = () => { const stat = readFileSync('/proc/self/stat', 'utf8'); return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[38]; };
      const done = [stepBackWhenLong(), makeRealtime(process.pid, [process.pid]), limitRealtime(process.pid, 50_000, 2_000_000), policy()];
      for (const until = performance.now() + 400; performance.now() < until;);
      console.log(JSON.stringify([...done, policy()]));`;
    const { stdout, signal, stderr } = spawnSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', code], { encoding: 'utf8' });
    expect({ signal, stdout: stdout.trim(), stderr }).toEqual({ signal: null, stdout: JSON.stringify([true, 1, true, '2', '0']), stderr: '' });
  });

  it('are none where the process is not there', () => {
    expect(makeRealtime(2 ** 30, [2 ** 30])).toBe(0);
  });
});
