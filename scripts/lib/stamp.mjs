// @ts-check
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { stampFolder } from './paths.mjs';

/**
 * A hash over the names and contents of files and folders (taken whole). A missing one counts as missing,
 * so that its coming changes the hash.
 * @param {string} base folder that the names are told from
 * @param {readonly string[]} names files or folders, relative to `base`
 * @param {readonly string[]} [facts] other things the result depends on, e.g. a version
 * @param {(file: string) => boolean} [isLeftOut] true for a file that does not count
 * @returns {string}
 */
export function hashOf(base, names, facts = [], isLeftOut = () => false) {
  const hash = createHash('sha256');
  for (const fact of facts) hash.update(`fact ${fact}\0`);
  for (const name of names) {
    for (const file of filesUnder(base, name)) {
      if (isLeftOut(file)) continue;
      hash.update(`file ${file}\0`).update(readFileSync(path.join(base, file))).update('\0');
    }
  }
  return hash.digest('hex');
}

/**
 * @param {string} base
 * @param {string} name
 * @returns {string[]} sorted, with forward slashes
 */
function filesUnder(base, name) {
  const target = path.join(base, name);
  if (!existsSync(target)) return [];
  if (!statSync(target).isDirectory()) return [name];
  return readdirSync(target, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(base, path.join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .sort();
}

/**
 * True when the step was done for exactly this hash.
 * @param {string} step
 * @param {string} hash
 * @param {string} [folder]
 */
export function isStamped(step, hash, folder = stampFolder) {
  const file = path.join(folder, `${step}.stamp`);
  return existsSync(file) && readFileSync(file, 'utf8').trim() === hash;
}

/**
 * Remembers that the step is done for this hash. Written beside and renamed: a kill leaves no half stamp.
 * @param {string} step
 * @param {string} hash
 * @param {string} [folder]
 */
export function writeStamp(step, hash, folder = stampFolder) {
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, `${step}.stamp`);
  writeFileSync(`${file}.new`, `${hash}\n`);
  renameSync(`${file}.new`, file);
}

/**
 * Forgets a step before it is done over: one that is interrupted must not count as done for its old hash.
 * @param {string} step
 * @param {string} [folder]
 */
export function clearStamp(step, folder = stampFolder) {
  rmSync(path.join(folder, `${step}.stamp`), { force: true });
}
