import { spawnSync } from 'node:child_process';
import { createPrivateKey, sign } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

export interface Signer {
  readonly name: string;
  /** PEM. */
  readonly cert: string;
  readonly key: string;
}

/** Extension of a certificate that may sign for these: a provider's code, numbers, `number+count` ranges (RFC 8226 9). */
export function tnAuthList(...entries: readonly ({ readonly spc: string } | { readonly one: string } | { readonly start: string; readonly count: number })[]): string {
  const element = (tag: number, content: Buffer): Buffer => Buffer.concat([Buffer.from(content.length < 128 ? [tag, content.length] : [tag, 0x81, content.length]), content]);
  const text = (value: string): Buffer => element(0x16, Buffer.from(value, 'latin1'));
  const list = element(0x30, Buffer.concat(entries.map((entry) => {
    if ('spc' in entry) return element(0xa0, text(entry.spc));
    if ('one' in entry) return element(0xa2, text(entry.one));
    return element(0xa1, element(0x30, Buffer.concat([text(entry.start), element(0x02, Buffer.from([entry.count >> 8 & 0x7f, entry.count & 0xff]))])));
  })));
  return `1.3.6.1.5.5.7.1.26=DER:${list.toString('hex')}`;
}

/** Those who sign for callers: a root of our own and whatever it, or another, issues. Lives as long as the test. */
export class Signers {
  private readonly folder = mkdtempSync(path.join(tmpdir(), 'signers-'));
  private serial = 0;
  readonly root: Signer;

  constructor() {
    this.root = this.issue({ extensions: ['basicConstraints=critical,CA:TRUE'] });
  }

  /** `by` absent = by itself. */
  issue({ by, extensions = [], curve = 'prime256v1' }: { by?: Signer; extensions?: readonly string[]; curve?: string }): Signer {
    const name = `signer-${++this.serial}`;
    writeFileSync(this.file(`${name}.ext`), `${['subjectKeyIdentifier=hash', ...extensions].join('\n')}\n`);
    this.openssl('ecparam', '-name', curve, '-genkey', '-noout', '-out', `${name}.key`);
    this.openssl('req', '-new', '-key', `${name}.key`, '-subj', `/CN=${name}`, '-out', `${name}.csr`);
    const issuer = by === undefined ? ['-signkey', `${name}.key`] : ['-CA', `${by.name}.pem`, '-CAkey', `${by.name}.key`];
    this.openssl('x509', '-req', '-in', `${name}.csr`, ...issuer, '-set_serial', String(this.serial), '-days', '2', '-extfile', `${name}.ext`, '-out', `${name}.pem`);
    return { name, cert: readFileSync(this.file(`${name}.pem`), 'utf8'), key: readFileSync(this.file(`${name}.key`), 'utf8') };
  }

  dispose(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private file(name: string): string {
    return path.join(this.folder, name);
  }

  private openssl(...args: string[]): void {
    const { status, stderr } = spawnSync('openssl', args, { cwd: this.folder, encoding: 'utf8' });
    if (status !== 0) throw new Error(`openssl ${args[0]}: ${stderr}`);
  }
}

export interface Signed {
  readonly header?: Record<string, unknown>;
  readonly claims?: Record<string, unknown>;
  readonly url?: string;
  /** Of the header, behind the token. */
  readonly params?: string;
  readonly compact?: boolean;
}

export const CERTIFICATE_URL = 'https://certificates.example.org/shaken.pem';

/** An Identity header value as an authentication service writes it (RFC 8224 4.1); SHAKEN unless told otherwise. */
export function identityHeader(signer: Signer, { header = {}, claims = {}, url = CERTIFICATE_URL, params = ';alg=ES256;ppt="shaken"', compact = false }: Signed = {}): string {
  const encode = (value: Record<string, unknown>): string => Buffer.from(JSON.stringify(Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined).sort(([a], [b]) => (a < b ? -1 : 1))))).toString('base64url');
  const signedText = [{ alg: 'ES256', ppt: 'shaken', typ: 'passport', x5u: url, ...header }, claims].map(encode).join('.');
  const signature = sign('sha256', Buffer.from(signedText), { key: createPrivateKey(signer.key), dsaEncoding: 'ieee-p1363' }).toString('base64url');
  return `${compact ? '.' : signedText}.${signature};info=<${url}>${params}`;
}
