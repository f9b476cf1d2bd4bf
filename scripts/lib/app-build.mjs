// @ts-check
import { existsSync } from 'node:fs';
import { inProject, root } from './paths.mjs';
import { run } from './run.mjs';
import { SetupError, slowly } from './say.mjs';
import { clearStamp, hashOf, isStamped, writeStamp } from './stamp.mjs';

const STEP = 'build';
const INPUTS = ['electron', 'renderer', 'native', 'assets', 'electron.vite.config.ts', 'package.json', 'package-lock.json', 'tsconfig.json'];
const OUTPUTS = ['out/main/index.js', 'out/main/media.js', 'out/preload/index.cjs', 'out/renderer/phone.html'];

/** Builds main, media, preload and the pages when one of their sources changed. */
export async function ensureAppBuild() {
  const hash = hashOf(root, INPUTS, [], (file) => file.startsWith('native/build/'));
  if (OUTPUTS.every((file) => existsSync(inProject(file))) && isStamped(STEP, hash)) return;
  clearStamp(STEP);
  const result = await slowly(STEP, 'building the app', () => run(
    process.execPath, [inProject('node_modules', 'electron-vite', 'bin', 'electron-vite.js'), 'build', '--logLevel', 'error'],
    { timeoutMs: 10 * 60_000, env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0' } },
  ));
  if (result.code !== 0) {
    // The compiler's own stack says nothing about our code.
    const words = result.output.split('\n').filter((line) => !/^\s+at /.test(line)).join('\n').trim();
    throw new SetupError(`the build failed:\n${words}`, 'mend what the compiler says above');
  }
  writeStamp(STEP, hash);
}
