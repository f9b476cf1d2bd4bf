import { spawn, spawnSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { stopChild, tieToUs } from '../child';
import { freeUdpPort } from './kamailio';

export const hasRtpengine = spawnSync('rtpengine', ['--version']).error === undefined;

export interface Rtpengine {
  /** Of its control protocol. */
  readonly port: number;
  readonly log: () => string;
  stop(): Promise<void>;
}

/** Starts rtpengine in user space on loopback, in the foreground; resolves once it answers a ping. */
export async function startRtpengine(): Promise<Rtpengine> {
  const port = await freeUdpPort();
  const child = tieToUs(spawn('rtpengine', [
    '--config-file=none', '--table=-1', '--interface=127.0.0.1', `--listen-ng=127.0.0.1:${port}`, '--foreground', '--log-stderr', '--log-level=6', '--num-threads=2',
  ], { stdio: ['ignore', 'pipe', 'pipe'] }));
  const log: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => log.push(chunk.toString()));
  if (!await answers(port)) {
    await stopChild(child);
    throw new Error(`rtpengine did not start:\n${log.join('')}`);
  }
  return { port, log: () => log.join(''), stop: () => stopChild(child) };
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4');
    const end = (result: boolean): void => {
      clearInterval(again);
      clearTimeout(limit);
      socket.close();
      resolve(result);
    };
    // A cookie, then a bencoded dictionary.
    const again = setInterval(() => socket.send('1_1 d7:command4:pinge', port, '127.0.0.1', () => {}), 100);
    const limit = setTimeout(() => end(false), 8_000);
    socket.on('error', () => {});
    socket.once('message', () => end(true));
  });
}
