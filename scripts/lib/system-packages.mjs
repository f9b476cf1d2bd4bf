// @ts-check
import { existsSync, readdirSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { findProgram, run, tail } from './run.mjs';
import { SetupError, slowly } from './say.mjs';

const STEP = 'system';
const INSTALL_TIMEOUT_MS = 20 * 60_000;

/** @typedef {import('./system-needs.mjs').Need} Need */

/**
 * @typedef {object} Machine
 * @property {(soname: string) => boolean} hasLibrary
 * @property {(name: string) => boolean} hasProgram
 * @property {(pattern: string) => boolean} hasFile
 */

/**
 * The needs that this machine does not meet.
 * @param {readonly Need[]} needs
 * @param {Machine} [machine]
 */
export function missingNeeds(needs, machine = thisMachine()) {
  return needs.filter((need) => !need.any.some((name) => {
    if (need.kind === 'library') return machine.hasLibrary(name);
    return need.kind === 'program' ? machine.hasProgram(name) : machine.hasFile(name);
  }));
}

/**
 * Installs what is missing where that is ours to do (root, apt-get), else says the exact command.
 * Does nothing on systems other than Linux.
 * @param {readonly Need[]} needs
 * @param {string} purpose what needs them, e.g. `the tests`
 */
export async function ensureSystemPackages(needs, purpose) {
  if (process.platform !== 'linux') return;
  const missing = missingNeeds(needs);
  if (missing.length === 0) return;
  const wanted = [...new Set(missing.map((need) => need.debian))];
  if (!findProgram('apt-get')) {
    throw new SetupError(
      `system packages are missing for ${purpose}: ${wanted.join(' ')} (Debian's names)`,
      'install them with the package manager of this system, then run the command again',
    );
  }
  if (process.getuid?.() !== 0) {
    throw new SetupError(
      `system packages are missing for ${purpose}: ${wanted.join(' ')}`,
      `sudo apt-get update && sudo apt-get install --no-install-recommends ${(await existingNames(wanted)).join(' ')}`,
    );
  }
  await slowly(STEP, `installing with apt-get: ${wanted.join(' ')}`, () => install(wanted));
  const still = missingNeeds(missing);
  if (still.length > 0) {
    throw new SetupError(`still missing after apt-get: ${still.map((need) => `${need.debian} (${need.any.join(', ')})`).join('; ')}`);
  }
}

/** @param {readonly string[]} wanted */
async function install(wanted) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const updated = await run('apt-get', ['update', '-q'], { env, timeoutMs: INSTALL_TIMEOUT_MS });
  const names = await existingNames(wanted);
  const aptGet = () => run(
    'apt-get', ['install', '-y', '-q', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=300', ...names],
    { env, timeoutMs: INSTALL_TIMEOUT_MS },
  );
  let installed = await aptGet();
  if (installed.output.includes('dpkg --configure -a')) {
    // An installation was interrupted here before; apt-get does not go on until that one is ended.
    await run('dpkg', ['--configure', '-a'], { env, timeoutMs: INSTALL_TIMEOUT_MS });
    installed = await aptGet();
  }
  if (installed.code !== 0) {
    throw new SetupError(
      `apt-get install failed:\n${tail(installed.output, 12)}`,
      updated.code === 0 ? `run it by hand to see more: apt-get install ${names.join(' ')}` : `apt-get update failed as well:\n${tail(updated.output, 4)}`,
    );
  }
}

/**
 * Newer Debian and Ubuntu releases call some libraries `...t64` (64-bit time).
 * @param {readonly string[]} names
 */
async function existingNames(names) {
  return Promise.all(names.map(async (name) => {
    if (!name.startsWith('lib')) return name;
    const isReal = async (/** @type {string} */ candidate) => (await run('apt-cache', ['show', candidate])).stdout.includes('Package:');
    return !await isReal(name) && await isReal(`${name}t64`) ? `${name}t64` : name;
  }));
}

/** @returns {Machine} */
function thisMachine() {
  /** @type {string | undefined} */
  let libraries;
  return {
    hasLibrary: (soname) => {
      libraries ??= loaderCache();
      return libraries.includes(`\t${soname} `);
    },
    hasProgram: (name) => findProgram(name) !== undefined,
    hasFile: hasFile,
  };
}

/** What the dynamic loader would find. */
function loaderCache() {
  const ldconfig = findProgram('ldconfig');
  return ldconfig ? spawnSync(ldconfig, ['-p'], { encoding: 'utf8' }).stdout : '';
}

/** @param {string} pattern absolute path in which one folder may be `*` */
function hasFile(pattern) {
  const [before, after] = pattern.split('/*/');
  if (before === undefined || after === undefined) return existsSync(pattern);
  if (!existsSync(before)) return false;
  return readdirSync(before).some((folder) => existsSync(path.join(before, folder, after)));
}
