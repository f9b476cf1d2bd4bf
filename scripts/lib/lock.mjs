// @ts-check
import { createHash } from 'node:crypto';
import { realpathSync, rmSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { root } from './paths.mjs';
import { slowly } from './say.mjs';

const POLL_MS = 200;

/** @typedef {{ fd: number | undefined, release: () => Promise<void> }} Lock fd: kept open by a child, it keeps the lock too */

/**
 * Runs a job that no other process runs in this project at the same time; waits until it is our turn.
 * The lock is a socket's name: the system takes it back however the process ends, so none is ever left behind.
 * @template T
 * @param {(lock: Lock) => Promise<T>} job
 * @param {string} [folder] what is locked
 * @returns {Promise<T>}
 */
export async function withLock(job, folder = root) {
  const address = addressOf(folder);
  const lock = await take(address) ?? await slowly('set-up', 'another set-up works in this folder: waiting for it', async () => {
    for (;;) {
      const taken = await take(address);
      if (taken) return taken;
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  });
  try {
    return await job(lock);
  } finally {
    await lock.release();
  }
}

/** @param {string} folder */
function addressOf(folder) {
  const name = `sidetone-set-up-${createHash('sha256').update(realpathSync(folder)).digest('hex').slice(0, 16)}`;
  if (process.platform === 'win32') return `\\\\.\\pipe\\${name}`;
  // Linux has names for sockets apart from files; elsewhere a file is left after a kill and found to be dead.
  return process.platform === 'linux' ? `\0${name}` : path.join(os.tmpdir(), `${name}.sock`);
}

/** @param {string} address @returns {Promise<Lock | undefined>} undefined: somebody else has it */
function take(address) {
  return new Promise((resolve, reject) => {
    const server = net.createServer((socket) => socket.destroy());
    server.once('error', (error) => {
      if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EADDRINUSE') resolve(forgetTheDead(address));
      else reject(error);
    });
    server.listen(address, () => {
      server.unref();
      const { fd } = /** @type {{ _handle?: { fd?: number } }} */ (/** @type {unknown} */ (server))._handle ?? {};
      resolve({ fd: fd !== undefined && fd >= 0 ? fd : undefined, release: () => new Promise((done) => { server.close(() => done()); }) });
    });
  });
}

/** Where a lock is a file (macOS), the file of a killed process stays; nobody answers there. @param {string} address @returns {Promise<undefined>} */
function forgetTheDead(address) {
  return new Promise((resolve) => {
    const socket = net.connect(address);
    socket.once('connect', () => { socket.destroy(); resolve(undefined); });
    socket.once('error', () => {
      if (process.platform !== 'win32' && path.isAbsolute(address)) rmSync(address, { force: true });
      resolve(undefined);
    });
  });
}
