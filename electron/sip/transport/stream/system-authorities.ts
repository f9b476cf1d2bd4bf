import { readFileSync } from 'node:fs';
import * as tls from 'node:tls';

/** Where Linux distributions and the BSDs keep them: Debian, Fedora, SUSE, Alpine and others. */
const BUNDLES = ['/etc/ssl/certs/ca-certificates.crt', '/etc/pki/tls/certs/ca-bundle.crt', '/etc/ssl/ca-bundle.pem', '/etc/ssl/cert.pem'];
const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

type Asking = (which: 'default' | 'system') => string[];

let known: readonly string[] | null = null;

/**
 * PEM of everyone whom this computer trusts to vouch for servers: Node's own list and the system's, so that the authority
 * of a company is known where its administrator has installed it. Read once. Older Node cannot ask the system: there the
 * bundle of a Linux distribution is read, and on other systems the built-in list has to do.
 */
export function systemAuthorities(): readonly string[] {
  known ??= readAuthorities((tls as unknown as { getCACertificates?: Asking }).getCACertificates, firstBundle);
  return known;
}

/** As systemAuthorities, of what is given. `ask` is missing in older Node. */
export function readAuthorities(ask: Asking | undefined, bundle: () => string): readonly string[] {
  const all = ask === undefined ? [...tls.rootCertificates, ...(bundle().match(CERTIFICATE) ?? [])] : [...ask('default'), ...attempt(() => ask('system'), [])];
  return [...new Set(all.map((pem) => pem.trim()))];
}

function firstBundle(): string {
  const files = process.env['SSL_CERT_FILE'] === undefined ? BUNDLES : [process.env['SSL_CERT_FILE'], ...BUNDLES];
  const found = files.map((file) => attempt(() => readFileSync(file, 'latin1'), '')).find((text) => text !== '') ?? '';
  const extra = process.env['NODE_EXTRA_CA_CERTS'];
  return extra === undefined ? found : `${found}\n${attempt(() => readFileSync(extra, 'latin1'), '')}`;
}

function attempt<T>(act: () => T, otherwise: T): T {
  try {
    return act();
  } catch {
    return otherwise;
  }
}
