import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

export interface Certificate {
  /** PEM. */
  readonly key: string;
  readonly cert: string;
  readonly keyFile: string;
  readonly certFile: string;
}

export interface TestAuthority {
  /** Its own certificate, PEM. */
  readonly cert: string;
  readonly certFile: string;
  /** A server certificate. `names` as openssl writes them: `DNS:pbx.test`, `URI:sip:pbx.test`, `IP:127.0.0.1`. */
  issue(names: readonly string[], change?: { readonly days?: number; readonly commonName?: string }): Certificate;
  dispose(): void;
}

export const hasOpenssl = spawnSync('openssl', ['version']).status === 0;

/** A certificate authority of our own that lives as long as the test. */
export function makeAuthority(): TestAuthority {
  const folder = mkdtempSync(path.join(tmpdir(), 'authority-'));
  const file = (name: string): string => path.join(folder, name);
  const openssl = (...args: string[]): void => {
    const { status, stderr } = spawnSync('openssl', args, { cwd: folder, encoding: 'utf8' });
    if (status !== 0) throw new Error(`openssl ${args[0]}: ${stderr}`);
  };
  const newKey = (name: string): void => openssl('ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', name);
  newKey('ca.key');
  openssl('req', '-x509', '-new', '-key', 'ca.key', '-days', '2', '-subj', '/CN=Test authority', '-out', 'ca.pem');
  let serial = 0;
  return {
    cert: readFileSync(file('ca.pem'), 'utf8'), certFile: file('ca.pem'),
    issue(names, { days = 2, commonName = 'server' } = {}) {
      const name = `server-${++serial}`;
      newKey(`${name}.key`);
      openssl('req', '-new', '-key', `${name}.key`, '-subj', `/CN=${commonName}`, '-out', `${name}.csr`);
      writeFileSync(file(`${name}.ext`), names.length === 0 ? 'basicConstraints=CA:FALSE\n' : `subjectAltName=${names.join(',')}\n`);
      openssl('x509', '-req', '-in', `${name}.csr`, '-CA', 'ca.pem', '-CAkey', 'ca.key', '-set_serial', String(serial), '-days', String(days), '-extfile', `${name}.ext`, '-out', `${name}.pem`);
      return {
        key: readFileSync(file(`${name}.key`), 'utf8'), cert: readFileSync(file(`${name}.pem`), 'utf8'),
        keyFile: file(`${name}.key`), certFile: file(`${name}.pem`),
      };
    },
    dispose: () => rmSync(folder, { recursive: true, force: true }),
  };
}
