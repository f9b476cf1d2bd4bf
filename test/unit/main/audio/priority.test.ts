import { spawn } from 'node:child_process';
import { getPriority, setPriority } from 'node:os';
import { describe, expect, it } from 'vitest';
import { indispensable, SoundThreads, soundServicesOf, soundThreadsOf } from '../../../../electron/main/audio/priority';

const noKit = { ask: () => undefined };

describe('the priority of what carries sound', () => {
  it.skipIf(process.getuid?.() !== 0)('is raised where the system allows it, for each thread once', () => {
    const child = spawn('sleep', ['5']);
    try {
      const { pid } = child;
      if (pid === undefined) throw new Error('no child');
      const threads = new SoundThreads(noKit);
      expect(threads.raise([{ pid, kind: 'page' }])).toBe(true);
      expect(getPriority(pid)).toBeLessThan(0);
      setPriority(pid, 0);
      threads.raise([{ pid, kind: 'page' }]);
      expect(getPriority(pid)).toBe(0);
      threads.raise([]);
      threads.raise([{ pid, kind: 'page' }]);
      expect(getPriority(pid)).toBeLessThan(0);
    } finally {
      child.kill();
    }
  });
  it('is left alone where the system refuses', () => {
    expect(new SoundThreads(noKit).raise([{ pid: 2 ** 30, kind: 'page' }])).toBe(false);
  });
  it('is real time for messages, devices and the microphone, and in the media process for Node and what waits for its sockets', () => {
    const threads = [{ id: 7, name: 'sidetone\n' }, { id: 8, name: 'Chrome_ChildIOT\n' }, { id: 9, name: 'ThreadPoolForeg\n' }, { id: 10, name: 'sidetone\n' }, { id: 11, name: 'threaded-ml\n' }];
    expect(soundThreadsOf(7, threads, 'devices')).toEqual([8, 11]);
    expect(soundThreadsOf(7, threads, 'media')).toEqual([7, 8, 10, 11]);
    expect(soundThreadsOf(7, threads, 'main')).toEqual([11]);
  });
  it('is asked of RealtimeKit for the fewest that must not wait', () => {
    const threads = [
      { id: 7, name: 'sidetone\n' }, { id: 8, name: 'Chrome_ChildIOT\n' }, { id: 9, name: 'sidetone\n' }, { id: 10, name: 'sidetone\n' }, { id: 11, name: 'ThreadPoolForeg\n' },
      { id: 12, name: 'AudioOutputDevi\n' }, { id: 13, name: 'Realtime AudioW\n' }, { id: 14, name: 'threaded-ml\n' },
    ];
    const switchesOf = (_pid: number, id: number): number => (id === 10 ? 500 : 3);
    expect(indispensable(7, threads.slice(0, 5), 'media', switchesOf)).toEqual([7, 8, 10]);
    expect(indispensable(7, threads, 'page', switchesOf)).toEqual([8, 12, 13, 14]);
    expect(indispensable(7, threads, 'main', switchesOf)).toEqual([14]);
  });
  it('is asked for the audio service and the media process by their names', () => {
    expect(soundServicesOf([{ pid: 1, name: 'Network Service' }, { pid: 2, serviceName: 'audio.mojom.AudioService' }, { pid: 3, name: 'Sidetone media' }]))
      .toEqual([{ pid: 2, kind: 'devices' }, { pid: 3, kind: 'media' }]);
    expect(soundServicesOf([])).toEqual([]);
  });
});
