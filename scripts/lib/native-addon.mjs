// @ts-check
import { existsSync } from 'node:fs';
import { findProgram } from './run.mjs';
import { inProject, root } from './paths.mjs';
import { say, SetupError } from './say.mjs';
import { hashOf, isStamped, writeStamp } from './stamp.mjs';
import { compilerNeeds } from './system-needs.mjs';
import { ensureSystemPackages } from './system-packages.mjs';

const STEP = 'native';

/** Builds the native addon when its sources, its builder or libopus changed. */
export async function ensureNativeAddon() {
  const hash = hashOf(
    root,
    ['native/src', 'scripts/build-native.mjs', 'node_modules/audify/package.json', 'node_modules/node-addon-api/package.json'],
    [process.platform, process.arch],
  );
  if (existsSync(inProject('native', 'build', 'sidetone.node')) && isStamped(STEP, hash)) return;
  if (!process.env['CXX'] && !compilerNeeds.some((need) => need.any.some((name) => findProgram(name)))) {
    await ensureSystemPackages(compilerNeeds, 'The native addon');
  }
  const { buildNative } = await import('../build-native.mjs');
  try {
    const { compiled, linked, elapsedMs } = await buildNative({ log: (line) => say(STEP, line) });
    if (compiled > 0 || linked) say(STEP, `addon built in ${Math.round(elapsedMs / 1000)} s`);
  } catch (cause) {
    throw new SetupError('the native addon could not be built', cause instanceof Error ? cause.message : String(cause), { cause });
  }
  writeStamp(STEP, hash);
}
