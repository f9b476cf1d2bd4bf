import { createSocket } from 'node:dgram';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type ChildProcess, spawn } from 'node:child_process';
import { stopChild, tieToUs } from '../child';

/** Where Debian puts the modules, with a slash at the end. */
export const modulesFolder = `/usr/lib/${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}-linux-gnu/kamailio/modules/`;

export interface KamailioProcess {
  readonly log: () => string;
  stop(): Promise<void>;
}

export interface KamailioProcessOptions {
  /** Where it answers an OPTIONS by UDP once it is up. */
  readonly host: string;
  readonly port: number;
  /** Its configuration; the folder is its own and goes with it. */
  readonly configuration: (folder: string) => string;
  /** What it runs under, e.g. `ip netns exec NAME`; then its start is not waited for, since it cannot be asked from here. */
  readonly under?: readonly string[];
  /** Private memory, MiB. */
  readonly memoryMiB?: number;
}

/** Starts a Kamailio in the foreground with a configuration of the test's own, and waits until it answers. */
export async function startKamailioProcess({ host, port, configuration, under = [], memoryMiB = 4 }: KamailioProcessOptions): Promise<KamailioProcess> {
  const folder = mkdtempSync(path.join(tmpdir(), 'kamailio-'));
  const config = path.join(folder, 'kamailio.cfg');
  writeFileSync(config, configuration(folder));
  const command = [...under, 'kamailio', '-f', config, '-DD', '-E', '-m', '32', '-M', String(memoryMiB), '-w', folder, '-Y', folder, '-P', path.join(folder, 'pid')];
  const child = tieToUs(spawn(command[0] ?? 'kamailio', command.slice(1), { stdio: ['ignore', 'pipe', 'pipe'] }));
  const log: string[] = [];
  child.stdout.on('data', (chunk: Buffer) => log.push(chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => log.push(chunk.toString()));
  const stop = async (): Promise<void> => {
    await stopChild(child);
    rmSync(folder, { recursive: true, force: true });
  };
  if (under.length === 0) {
    await answers(host, port, child, log).catch(async (error: unknown) => {
      await stop();
      throw error;
    });
  }
  return { log: () => log.join(''), stop };
}

/** Waits until the proxy answers an OPTIONS. */
function answers(host: string, port: number, child: ChildProcess, log: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = createSocket('udp4');
    const probe = `OPTIONS sip:${host}:${port} SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1;rport;branch=z9hG4bKprobe\r\nFrom: <sip:p@h>;tag=1\r\nTo: <sip:p@h>\r\nCall-ID: probe\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n`;
    const timer = setInterval(() => socket.send(probe, port, host), 50);
    let open = true;
    const end = (error: Error | null): void => {
      if (!open) return;
      open = false;
      clearInterval(timer);
      clearTimeout(limit);
      socket.close();
      if (error === null) resolve();
      else reject(error);
    };
    const limit = setTimeout(() => end(new Error(`kamailio did not start:\n${log.join('')}`)), 8_000);
    socket.on('error', () => {});
    socket.once('message', () => end(null));
    child.once('exit', (code) => end(new Error(`kamailio ended with ${code}:\n${log.join('')}`)));
  });
}
