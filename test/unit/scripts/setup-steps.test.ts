import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { countReport, summarise } from '../../../scripts/lib/layers.mjs';
import { sameInstall } from '../../../scripts/lib/npm-deps.mjs';
import { verifyIntegrity } from '../../../scripts/lib/npm-tarball.mjs';
import { placeInDist } from '../../../scripts/lib/registry-runtime.mjs';
import { findRuntime } from '../../../scripts/lib/runtime.mjs';
import { hashOf, isStamped, writeStamp } from '../../../scripts/lib/stamp.mjs';
import { missingNeeds } from '../../../scripts/lib/system-packages.mjs';
import { extractZip } from '../../../scripts/lib/zip.mjs';

let folder: string;
const put = (name: string, content: string | Buffer): string => {
  const file = path.join(folder, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, content);
  return file;
};
beforeEach(() => { folder = mkdtempSync(path.join(tmpdir(), 'sidetone-setup-')); });
afterEach(() => { rmSync(folder, { recursive: true, force: true }); });

describe('stamps', () => {
  it('hold for the same hash alone', () => {
    expect(isStamped('step', 'a', folder)).toBe(false);
    writeStamp('step', 'a', folder);
    expect(isStamped('step', 'a', folder)).toBe(true);
    expect(isStamped('step', 'b', folder)).toBe(false);
    expect(isStamped('other', 'a', folder)).toBe(false);
  });

  it('change with content, name, coming and going of a file, and with a fact', () => {
    put('src/a.ts', 'one');
    const hash = (facts: string[] = []): string => hashOf(folder, ['src', 'later.json'], facts);
    const seen = [hash(), hash(['linux'])];
    put('src/a.ts', 'two');
    seen.push(hash());
    put('src/b/c.ts', '');
    seen.push(hash());
    put('later.json', '');
    seen.push(hash());
    expect(new Set(seen).size).toBe(seen.length);
    expect(hash()).toBe(seen.at(-1));
  });

  it('do not see what is left out', () => {
    put('src/a.ts', 'one');
    const hash = (): string => hashOf(folder, ['src'], [], (file) => file.startsWith('src/build/'));
    const before = hash();
    put('src/build/x.o', 'object');
    expect(hash()).toBe(before);
  });
});

describe('a pinned package', () => {
  const integrityOf = (content: string): string => `sha512-${createHash('sha512').update(content).digest('base64')}`;

  it('is taken when it is the pinned one to the bit', async () => {
    await expect(verifyIntegrity(put('x.tgz', 'content'), integrityOf('content'))).resolves.toBeUndefined();
  });

  it('is refused when a single byte was changed', async () => {
    await expect(verifyIntegrity(put('x.tgz', 'Content'), integrityOf('content'))).rejects.toThrow('not the file that was pinned');
  });

  it('is refused for an integrity value that says nothing', async () => {
    await expect(verifyIntegrity(put('x.tgz', 'content'), '')).rejects.toThrow('not an integrity value');
    await expect(verifyIntegrity(put('x.tgz', 'content'), 'md5-AAAA')).rejects.toThrow('not an integrity value');
  });
});

describe('system packages', () => {
  const machine = { hasLibrary: (name: string) => name === 'liba.so.1', hasProgram: (name: string) => name === 'g++', hasFile: () => false };

  it('are missing where none of their names is found', () => {
    const missing = missingNeeds([
      { debian: 'liba', kind: 'library', any: ['liba.so.1'] },
      { debian: 'libb', kind: 'library', any: ['libb.so.1'] },
      { debian: 'g++', kind: 'program', any: ['c++', 'g++'] },
      { debian: 'peer', kind: 'program', any: ['liba.so.1'] },
      { debian: 'sounds', kind: 'file', any: ['/usr/share/x'] },
    ], machine);
    expect(missing.map((need) => need.debian)).toEqual(['libb', 'peer', 'sounds']);
  });
});

describe('installed dependencies', () => {
  const wanted = { packages: { '': {}, 'node_modules/a': { version: '1.0.0', integrity: 'x' }, 'node_modules/b': { version: '2.0.0', integrity: 'y', optional: true } } };

  it('match the lock without the optional ones of other platforms', () => {
    expect(sameInstall(wanted, { packages: { 'node_modules/a': { version: '1.0.0', integrity: 'x' } } })).toBe(true);
  });

  it('do not match with one missing, of another version or of other content', () => {
    expect(sameInstall(wanted, { packages: {} })).toBe(false);
    expect(sameInstall(wanted, { packages: { 'node_modules/a': { version: '1.0.1', integrity: 'x' } } })).toBe(false);
    expect(sameInstall(wanted, { packages: { 'node_modules/a': { version: '1.0.0', integrity: 'z' } } })).toBe(false);
  });
});

