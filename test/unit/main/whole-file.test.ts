import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeWholeFile } from '../../../electron/main/whole-file';

let folder: string;
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'sidetone-whole-')); });
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('a file that is written whole or not at all', () => {
  it('takes the place of the old one and counts its parts', async () => {
    const file = join(folder, 'people.vcf');
    writeFileSync(file, 'old');
    expect(await writeWholeFile(file, ['one', 'two'])).toBe(2);
    expect(readFileSync(file, 'utf8')).toBe('onetwo');
    expect(readdirSync(folder)).toEqual(['people.vcf']);
  });

  it('leaves the old one as it was, and nothing beside it, where it fails half-way', async () => {
    const file = join(folder, 'people.vcf');
    writeFileSync(file, 'old');
    await expect(writeWholeFile(file, (function* () {
      yield 'half';
      throw new Error('the database is gone');
    })())).rejects.toThrow('the database is gone');
    expect(readFileSync(file, 'utf8')).toBe('old');
    expect(readdirSync(folder)).toEqual(['people.vcf']);
  });

  it('throws the system\'s error where there is no such folder', async () => {
    await expect(writeWholeFile(join(folder, 'gone', 'people.vcf'), ['x'])).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
