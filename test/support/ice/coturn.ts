import { spawn, spawnSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildStun, method } from '../../../electron/media/ice/stun';
import { stopChild, tieToUs } from '../child';
import { freeUdpPort } from '../sip/kamailio';

export const hasCoturn = spawnSync('turnserver', ['--version']).error === undefined;

export interface CoturnOptions {
  /** Seconds a nonce is good for; then 438. */
  readonly staleNonceSeconds?: number;
  /** Allocations a user may have. */
  readonly userQuota?: number;
  /** Peers on loopback are refused (403), as every server on the internet does. */
  readonly refuseLoopback?: boolean;
  /** 300: everybody is sent there. */
  readonly alternate?: number;
}

export interface Coturn {
  readonly host: string;
  /** UDP and TCP. */
  readonly port: number;
  readonly tlsPort: number;
  /** PEM of the certificate it shows, for the name `localhost` and 127.0.0.1. */
  readonly certificate: string;
  readonly log: () => string;
  stop(): Promise<void>;
}

export const turnUser = { username: 'tina', password: 'pw-turn' };

/** Starts coturn on loopback with one user, in the foreground; resolves once it answers. */
export async function startCoturn(options: CoturnOptions = {}): Promise<Coturn> {
  const folder = mkdtempSync(path.join(tmpdir(), 'coturn-'));
  const [port, tlsPort] = [await freeUdpPort(), await freeUdpPort()];
  const [key, certificate] = [path.join(folder, 'key.pem'), path.join(folder, 'cert.pem')];
  const made = spawnSync('openssl', [
    'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2', '-subj', '/CN=localhost',
    '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1', '-keyout', key, '-out', certificate,
  ]);
  if (made.status !== 0) throw new Error(`openssl: ${String(made.stderr)}`);
  const child = tieToUs(spawn('turnserver', [
    '-n', '--listening-ip=127.0.0.1', '--relay-ip=127.0.0.1', `--listening-port=${port}`, `--tls-listening-port=${tlsPort}`, '--no-dtls',
    `--cert=${certificate}`, `--pkey=${key}`, '--lt-cred-mech', '--realm=sidetone.test', `--user=${turnUser.username}:${turnUser.password}`,
    '--no-cli', '--log-file=stdout', '--simple-log', `--pidfile=${path.join(folder, 'pid')}`, `--userdb=${path.join(folder, 'db')}`, '-v',
    ...(options.refuseLoopback ? [] : ['--allow-loopback-peers']),
    ...(options.staleNonceSeconds === undefined ? [] : [`--stale-nonce=${options.staleNonceSeconds}`]),
    ...(options.userQuota === undefined ? [] : [`--user-quota=${options.userQuota}`]),
    ...(options.alternate === undefined ? [] : [`--alternate-server=127.0.0.1:${options.alternate}`]),
  ], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] }));
  const log: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => log.push(chunk.toString()));
  const stop = async (): Promise<void> => {
    await stopChild(child);
    rmSync(folder, { recursive: true, force: true });
  };
  if (!await answers(port)) {
    await stop();
    throw new Error(`coturn did not start:\n${log.join('')}`);
  }
  return { host: '127.0.0.1', port, tlsPort, certificate: readFileSync(certificate, 'utf8'), log: () => log.join(''), stop };
}

/** Waits until a Binding request is answered. */
function answers(port: number): Promise<boolean> {
  const probe = buildStun({ class: 'request', method: method.binding, transactionId: '0123456789abcdef01234567' });
  return new Promise((resolve) => {
    const socket = createSocket('udp4');
    const end = (result: boolean): void => {
      clearInterval(again);
      clearTimeout(limit);
      socket.close();
      resolve(result);
    };
    const again = setInterval(() => socket.send(probe, port, '127.0.0.1', () => {}), 100);
    const limit = setTimeout(() => end(false), 10_000);
    socket.on('error', () => {});
    socket.once('message', () => end(true));
  });
}
