// @ts-check
// `npm start -- [arguments]`: set-up where something changed, then the app, with our arguments, signals and exit code.
import { spawn } from 'node:child_process';
import os from 'node:os';
import { ensureDisplay } from './lib/display.mjs';
import { root } from './lib/paths.mjs';
import { runtimeArguments } from './lib/runtime.mjs';
import { reportFailure } from './lib/say.mjs';
import { ensureSound } from './lib/sound.mjs';
import { setUp } from './setup.mjs';

const PASSED_ON = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);

/** @param {readonly string[]} args @returns {Promise<number>} exit code */
async function start(args) {
  const { runtime } = await setUp();
  const [display, sound] = await Promise.all([ensureDisplay(), ensureSound()]);
  try {
    return await runApp(runtime.binary, [...runtimeArguments(), ...quietArguments(args), root, ...args], { ...process.env, ...display.env, ...sound.env });
  } finally {
    await Promise.all([display.dispose(), sound.dispose()]);
  }
}

/** Chromium tells of every bus and graphics card that it does not find; our own log and faults still come through. @param {readonly string[]} args */
function quietArguments(args) {
  return args.includes('--verbose') || process.env['ELECTRON_ENABLE_LOGGING'] ? [] : ['--log-level=3'];
}

/** @param {string} binary @param {readonly string[]} args @param {NodeJS.ProcessEnv} env @returns {Promise<number>} */
function runApp(binary, args, env) {
  // Set by some terminals and editors; Electron would then be a plain Node.
  delete env['ELECTRON_RUN_AS_NODE'];
  return new Promise((resolve, reject) => {
    // In a process group of its own: Ctrl-C must reach the app alone, which then ends its processes in their order.
    const child = spawn(binary, args, { cwd: process.cwd(), env, stdio: 'inherit', detached: process.platform !== 'win32' });
    for (const signal of PASSED_ON) process.on(signal, () => { child.kill(signal); });
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(code ?? 128 + (signal ? os.constants.signals[signal] : 0)));
  });
}

start(process.argv.slice(2)).then(
  (code) => { process.exitCode = code; },
  (error) => { process.exitCode = reportFailure(error); },
);
