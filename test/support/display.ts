import { spawn, type ChildProcess } from 'node:child_process';
import { stopChild, tieToUs } from './child';

export interface Display {
  /** For the DISPLAY of whoever shall draw there, e.g. ":99". */
  readonly name: string;
  dispose(): Promise<void>;
}

const START_TIMEOUT_MS = 10_000;

/** Starts an Xvfb on a display number that it picks itself (-displayfd), so that runs beside each other never meet. */
export async function startDisplay(size: { width: number; height: number } = { width: 1280, height: 900 }): Promise<Display> {
  const child = tieToUs(spawn('Xvfb', ['-displayfd', '3', '-screen', '0', `${size.width}x${size.height}x24`, '-nolisten', 'tcp', '-noreset'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  }));
  const number = await displayNumber(child);
  return { name: `:${number}`, dispose: () => stopChild(child) };
}

function displayNumber(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => fail(new Error('Xvfb did not come up in time')), START_TIMEOUT_MS);
    const fail = (error: Error): void => {
      clearTimeout(timer);
      child.kill('SIGKILL');
      reject(error);
    };
    let text = '';
    child.once('error', fail);
    child.once('exit', (code) => fail(new Error(`Xvfb ended with ${code}`)));
    child.stdio[3]?.on('data', (data: Buffer) => {
      text += data.toString('utf8');
      if (!text.includes('\n')) return;
      clearTimeout(timer);
      child.removeAllListeners('exit');
      resolve(text.trim());
    });
  });
}
