import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const root = path.resolve(import.meta.dirname, '../../..');
const folder = path.join(root, 'docs/conformance');
const tests = readdirSync(path.join(root, 'test'), { recursive: true, encoding: 'utf8' }).filter((name) => /\.test\.tsx?$/.test(name));
const { scripts } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> };
/** Cells that name no file of their own. */
const OTHER = new Set(['test', 'test file', 'the same', 'none', '']);

/** A test by its path below test/, with or without its ending, by its folder, or by its last name where the one before tells the folder. */
function exists(name: string): boolean {
  const script = /^npm run (\S+)$/.exec(name)?.[1];
  if (script !== undefined) return script in scripts;
  const plain = name.replace(/^test\//, '').replace(/\.test\.tsx?$/, '');
  return tests.some((file) => file.startsWith(`${plain}/`) || `/${file}`.replace(/\.test\.tsx?$/, '').endsWith(`/${plain}`));
}

test.each(readdirSync(folder).filter((name) => name !== 'README.md'))('every test that %s names is there', (file) => {
  const rows = readFileSync(path.join(folder, file), 'utf8').split('\n').filter((line) => line.startsWith('|') && !line.startsWith('|---'));
  const named = rows.flatMap((row) => (row.replace(/\|\s*$/, '').split('|').at(-1) ?? '').split(/[,;]|: /).map((name) => name.trim().replaceAll('`', '')));
  expect(rows.length).toBeGreaterThan(3);
  expect(named.filter((name) => !OTHER.has(name) && !exists(name))).toEqual([]);
});
