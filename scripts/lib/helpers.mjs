// @ts-check
import { spawn } from 'node:child_process';

/** @typedef {import('node:child_process').ChildProcess} ChildProcess */

/**
 * Starts a program that serves us while we run and ends with us.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnOptions} options
 * @returns {ChildProcess}
 */
export function startHelper(command, args, options) {
  const child = spawn(command, args, options);
  const end = () => { child.kill('SIGKILL'); };
  process.once('exit', end);
  child.once('exit', () => process.removeListener('exit', end));
  return child;
}

/**
 * Ends a helper: SIGTERM, then SIGKILL after `graceMs`.
 * @param {ChildProcess} child
 * @param {number} [graceMs]
 * @returns {Promise<void>} when it is gone
 */
export function stopHelper(child, graceMs = 2_000) {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(() => child.kill('SIGKILL'), graceMs);
    child.once('exit', () => {
      clearTimeout(timer);
      resolve();
    });
    child.kill('SIGTERM');
  });
}
