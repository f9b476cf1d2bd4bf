import { fork, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'vite';
import { MediaClient } from '../../electron/media';
import { tieToUs } from './child';
import type { PhoneMedia } from './headless-phone';

/** The media process as it is shipped: one bundled file. Answers it and what removes it. */
export async function bundleMediaChild(): Promise<{ file: string; remove: () => Promise<void> }> {
  // Inside the project, so that it finds the native addon as a build does.
  const output = path.resolve(import.meta.dirname, '../output');
  mkdirSync(output, { recursive: true });
  const folder = mkdtempSync(path.join(output, 'media-child-'));
  await build({
    configFile: false, logLevel: 'silent', root: path.resolve(import.meta.dirname, '../..'), ssr: { noExternal: true },
    build: { ssr: path.resolve(import.meta.dirname, 'media-child.ts'), outDir: folder, target: 'node20', rolldownOptions: { output: { entryFileNames: 'media.mjs' } } },
  });
  return { file: path.join(folder, 'media.mjs'), remove: () => rm(folder, { recursive: true, force: true }) };
}

/** Media of a phone in a process of its own, which a test may kill; the client starts the next. */
export class ForkedPhoneMedia implements PhoneMedia {
  readonly media: MediaClient;
  /** Every process there was, oldest first. */
  readonly processes: ChildProcess[] = [];
  #heard: (pcm: Float32Array) => void = () => {};

  constructor(file: string) {
    this.media = new MediaClient({
      spawn: () => {
        const child = tieToUs(fork(file, { serialization: 'advanced', execArgv: [], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] }));
        child.on('error', () => {});
        child.on('message', (message: { t: string; pcm?: Float32Array }) => { if (message.t === 'play' && message.pcm) this.#heard(message.pcm); });
        this.processes.push(child);
        return {
          postMessage: (message) => { child.send(message, () => {}); },
          on: (event: 'message' | 'exit', listener: (value: never) => void) => child.on(event, listener as (...values: unknown[]) => void),
          kill: () => child.kill('SIGKILL'),
        };
      },
    });
  }

  exchange(mic: Float32Array, heard: (pcm: Float32Array) => void): void {
    this.#heard = heard;
    const child = this.processes.at(-1);
    if (child?.connected !== true) return;
    child.send({ t: 'mic', pcm: mic }, () => {});
    child.send({ t: 'pull', frames: mic.length }, () => {});
  }

  /** As the kernel would when memory runs out. */
  kill(): void {
    this.processes.at(-1)?.kill('SIGKILL');
  }
}
