import { spawn } from 'node:child_process';
import { tieToUs } from '../child';
import type { RunningApp } from './running-app';
import { appFolder, runtimeArguments, runtimeBinary } from './runtime';

const END_TIMEOUT_MS = 20_000;

/** Starts the app once more with the same profile and these arguments, as a link or a shell would; answers how that start ended. */
export function startAgain(app: RunningApp, args: readonly string[], cwd = app.profile): Promise<{ code: number | null; output: string }> {
  const child = tieToUs(spawn(runtimeBinary(), [...runtimeArguments(), '--disable-gpu', appFolder(), '--profile', app.profile, ...args], {
    cwd, env: app.desk.env(), stdio: ['ignore', 'pipe', 'pipe'],
  }));
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => { output += data.toString('utf8'); });
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`the second start did not end: ${output}`));
    }, END_TIMEOUT_MS);
    child.once('error', reject);
    child.once('exit', (code) => {
      clearTimeout(timer);
      resolve({ code, output });
    });
  });
}
