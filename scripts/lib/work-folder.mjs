// @ts-check
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { stampFolder } from './paths.mjs';

const PREFIX = 'work-';

/**
 * Runs a job with a folder of its own, on the same disk as node_modules (so that results can be renamed into place),
 * and takes the folder away afterwards; also what an interrupted set-up left. Only under the set-up lock.
 * @template T
 * @param {(folder: string) => Promise<T>} job
 * @param {string} [parent]
 * @returns {Promise<T>}
 */
export async function inWorkFolder(job, parent = stampFolder) {
  mkdirSync(parent, { recursive: true });
  for (const name of readdirSync(parent)) {
    if (name.startsWith(PREFIX)) rmSync(path.join(parent, name), { recursive: true, force: true });
  }
  const folder = mkdtempSync(path.join(parent, PREFIX));
  try {
    return await job(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
