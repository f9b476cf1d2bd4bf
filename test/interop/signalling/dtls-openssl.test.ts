import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { createSocket, type Socket } from 'node:dgram';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../electron/calls/ports';
import { DtlsAssociation, type DtlsRole } from '../../../electron/media/dtls/association';
import { makeCertificate } from '../../../electron/media/dtls/certificate';
import { fingerprintOf } from '../../../electron/media/dtls/fingerprint';
import type { DtlsResult } from '../../../electron/media/dtls/handshake';
import { stopChild, tieToUs } from '../../support/child';

const hasOpenssl = spawnSync('openssl', ['version']).error === undefined;
const KEYS = ['-use_srtp', 'SRTP_AEAD_AES_128_GCM:SRTP_AES128_CM_SHA1_80', '-keymatexport', 'EXTRACTOR-dtls_srtp', '-keymatexportlen', '60'];

/** Another implementation must come to the same keys with us, whichever side says hello and whatever its certificate. */
describe.skipIf(!hasOpenssl)('DTLS-SRTP with OpenSSL', () => {
  let folder: string;
  let socket: Socket;
  let child: ChildProcess | null = null;
  let association: DtlsAssociation | null = null;

  beforeEach(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'dtls-'));
    socket = createSocket('udp4');
    await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  });
  afterEach(async () => {
    association?.dispose();
    if (child) await stopChild(child);
    socket.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it.each([
    ['passive', 'ec', '-dtls1_2'], ['passive', 'rsa', '-dtls'], ['active', 'ec', '-dtls1_2'], ['active', 'rsa', '-dtls'],
  ] as const)('we are %s, its certificate is %s, it says %s', async (role, kind, version) => {
    const [keyFile, certificateFile] = [path.join(folder, 'key.pem'), path.join(folder, 'certificate.pem')];
    const newKey = kind === 'ec' ? ['ec', '-pkeyopt', 'ec_paramgen_curve:P-256'] : ['rsa:2048'];
    execFileSync('openssl', ['req', '-x509', '-newkey', ...newKey, '-nodes', '-keyout', keyFile, '-out', certificateFile, '-days', '2', '-subj', '/CN=peer'], { stdio: 'ignore' });
    const der = execFileSync('openssl', ['x509', '-in', certificateFile, '-outform', 'DER']);
    const files = ['-cert', certificateFile, '-key', keyFile];

    let output = '';
    const openssl = (args: readonly string[]): void => {
      child = tieToUs(spawn('openssl', [...args, version, ...files, ...KEYS], { stdio: ['pipe', 'pipe', 'pipe'] }));
      for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => { output += chunk.toString(); });
    };
    const theirKeys = (): string | null => /Keying material: ([0-9A-F]{120})/.exec(output)?.[1] ?? null;

    let result: DtlsResult;
    if (role === 'passive') {
      const finished = shake(role, null);
      openssl(['s_client', '-connect', `127.0.0.1:${socket.address().port}`]);
      result = await finished;
    } else {
      const port = await freePort();
      openssl(['s_server', '-accept', `127.0.0.1:${port}`, '-Verify', '1', '-listen']);
      await until(() => output.includes('ACCEPT'), () => output);
      result = await shake(role, port);
    }
    await until(() => theirKeys() !== null, () => output);
    expect(Buffer.from(result.secrets.exportKeys('EXTRACTOR-dtls_srtp', 60)).toString('hex').toUpperCase()).toBe(theirKeys());
    expect(result.srtpProfile).toBe(7);
    expect(output).toContain('SRTP_AEAD_AES_128_GCM');
    expect(fingerprintOf(result.certificateDer)).toEqual(fingerprintOf(der));
  }, 20_000);

  function shake(role: DtlsRole, towards: number | null): Promise<DtlsResult> {
    return new Promise((resolve, reject) => {
      let port = towards;
      association = new DtlsAssociation({
        role, certificate: makeCertificate(Date.now()), srtpProfiles: [7, 8, 1], clock: systemClock,
        send: (datagram) => { if (port !== null) socket.send(datagram, port, '127.0.0.1'); },
        onFinished: resolve, onFailed: (reason) => reject(new Error(reason)),
      });
      socket.on('message', (datagram, from) => {
        port = from.port;
        association?.take(datagram, `127.0.0.1:${from.port}`);
      });
      association.start();
    });
  }
});

async function until(fits: () => boolean, complaint: () => string): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt++) {
    if (fits()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`OpenSSL did not get there:\n${complaint()}`);
}

async function freePort(): Promise<number> {
  const probe = createSocket('udp4');
  await new Promise<void>((resolve) => probe.bind(0, '127.0.0.1', resolve));
  const { port } = probe.address();
  await new Promise<void>((resolve) => probe.close(resolve));
  return port;
}
