import { createHash } from 'node:crypto';
import type { Challenge } from '../parser';

/** Strongest first (RFC 8760 2.4). */
const ALGORITHMS = [
  { name: 'SHA-512-256', hash: 'sha512-256' },
  { name: 'SHA-256', hash: 'sha256' },
  { name: 'MD5', hash: 'md5' },
] as const;

export interface DigestCredentials {
  readonly username: string;
  readonly password: string;
}

export interface DigestRequest {
  readonly method: string;
  /** Exactly as in the request line. */
  readonly uri: string;
  readonly body: string;
}

/** A challenge we can answer. */
export interface DigestChallenge {
  readonly realm: string;
  readonly nonce: string;
  readonly opaque: string | null;
  readonly stale: boolean;
  /** As the server wrote it, e.g. "MD5-sess"; null = not given, which means MD5. */
  readonly algorithm: string | null;
  readonly hash: (typeof ALGORITHMS)[number]['hash'];
  readonly session: boolean;
  readonly qop: 'auth' | 'auth-int' | null;
}

/** The strongest of the challenges that can be answered, null where there is none (RFC 8760 2.4, RFC 7616 3.3). */
export function strongestChallenge(challenges: readonly Challenge[]): DigestChallenge | null {
  const usable = challenges.flatMap((challenge) => readChallenge(challenge) ?? []);
  const rank = (challenge: DigestChallenge): number => ALGORITHMS.findIndex(({ hash }) => hash === challenge.hash);
  return usable.sort((a, b) => rank(a) - rank(b))[0] ?? null;
}

function readChallenge({ scheme, params }: Challenge): DigestChallenge | null {
  const realm = params.get('realm');
  const nonce = params.get('nonce');
  if (scheme !== 'digest' || realm === undefined || nonce === undefined || nonce === '') return null;
  const algorithm = params.get('algorithm') ?? null;
  const session = /-sess$/i.test(algorithm ?? '');
  const base = (algorithm ?? 'MD5').replace(/-sess$/i, '').toUpperCase();
  const known = ALGORITHMS.find(({ name }) => name === base);
  const offered = params.get('qop')?.toLowerCase().split(',').map((part) => part.trim()).filter((part) => part !== '');
  const qop = offered === undefined || offered.length === 0 ? null : offered.includes('auth') ? 'auth' : offered.includes('auth-int') ? 'auth-int' : undefined;
  if (known === undefined || qop === undefined) return null;
  return {
    realm, nonce, algorithm, session, qop, hash: known.hash,
    opaque: params.get('opaque') ?? null, stale: params.get('stale')?.toLowerCase() === 'true',
  };
}

/**
 * The Authorization or Proxy-Authorization value that answers the challenge (RFC 7616 3.4, RFC 2617 3.2.2 without qop).
 * `nonceCount` counts the uses of this nonce, from 1.
 */
export function answerChallenge(
  challenge: DigestChallenge, credentials: DigestCredentials, request: DigestRequest, cnonce: string, nonceCount: number,
): string {
  const digest = (text: string): string => createHash(challenge.hash).update(text, 'utf8').digest('hex');
  const nc = nonceCount.toString(16).padStart(8, '0');
  let ha1 = digest(`${credentials.username}:${challenge.realm}:${credentials.password}`);
  if (challenge.session) ha1 = digest(`${ha1}:${challenge.nonce}:${cnonce}`);
  const ha2 = digest(challenge.qop === 'auth-int' ? `${request.method}:${request.uri}:${digest(request.body)}` : `${request.method}:${request.uri}`);
  const middle = challenge.qop === null ? challenge.nonce : `${challenge.nonce}:${nc}:${cnonce}:${challenge.qop}`;
  const response = digest(`${ha1}:${middle}:${ha2}`);
  const fields = [
    `username="${quote(credentials.username)}"`, `realm="${quote(challenge.realm)}"`, `nonce="${quote(challenge.nonce)}"`,
    `uri="${request.uri}"`, `response="${response}"`,
  ];
  if (challenge.algorithm !== null) fields.push(`algorithm=${challenge.algorithm}`);
  if (challenge.opaque !== null) fields.push(`opaque="${quote(challenge.opaque)}"`);
  // RFC 7616 3.4: cnonce is needed by -sess even where qop is absent.
  if (challenge.qop !== null) fields.push(`qop=${challenge.qop}`, `nc=${nc}`);
  if (challenge.qop !== null || challenge.session) fields.push(`cnonce="${cnonce}"`);
  return `Digest ${fields.join(', ')}`;
}

function quote(text: string): string {
  return text.replace(/["\\]/g, '\\$&');
}
