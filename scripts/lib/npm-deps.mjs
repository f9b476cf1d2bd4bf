// @ts-check
import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { inProject, root } from './paths.mjs';
import { runNpm, tail } from './run.mjs';
import { say, SetupError, slowly } from './say.mjs';
import { hashOf, isStamped, writeStamp } from './stamp.mjs';

const STEP = 'npm';
const UNFINISHED = 'unfinished';

/** @typedef {{ version?: string, integrity?: string, optional?: boolean, devOptional?: boolean, link?: boolean }} LockedPackage */
/** @typedef {{ packages?: Record<string, LockedPackage> }} Lock */

/** Installs what package-lock.json says, unless it is what is there. Install scripts stay off (.npmrc). */
export async function ensureNpmDependencies() {
  const hash = hashOf(root, ['package-lock.json']);
  if (isStamped(STEP, hash)) return;
  const wasInterrupted = isStamped(STEP, UNFINISHED);
  if (wasInterrupted || !installedMatchesLock(root)) {
    if (wasInterrupted) {
      // npm takes a package for whole when its package.json is there; half of it may be missing.
      say(STEP, 'the last installation was interrupted: beginning anew');
      rmSync(inProject('node_modules'), { recursive: true, force: true });
    }
    writeStamp(STEP, UNFINISHED);
    const result = await slowly(STEP, 'installing dependencies', install);
    if (result.code !== 0) {
      throw new SetupError(
        `npm could not install the dependencies:\n${tail(result.output, 20)}`,
        'check the network and npm\'s registry setting (npm config get registry), then run the command again',
      );
    }
  }
  writeStamp(STEP, hash);
}

/**
 * `npm ci`. A registry that lacks optional packages of other platforms leaves them out of the lock too, and npm ci
 * then refuses the lock as a whole ("not in sync"); `npm install --no-save` takes it, with the same versions and hashes.
 */
async function install() {
  const common = ['--no-audit', '--no-fund', '--loglevel=error'];
  const result = await runNpm(['ci', ...common]);
  if (result.code === 0 || !result.output.includes('EUSAGE')) return result;
  return runNpm(['install', '--no-save', ...common]);
}

/**
 * Compares the lock with npm's own record of what it installed, so that an `npm install` by hand is not done over.
 * @param {string} folder the project
 */
export function installedMatchesLock(folder) {
  const record = path.join(folder, 'node_modules', '.package-lock.json');
  if (!existsSync(record)) return false;
  return sameInstall(readLock(path.join(folder, 'package-lock.json')), readLock(record));
}

/** @param {string} file @returns {Lock} */
function readLock(file) {
  return JSON.parse(readFileSync(file, 'utf8'));
}

/**
 * @param {Lock} wanted
 * @param {Lock} installed
 */
export function sameInstall(wanted, installed) {
  const there = installed.packages ?? {};
  return Object.entries(wanted.packages ?? {}).every(([name, locked]) => {
    if (name === '') return true;
    const found = there[name];
    // Optional packages of other platforms are not installed.
    if (!found) return locked.optional === true;
    return found.version === locked.version && found.integrity === locked.integrity;
  });
}
