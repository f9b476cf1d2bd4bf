// @ts-check
import { statSync } from 'node:fs';
import path from 'node:path';
import { root } from './paths.mjs';
import { findProgram, run } from './run.mjs';
import { SetupError } from './say.mjs';

const SETUID_AND_EXECUTABLE = 0o4755;

/**
 * Chromium walls its pages in with user namespaces or, where the system forbids those, with a helper that belongs
 * to root. With neither it ends at once with a long dump; this says the same in one line. The sandbox is never
 * turned off for a user, only for root (see runtimeArguments).
 * @param {string} binary the runtime's
 */
export async function ensureSandbox(binary) {
  if (process.platform !== 'linux' || process.getuid?.() === 0) return;
  const helper = path.join(path.dirname(binary), 'chrome-sandbox');
  if (isRootsHelper(statSync(helper, { throwIfNoEntry: false })) || await hasUserNamespaces()) return;
  const shown = path.relative(root, helper);
  throw new SetupError(
    'this system forbids user namespaces, which Chromium\'s sandbox needs; its helper must belong to root instead',
    `sudo chown root:root ${shown} && sudo chmod 4755 ${shown}`,
  );
}

/** @param {{ uid: number, mode: number } | undefined} stat */
export function isRootsHelper(stat) {
  return stat !== undefined && stat.uid === 0 && (stat.mode & SETUID_AND_EXECUTABLE) === SETUID_AND_EXECUTABLE;
}

/** A new namespace alone is not enough: AppArmor (Ubuntu 24.04) allows it and then refuses to map the user. */
async function hasUserNamespaces() {
  if (!findProgram('unshare')) return true; // nobody to ask: let Chromium say it
  return (await run('unshare', ['--user', '--map-root-user', 'true'], { timeoutMs: 5_000 })).code === 0;
}
