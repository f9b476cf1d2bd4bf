// @ts-check
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { endWithUs } from './helpers.mjs';
import { root } from './paths.mjs';

/** Open in every child that works for the set-up: while one lives, nobody else's set-up begins. @type {number | undefined} */
let heldFd;

/** @param {number | undefined} fd see `withLock` */
export function keepOpenInChildren(fd) {
  heldFd = fd;
}

/**
 * @typedef {object} RunOptions
 * @property {string} [cwd]
 * @property {NodeJS.ProcessEnv} [env]
 * @property {number} [timeoutMs] the process is killed after this
 * @property {boolean} [show] let its output through as it comes
 */

/**
 * @typedef {object} RunResult
 * @property {number} code exit code; 127 when it could not be started, 124 on time-out, 128 when killed
 * @property {string} output standard output and error together
 * @property {string} stdout standard output alone
 */

/**
 * Runs a program to its end. Never throws: a program that cannot be started answers code 127.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<RunResult>}
 */
export function run(command, args, options = {}) {
  return new Promise((resolve) => {
    let output = '';
    let stdout = '';
    let timedOut = false;
    const child = spawn(command, args, {
      cwd: options.cwd ?? root,
      env: options.env ?? process.env,
      stdio: [...options.show ? /** @type {const} */ (['ignore', 'inherit', 'inherit']) : /** @type {const} */ (['ignore', 'pipe', 'pipe']), ...heldFd === undefined ? [] : [heldFd]],
    });
    endWithUs(child);
    const timer = options.timeoutMs === undefined ? undefined : setTimeout(() => {
      timedOut = true;
      child.kill('SIGKILL');
    }, options.timeoutMs);
    child.stdout?.on('data', (bytes) => { output += bytes; stdout += bytes; });
    child.stderr?.on('data', (bytes) => { output += bytes; });
    child.once('error', (error) => {
      clearTimeout(timer);
      resolve({ code: 127, output: error.message, stdout: '' });
    });
    child.once('close', (code) => {
      clearTimeout(timer);
      resolve({ code: timedOut ? 124 : code ?? 128, output, stdout });
    });
  });
}

/**
 * Runs npm with the user's own settings: the very npm that started us where there is one.
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 */
export function runNpm(args, options = {}) {
  const cli = npmCli();
  return cli ? run(process.execPath, [cli, ...args], options) : run('npm', args, options);
}

/** @returns {string | undefined} npm's JavaScript entry: on Windows `npm` is a batch file that spawn refuses. */
function npmCli() {
  const started = process.env['npm_execpath'];
  if (started?.endsWith('npm-cli.js') && existsSync(started)) return started;
  const besideNode = path.join(path.dirname(process.execPath), 'node_modules', 'npm', 'bin', 'npm-cli.js');
  return existsSync(besideNode) ? besideNode : undefined;
}

/**
 * Looks a program up in PATH.
 * @param {string} name
 * @returns {string | undefined} its absolute path
 */
export function findProgram(name) {
  const folders = [...(process.env['PATH'] ?? '').split(path.delimiter), '/usr/sbin', '/sbin'];
  return folders.filter(Boolean).map((folder) => path.join(folder, name)).find((file) => existsSync(file));
}

/**
 * The last lines of a program's output, for an error message.
 * @param {string} output
 * @param {number} [lines]
 */
export function tail(output, lines = 8) {
  return output.trimEnd().split('\n').slice(-lines).join('\n');
}