describe('the runtime', () => {
  const electron = (version: string): void => {
    put('package.json', '{"version":"45.4.1"}');
    put('dist/version', version);
    put('dist/electron', '');
  };

  it('is whole only with path.txt, version and binary', () => {
    electron('33.2.1');
    expect(findRuntime(folder)).toBeUndefined();
    put('path.txt', 'electron');
    expect(findRuntime(folder)).toMatchObject({ version: '33.2.1', source: 'npm registry' });
    rmSync(path.join(folder, 'dist/electron'));
    expect(findRuntime(folder)).toBeUndefined();
  });

  it('counts as electron\'s own when its version is the one in package.json', () => {
    electron('v45.4.1');
    put('path.txt', 'electron');
    expect(findRuntime(folder)?.source).toBe('electron');
  });

  it('takes nothing of the other product out of the package', () => {
    expect(placeInDist('Cypress/Cypress')).toBe('electron');
    expect(placeInDist('Cypress/locales/fr.pak')).toBe('locales/fr.pak');
    expect(placeInDist('Cypress/resources/app/index.js')).toBeUndefined();
    expect(placeInDist('Cypress/browser_v8_context_snapshot.bin')).toBeUndefined();
  });
});

describe('a zip', () => {
  it('gives back deflated and stored files, each where it was placed', async () => {
    const file = put('x.zip', zipOf([{ name: 'top/a.txt', data: 'aaaa'.repeat(100), deflate: true }, { name: 'top/b.txt', data: 'b', deflate: false }]));
    const out = path.join(folder, 'out');
    expect(await extractZip(file, out, (name) => (name === 'top/a.txt' ? 'renamed' : undefined))).toBe(1);
    expect(existsSync(path.join(out, 'renamed'))).toBe(true);
    expect(hashOf(out, ['renamed'])).toBe(hashOf(path.dirname(put('same/renamed', 'aaaa'.repeat(100))), ['renamed']));
  });

  it('writes nothing outside its folder', async () => {
    const file = put('x.zip', zipOf([{ name: '../evil', data: 'x', deflate: false }]));
    await expect(extractZip(file, path.join(folder, 'out'), (name) => name)).rejects.toThrow('outside its folder');
    expect(existsSync(path.join(folder, 'evil'))).toBe(false);
  });

  it('is refused when it is something else', async () => {
    await expect(extractZip(put('x.zip', 'no zip at all, but long enough to look into'), folder, (name) => name)).rejects.toThrow('not a zip');
  });
});

describe('the summary of npm test', () => {
  it('counts a file that could not be loaded as a failure', () => {
    expect(countReport({ testResults: [
      { status: 'passed', assertionResults: [{ status: 'passed' }, { status: 'pending' }] },
      { status: 'failed', assertionResults: [] },
      { status: 'failed', assertionResults: [{ status: 'failed' }] },
    ] })).toEqual({ passed: 1, failed: 2, skipped: 1 });
  });

  it('fails a layer that ran nothing, unless it says why', () => {
    const ran = { layer: 'unit', passed: 3, failed: 0, skipped: 0, seconds: 1 };
    const none = { layer: 'e2e', passed: 0, failed: 0, skipped: 0, seconds: 1 };
    expect(summarise([ran])).toMatchObject({ line: '3 passed, 0 failed', ok: true });
    expect(summarise([ran, none])).toMatchObject({ line: '3 passed, 1 failed', ok: false, empty: ['e2e'] });
    expect(summarise([ran, { ...none, skipped: 1, note: 'not here' }])).toMatchObject({ line: '3 passed, 0 failed, 1 skipped', ok: true });
  });
});

/** A zip file of a few small entries. */
function zipOf(entries: readonly { name: string; data: string; deflate: boolean }[]): Buffer {
  const locals: Buffer[] = [];
  const centrals: Buffer[] = [];
  let offset = 0;
  for (const { name, data, deflate } of entries) {
    const body = deflate ? deflateRawSync(data) : Buffer.from(data);
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(name.length, 26);
    const central = Buffer.alloc(46);
    central.writeUInt32LE(0x02014b50, 0);
    central.writeUInt16LE(deflate ? 8 : 0, 10);
    central.writeUInt32LE(body.length, 20);
    central.writeUInt16LE(name.length, 28);
    central.writeUInt32LE(offset, 42);
    locals.push(local, Buffer.from(name), body);
    centrals.push(central, Buffer.from(name));
    offset += 30 + name.length + body.length;
  }
  const directory = Buffer.concat(centrals);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, directory, end]);
}
