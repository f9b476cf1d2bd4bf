// @ts-check
import { spawn } from 'node:child_process';
import os from 'node:os';

/** @typedef {import('node:child_process').ChildProcess} ChildProcess */

const ENDING = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);
const FAREWELL_MS = 5_000;

/** @type {Set<ChildProcess>} */
const living = new Set();
let isWatching = false;

/**
 * Starts a program that serves us while we run and ends with us.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnOptions} options
 * @returns {ChildProcess}
 */
export function startHelper(command, args, options) {
  // In a process group of its own: at Ctrl-C the app still needs its display while it says goodbye.
  const child = spawn(command, args, { ...options, detached: true });
  endWithUs(child);
  return child;
}

/** However this process ends (short of SIGKILL), the child ends with it. @param {ChildProcess} child */
export function endWithUs(child) {
  living.add(child);
  const forget = () => { living.delete(child); };
  child.once('exit', forget);
  child.once('error', forget);
  if (isWatching) return;
  isWatching = true;
  process.once('exit', () => { for (const each of living) each.kill('SIGKILL'); });
  for (const signal of ENDING) process.on(signal, () => { onSignal(signal); });
}

/** A signal that nobody else here handles: the children get it, and time to clean up; then we end as shells expect. @param {typeof ENDING[number]} signal */
function onSignal(signal) {
  if (process.listenerCount(signal) > 1) return;
  const end = () => process.exit(128 + os.constants.signals[signal]);
  for (const child of living) {
    child.once('exit', () => { if (living.size === 0) end(); });
    child.kill(signal);
  }
  if (living.size === 0) end();
  setTimeout(end, FAREWELL_MS);
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
