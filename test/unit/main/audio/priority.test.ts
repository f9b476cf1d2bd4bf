import { spawn } from 'node:child_process';
import { getPriority } from 'node:os';
import { describe, expect, it } from 'vitest';
import { raisePriority, soundServicesOf } from '../../../../electron/main/audio/priority';

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
  it('is asked for the audio service and the media process by their names', () => {
    expect(soundServicesOf([{ pid: 1, name: 'Network Service' }, { pid: 2, serviceName: 'audio.mojom.AudioService' }, { pid: 3, name: 'Sidetone media' }])).toEqual([2, 3]);
    expect(soundServicesOf([])).toEqual([]);
  });
});
