// @ts-check
// Everything a fresh clone needs, with nothing but Node installed: `node scripts/setup.mjs [--tests]`.
// Each step looks before it leaps; where nothing changed the whole takes some tens of milliseconds.
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureAppBuild } from './lib/app-build.mjs';
import { displayNeedsHere } from './lib/display.mjs';
import { withLock } from './lib/lock.mjs';
import { addonNeeds, ensureNativeAddon } from './lib/native-addon.mjs';
import { ensureNewerNode } from './lib/newer-node.mjs';
import { ensureNpmDependencies } from './lib/npm-deps.mjs';
import { keepOpenInChildren } from './lib/run.mjs';
import { describeRuntime, ensureRuntime } from './lib/runtime.mjs';
import { ensureSandbox } from './lib/sandbox.mjs';
import { reportFailure, say } from './lib/say.mjs';
import { soundNeedsHere } from './lib/sound.mjs';
import { runtimeNeeds, testNeeds } from './lib/system-needs.mjs';
import { ensureSystemPackages } from './lib/system-packages.mjs';

/** @typedef {{ tests?: boolean, build?: boolean }} SetUpOptions tests: also what the tests need; build: false leaves the app unbuilt */

/**
 * One set-up at a time works in the folder; a second one waits and then finds everything done.
 * @param {SetUpOptions} [options]
 * @returns {Promise<{ runtime: import('./lib/runtime.mjs').Runtime }>}
 */
export function setUp(options = {}) {
  return withLock(async ({ fd }) => {
    keepOpenInChildren(fd);
    try {
      return await carryOut(options);
    } finally {
      keepOpenInChildren(undefined);
    }
  });
}

/** @param {SetUpOptions} options */
async function carryOut({ tests = false, build = true }) {
  // All at once, so that whoever must install them by hand is told once.
  await ensureSystemPackages(
    [...runtimeNeeds, ...addonNeeds(), ...tests ? testNeeds : [...displayNeedsHere(), ...await soundNeedsHere()]],
    tests ? 'the app and its tests' : 'the app',
  );
  await ensureNpmDependencies();
  const runtime = await ensureRuntime();
  say('runtime', describeRuntime(runtime));
  await ensureSandbox(runtime.binary);
  await ensureNativeAddon();
  if (tests) await ensureNewerNode();
  if (build) await ensureAppBuild();
  return { runtime };
}

if (import.meta.url === pathToFileURL(path.resolve(process.argv[1] ?? '')).href) {
  const started = performance.now();
  setUp({ tests: process.argv.includes('--tests'), build: !process.argv.includes('--no-build') })
    .then(() => say('set-up', `ready after ${((performance.now() - started) / 1000).toFixed(2)} s`))
    .catch((error) => { process.exitCode = reportFailure(error); });
}
