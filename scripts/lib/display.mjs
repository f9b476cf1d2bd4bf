// @ts-check
import { startHelper, stopHelper } from './helpers.mjs';
import { say, SetupError } from './say.mjs';
import { displayNeeds } from './system-needs.mjs';

const START_TIMEOUT_MS = 10_000;

/** True where windows have somewhere to be seen. */
export function hasDisplay() {
  return process.platform !== 'linux' || Boolean(process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY']);
}

/** What `ensureDisplay` needs of the system. */
export function displayNeedsHere() {
  return hasDisplay() ? [] : displayNeeds;
}

/**
 * The display to draw on: the user's own, else an Xvfb that lives as long as we do.
 * @returns {Promise<{ env: Record<string, string>, dispose: () => Promise<void> }>}
 */
export async function ensureDisplay() {
  if (hasDisplay()) return { env: {}, dispose: async () => {} };
  const child = startHelper('Xvfb', ['-displayfd', '3', '-screen', '0', '1280x900x24', '-nolisten', 'tcp', '-noreset'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const name = `:${await displayNumber(child)}`;
  say('display', `no display here: the windows are drawn on an invisible one (Xvfb ${name})`);
  return { env: { DISPLAY: name }, dispose: () => stopHelper(child) };
}

/** @param {import('node:child_process').ChildProcess} child @returns {Promise<string>} */
function displayNumber(child) {
  return new Promise((resolve, reject) => {
    const fail = (/** @type {string} */ why) => {
      clearTimeout(timer);
      child.kill('SIGKILL');
      reject(new SetupError(`no display, and Xvfb did not start: ${why}`, 'set DISPLAY, or install xvfb'));
    };
    const timer = setTimeout(() => fail('time-out'), START_TIMEOUT_MS);
    const onExit = (/** @type {number | null} */ code) => fail(`it ended with ${code}`);
    child.once('error', (error) => fail(error.message));
    child.once('exit', onExit);
    let text = '';
    child.stdio[3]?.on('data', (bytes) => {
      text += bytes;
      if (!text.includes('\n')) return;
      clearTimeout(timer);
      child.removeListener('exit', onExit);
      resolve(text.trim());
    });
  });
}
