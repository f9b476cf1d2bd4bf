// @ts-check
// Everything a fresh clone needs, with nothing but Node installed: `node scripts/setup.mjs [--tests]`.
// Each step looks before it leaps; where nothing changed the whole takes some tens of milliseconds.
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureAppBuild } from './lib/app-build.mjs';
import { ensureDisplayPackages } from './lib/display.mjs';
import { ensureNativeAddon } from './lib/native-addon.mjs';
import { ensureNewerNode } from './lib/newer-node.mjs';
import { ensureNpmDependencies } from './lib/npm-deps.mjs';
import { describeRuntime, ensureRuntime } from './lib/runtime.mjs';
import { reportFailure, say } from './lib/say.mjs';
import { ensureSoundPackages } from './lib/sound.mjs';
import { runtimeNeeds, testNeeds } from './lib/system-needs.mjs';
import { ensureSystemPackages } from './lib/system-packages.mjs';

/**
 * @param {{ tests?: boolean, build?: boolean }} [options] tests: also what the tests need; build: false leaves the app unbuilt
 * @returns {Promise<{ runtime: import('./lib/runtime.mjs').Runtime }>}
 */
export async function setUp({ tests = false, build = true } = {}) {
  await ensureSystemPackages([...runtimeNeeds, ...tests ? testNeeds : []], tests ? 'The app and its tests' : 'The app');
  if (!tests) {
    await ensureDisplayPackages();
    await ensureSoundPackages();
  }
  await ensureNpmDependencies();
  const runtime = await ensureRuntime();
  say('runtime', describeRuntime(runtime));
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
