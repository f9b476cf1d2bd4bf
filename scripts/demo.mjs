// @ts-check
// `npm run demo [-- --json FILE] [--out DIR]`: set-up, then one call to the practice line's echo in the real app, measured.
import { spawn } from 'node:child_process';
import { inProject } from './lib/paths.mjs';
import { reportFailure, SetupError } from './lib/say.mjs';
import { displayNeeds, soundNeeds } from './lib/system-needs.mjs';
import { ensureSystemPackages } from './lib/system-packages.mjs';
import { setUp } from './setup.mjs';

/** @param {readonly string[]} args @returns {Promise<number>} exit code */
async function demo(args) {
  if (process.platform !== 'linux') {
    throw new SetupError('the demo measures sound over a PulseAudio of its own, which only Linux has', 'npm start, then "Try the practice line"');
  }
  const { runtime } = await setUp();
  await ensureSystemPackages([...displayNeeds, ...soundNeeds], 'The demo');
  // From here on TypeScript: what the tests use to hold the app in hand, the demo uses too.
  const child = spawn(process.execPath, ['--import', 'tsx', inProject('scripts', 'demo', 'main.ts'), '--runtime', `Electron ${runtime.version} (${runtime.source})`, ...args], {
    cwd: process.cwd(), stdio: 'inherit',
  });
  return new Promise((resolve, reject) => {
    for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) process.on(signal, () => { child.kill(signal); });
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

demo(process.argv.slice(2)).then(
  (code) => { process.exitCode = code; },
  (error) => { process.exitCode = reportFailure(error); },
);
