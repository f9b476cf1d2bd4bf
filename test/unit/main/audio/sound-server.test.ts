import { spawn } from 'node:child_process';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { answers, isPipeWire, SoundServerWatch, soundServerSocket } from '../../../../electron/main/audio/sound-server';
import { FakeClock } from '../../../support/fake-clock';

const one = { microphones: [], speakers: [{ id: 'a', name: 'Headset' }] };
const none = { microphones: [], speakers: [] };

describe('the socket of the sound server', () => {
  it('is where its client library looks for it', () => {
    expect(soundServerSocket({ XDG_RUNTIME_DIR: '/run/user/1000' })).toBe('/run/user/1000/pulse/native');
    expect(soundServerSocket({ XDG_RUNTIME_DIR: '/run/user/1000', PULSE_RUNTIME_PATH: '/run/mine' })).toBe('/run/mine/native');
    expect(soundServerSocket({ PULSE_SERVER: 'unix:/tmp/a/native', XDG_RUNTIME_DIR: '/run/user/1000' })).toBe('/tmp/a/native');
    expect(soundServerSocket({ PULSE_SERVER: '{1f3a}unix:/tmp/b/native tcp:desk:4713' })).toBe('/tmp/b/native');
    expect(soundServerSocket({ PULSE_SERVER: 'tcp:desk:4713', XDG_RUNTIME_DIR: '/run/user/1000' })).toBeNull();
    expect(soundServerSocket({})).toBeNull();
  });

  it.runIf(process.platform === 'linux')('is PipeWire\'s where a process of that name says so', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sidetone-sound-server-'));
    const socket = join(folder, 'native');
    const saysPid = async (pid: number): Promise<boolean> => {
      await writeFile(join(folder, 'pid'), `${pid}\n`);
      return isPipeWire(socket);
    };
    expect(isPipeWire(socket)).toBe(false);
    expect(await saysPid(process.pid)).toBe(false);
    expect(await saysPid(2 ** 30)).toBe(false);
    await symlink('/bin/sleep', join(folder, 'pipewire-pulse'));
    const child = spawn(join(folder, 'pipewire-pulse'), ['5']);
    await new Promise((resolve) => { child.once('spawn', resolve); });
    expect(await saysPid(child.pid ?? 0)).toBe(true);
    child.kill();
    await rm(folder, { recursive: true, force: true });
  });

  it('answers where somebody listens', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sidetone-sound-server-'));
    const socket = join(folder, 'native');
    expect(await answers(socket)).toBe(false);
    const server = createServer();
    await new Promise<void>((resolve) => { server.listen(socket, resolve); });
    expect(await answers(socket)).toBe(true);
    server.close();
    await rm(folder, { recursive: true, force: true });
  });
});

describe('a sound server that was restarted', () => {
  function rig(): { clock: FakeClock; watch: SoundServerWatch; server: { there: boolean }; lost: () => number; pass(ms: number): Promise<void> } {
    const clock = new FakeClock();
    const server = { there: true };
    let lost = 0;
    const watch = new SoundServerWatch({ answers: () => Promise.resolve(server.there), onLost: () => { lost += 1; }, clock });
    const pass = async (ms: number): Promise<void> => {
      for (let at = 0; at < ms; at += 500) {
        clock.advance(500);
        await Promise.resolve();
        await Promise.resolve();
      }
    };
    return { clock, watch, server, lost: () => lost, pass };
  }

  it('is told once, when it answers again and still no device is listed', async () => {
    const { watch, server, lost, pass } = rig();
    watch.note(one);
    server.there = false;
    watch.note(none);
    await pass(60_000);
    expect(lost()).toBe(0);
    server.there = true;
    await pass(8_000);
    expect(lost()).toBe(1);
    watch.note(none);
    await pass(60_000);
    expect(lost()).toBe(1);
  });

  it('is none where the devices come back by themselves, or where there never was one', async () => {
    const { watch, lost, pass } = rig();
    watch.note(none);
    await pass(20_000);
    watch.note(one);
    watch.note(none);
    await pass(3_000);
    watch.note(one);
    await pass(20_000);
    expect(lost()).toBe(0);
  });

  it('is not knocked at any more once the watch is over', async () => {
    const { watch, lost, pass } = rig();
    watch.note(one);
    watch.note(none);
    watch.dispose();
    await pass(20_000);
    expect(lost()).toBe(0);
  });
});
