// @ts-check
import { existsSync } from 'node:fs';
import { inProject, root } from './paths.mjs';
import { say, SetupError } from './say.mjs';
import { clearStamp, hashOf, isStamped, writeStamp } from './stamp.mjs';
import { compilerNeeds } from './system-needs.mjs';

const STEP = 'native';

/** What the addon needs of the system before `ensureNativeAddon`: a compiler, unless it is built or CXX names one. */
export function addonNeeds() {
  return isBuilt(sourceHash()) || process.env['CXX'] ? [] : compilerNeeds;
}

/** Builds the native addon when its sources, its builder or libopus changed. */
export async function ensureNativeAddon() {
  const hash = sourceHash();
  if (isBuilt(hash)) return;
  clearStamp(STEP);
  const { buildNative } = await import('../build-native.mjs');
  try {
    const { compiled, linked, elapsedMs } = await buildNative({ log: (line) => say(STEP, line) });
    if (compiled > 0 || linked) say(STEP, `addon built in ${Math.round(elapsedMs / 1000)} s`);
  } catch (cause) {
    throw new SetupError('the native addon could not be built', cause instanceof Error ? cause.message : String(cause), { cause });
  }
  writeStamp(STEP, hash);
}

function sourceHash() {
  return hashOf(
    root,
    ['native/src', 'scripts/build-native.mjs', 'node_modules/audify/package.json', 'node_modules/node-addon-api/package.json'],
    [process.platform, process.arch],
  );
}

/** @param {string} hash */
function isBuilt(hash) {
  return existsSync(inProject('native', 'build', 'sidetone.node')) && isStamped(STEP, hash);
}
