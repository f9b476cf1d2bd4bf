import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { withLock } from '../../../scripts/lib/lock.mjs';
import { root } from '../../../scripts/lib/paths.mjs';
import { isRootsHelper } from '../../../scripts/lib/sandbox.mjs';
import { clearStamp, isStamped, writeStamp } from '../../../scripts/lib/stamp.mjs';
import { inWorkFolder } from '../../../scripts/lib/work-folder.mjs';

let folder: string;
beforeEach(() => { folder = mkdtempSync(path.join(tmpdir(), 'sidetone-setup-')); });
afterEach(() => { rmSync(folder, { recursive: true, force: true }); });

describe('the set-up lock', () => {
  it('lets one job after the other work in a folder, and those of other folders at once', async () => {
    const order: string[] = [];
    const other = path.join(folder, 'other');
    mkdirSync(other);
    await withLock(async () => {
      const waiting = withLock(async () => { order.push('second'); }, folder);
      await withLock(async () => { order.push('elsewhere'); }, other);
      await new Promise((resolve) => setTimeout(resolve, 300));
      order.push('first');
      return { waiting };
    }, folder).then(({ waiting }) => waiting);
    expect(order).toEqual(['elsewhere', 'first', 'second']);
  });

  it('is free again after a job that failed', async () => {
    await expect(withLock(() => Promise.reject(new Error('no network')), folder)).rejects.toThrow('no network');
    await expect(withLock(async () => 'taken', folder)).resolves.toBe('taken');
  });

  it('is free again after its holder was killed', async () => {
    const lock = pathToFileURL(path.join(root, 'scripts/lib/lock.mjs')).href;
    const child = spawn(process.execPath, ['--input-type=module', '-e', `
      import { withLock } from ${JSON.stringify(lock)};
      await withLock(() => new Promise(() => { setInterval(() => {}, 1000); process.stdout.write('held'); }), ${JSON.stringify(folder)});
    `], { stdio: ['ignore', 'pipe', 'inherit'] });
    await new Promise((resolve) => child.stdout.once('data', resolve));
    let isTaken = false;
    const ours = withLock(async () => { isTaken = true; }, folder);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(isTaken).toBe(false);
    child.kill('SIGKILL');
    await ours;
    expect(isTaken).toBe(true);
  });
});

describe('what an interrupted set-up leaves', () => {
  it('is taken away by the next one, and nothing else is', async () => {
    mkdirSync(path.join(folder, 'work-killed'));
    writeFileSync(path.join(folder, 'node-24'), '');
    await inWorkFolder(async (work) => {
      expect(existsSync(path.join(folder, 'work-killed'))).toBe(false);
      writeFileSync(path.join(work, 'half'), '');
    }, folder);
    expect(readdirSync(folder)).toEqual(['node-24']);
  });

  it('does not count as done for the sources before it', () => {
    writeStamp('build', 'old sources', folder);
    clearStamp('build', folder);
    expect(isStamped('build', 'old sources', folder)).toBe(false);
    clearStamp('build', folder);
  });
});

describe('the sandbox helper', () => {
  it('serves only as a program of root that keeps root\'s rights', () => {
    expect(isRootsHelper({ uid: 0, mode: 0o104755 })).toBe(true);
    expect(isRootsHelper({ uid: 0, mode: 0o100755 })).toBe(false);
    expect(isRootsHelper({ uid: 1000, mode: 0o104755 })).toBe(false);
    expect(isRootsHelper(undefined)).toBe(false);
  });
});
