import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { silentLog } from '../../../../electron/calls/ports/log';
import { AccountId } from '../../../../electron/contract/ids';
import { SecretFile } from '../../../../electron/main/secrets/secret-file';
import { KeychainSecretStore, type Cipher } from '../../../../electron/main/secrets/secret-store';

const line = AccountId.parse('line-1');
const other = AccountId.parse('line-2');
/** Reversible and keyed, so that a test can tell cipher text from plain text and one keychain from another. */
function cipher(safe: boolean, key = 0x5a): Cipher {
  const mix = (bytes: Buffer): Buffer => Buffer.from(bytes.map((byte) => byte ^ key));
  return {
    isSafe: () => safe,
    encrypt: (plain) => mix(Buffer.from(`ok:${plain}`)),
    decrypt: (blob) => {
      const text = mix(blob).toString();
      if (!text.startsWith('ok:')) throw new Error('wrong key');
      return text.slice(3);
    },
  };
}

let folder: string;
let file: string;
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'sidetone-secrets-')); file = join(folder, 'profile', 'passwords.json'); });
afterEach(() => rmSync(folder, { recursive: true, force: true }));
function store(use: Cipher, log = silentLog): KeychainSecretStore { return new KeychainSecretStore(use, new SecretFile(file, log), log); }

describe('passwords with a safe keychain', () => {
  it('are there again in the next run, and never in plain on the disk', () => {
    store(cipher(true)).set(line, 'hunter2', true);
    expect(readFileSync(file, 'utf8')).not.toContain('hunter2');
    expect(readFileSync(file, 'utf8')).not.toContain(Buffer.from('hunter2').toString('base64'));
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(folder, 'profile'))).toEqual(['passwords.json']);
    expect(store(cipher(true)).get(line)).toBe('hunter2');
  });

  it('are forgotten when removed, without touching the others', () => {
    const first = store(cipher(true));
    first.set(line, 'a', true);
    first.set(other, 'b', true);
    first.remove(line);
    expect(first.get(line)).toBeNull();
    expect([store(cipher(true)).get(line), store(cipher(true)).get(other)]).toEqual([null, 'b']);
  });

  it('given for this run only leave nothing behind, not even an older one', () => {
    const first = store(cipher(true));
    first.set(line, 'old', true);
    first.set(line, 'new', false);
    expect(first.get(line)).toBe('new');
    expect(store(cipher(true)).get(line)).toBeNull();
  });

  it('are known to be asked for at the next start where they are for this run only', () => {
    const first = store(cipher(true));
    first.set(line, 'a', true);
    first.set(other, 'b', false);
    expect([line, other].map((id) => first.isForThisRunOnly(id))).toEqual([false, true]);
    first.remove(other);
    expect(first.isForThisRunOnly(other)).toBe(false);
    const unsafe = store(cipher(false));
    unsafe.set(line, 'a', true);
    expect(unsafe.isForThisRunOnly(line)).toBe(true);
  });

  it('of another keychain are not shown, and not lost', () => {
    store(cipher(true)).set(line, 'hunter2', true);
    expect(store(cipher(true, 0x11)).get(line)).toBeNull();
    expect(store(cipher(true)).get(line)).toBe('hunter2');
  });
});

it('without a safe keychain they live in memory and nothing is written', () => {
  const unsafe = store(cipher(false));
  expect(unsafe.available).toBe(false);
  unsafe.set(line, 'hunter2', true);
  expect(unsafe.get(line)).toBe('hunter2');
  expect(readdirSync(folder)).toEqual([]);
  expect(store(cipher(false)).get(line)).toBeNull();
});

it('a keychain that fails when asked counts as none', () => {
  const broken = store({ ...cipher(true), isSafe: () => { throw new Error('no bus'); } });
  expect(broken.available).toBe(false);
});

it.each(['', '{', '{"version":1}', '{"version":1,"entries":{"a":"not base64!"}}', 'null'])('sets the broken file %j aside with a warning, and goes on', (text) => {
  mkdirSync(join(folder, 'profile'));
  writeFileSync(file, text);
  const warn = vi.fn();
  const secrets = store(cipher(true), { ...silentLog, warn });
  expect(secrets.get(line)).toBeNull();
  expect(warn).toHaveBeenCalledOnce();
  secrets.set(line, 'hunter2', true);
  expect(store(cipher(true)).get(line)).toBe('hunter2');
  const aside = readdirSync(join(folder, 'profile')).find((name) => name.includes('.broken-'));
  expect(readFileSync(join(folder, 'profile', aside ?? ''), 'utf8')).toBe(text);
});

it('keeps the password for the run where the disk refuses', () => {
  writeFileSync(join(folder, 'profile'), 'a file where the folder should be');
  const error = vi.fn();
  const secrets = store(cipher(true), { ...silentLog, error });
  secrets.set(line, 'hunter2', true);
  expect(secrets.get(line)).toBe('hunter2');
  expect(error).toHaveBeenCalledOnce();
  expect(JSON.stringify(error.mock.calls)).not.toContain('hunter2');
});
