import { spawn } from 'node:child_process';
import { getPriority } from 'node:os';
import { describe, expect, it } from 'vitest';
import { audioServiceOf, raisePriority } from '../../../../electron/main/audio/priority';

describe('the priority of what carries sound', () => {
  it.skipIf(process.getuid?.() !== 0)('is raised where the system allows it', () => {
    const child = spawn('sleep', ['5']);
    try {
      const { pid } = child;
      if (pid === undefined) throw new Error('no child');
      expect(raisePriority(pid)).toBe(true);
      expect(getPriority(pid)).toBeLessThan(0);
    } finally {
      child.kill();
    }
  });
  it('is left alone where the system refuses', () => {
    expect(raisePriority(2 ** 30)).toBe(false);
  });
  it('is asked for the audio service by its name', () => {
    expect(audioServiceOf([{ pid: 1, name: 'Network Service' }, { pid: 2, serviceName: 'audio.mojom.AudioService' }])).toBe(2);
    expect(audioServiceOf([])).toBeNull();
  });
});
