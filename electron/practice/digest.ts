import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { headerValues, parseChallenges, type SipRequest } from '../sip/parser';
import type { Headers } from './messages';

const hashes = { 'SHA-256': 'sha256', 'MD5': 'md5' } as const;
export type DigestAlgorithm = keyof typeof hashes;
const nonceLifeMs = 300_000;

export interface Credentials {
  readonly username: string;
  readonly password: string;
  readonly realm: string;
  /** Offered in this order, the preferred first (RFC 8760 2.3); no other is taken. */
  readonly algorithms: readonly DigestAlgorithm[];
}

export type Verdict = 'good' | 'stale' | 'missing' | 'wrong';

/** Digest with qop=auth (RFC 8760, RFC 7616). Nonces carry their time under a key of ours, so nothing is kept. */
export class DigestGate {
  readonly #key = randomBytes(32);

  constructor(private readonly credentials: Credentials, private readonly nowMs: () => number) {}

  challenge(status: 401 | 407, stale: boolean): Headers {
    const name = status === 401 ? 'WWW-Authenticate' : 'Proxy-Authenticate';
    const nonce = this.#nonce(Math.floor(this.nowMs()));
    return this.credentials.algorithms.map((algorithm) => [name,
      `Digest realm="${this.credentials.realm}", nonce="${nonce}", algorithm=${algorithm}, qop="auth"${stale ? ', stale=true' : ''}`]);
  }

  check(request: SipRequest, status: 401 | 407): Verdict {
    const verdicts = headerValues(request, status === 401 ? 'authorization' : 'proxy-authorization')
      .flatMap(parseChallenges)
      .filter(({ scheme, params }) => scheme === 'digest' && params.get('realm') === this.credentials.realm)
      .map(({ params }) => this.#checkOne(request.method, params));
    return (['good', 'stale', 'wrong'] as const).find((verdict) => verdicts.includes(verdict)) ?? 'missing';
  }

  #checkOne(method: string, params: ReadonlyMap<string, string>): Verdict {
    const { username, password, realm, algorithms } = this.credentials;
    const get = (name: string): string => params.get(name) ?? '';
    const algorithm = algorithms.find((name) => name === (get('algorithm') || 'MD5').toUpperCase());
    if (!algorithm || get('username') !== username || get('qop') !== 'auth') return 'wrong';
    const hash = (text: string): string => createHash(hashes[algorithm]).update(text).digest('hex');
    const secret = hash(`${username}:${realm}:${password}`);
    const expected = hash(`${secret}:${get('nonce')}:${get('nc')}:${get('cnonce')}:auth:${hash(`${method}:${get('uri')}`)}`);
    if (!sameText(expected, get('response').toLowerCase())) return 'wrong';
    return this.#isFresh(get('nonce')) ? 'good' : 'stale';
  }

  #nonce(atMs: number): string {
    return `${atMs.toString(16)}-${createHmac('sha256', this.#key).update(String(atMs)).digest('hex').slice(0, 32)}`;
  }

  #isFresh(nonce: string): boolean {
    const atMs = Number.parseInt(nonce, 16);
    return Number.isSafeInteger(atMs) && sameText(this.#nonce(atMs), nonce) && Math.abs(this.nowMs() - atMs) <= nonceLifeMs;
  }
}

function sameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
