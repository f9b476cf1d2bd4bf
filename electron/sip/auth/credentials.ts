import { randomBytes } from 'node:crypto';
import type { Challenge } from '../parser';
import { answerChallenge, type DigestCredentials, type DigestRequest, strongestChallenge } from './digest';

export type AuthAnswer =
  | { readonly kind: 'answer'; readonly header: 'authorization' | 'proxy-authorization'; readonly value: string }
  /** Not again: the same credentials were refused, or none of the challenges can be answered. */
  | { readonly kind: 'refused'; readonly detail: string };

/** More than this many challenges to one request is a server that will never be pleased. */
const MAX_CHALLENGES = 5;

/**
 * The realm a line's password is for: the first one challenged per header. A later challenge from a stranger's realm
 * (a call to another domain, a forked branch) gets no digest, since that could be attacked offline.
 */
export class RealmPins {
  private readonly pins = new Map<string, string>();

  /** True where the realm is the line's own; the first seen becomes it. */
  accept(header: string, realm: string): boolean {
    const pinned = this.pins.get(header);
    if (pinned === undefined) this.pins.set(header, realm);
    return pinned === undefined || pinned === realm || [...this.pins.values()].includes(realm);
  }
}

/** Answers the challenges to one request: 401 and 407 in any order, each once per nonce unless stale (RFC 3261 22). */
export class RequestAuth {
  private readonly tried = new Set<string>();
  private challenges = 0;

  constructor(private readonly credentials: DigestCredentials, private readonly pins: RealmPins) {}

  answer(status: 401 | 407, challenges: readonly Challenge[], request: DigestRequest): AuthAnswer {
    const challenge = strongestChallenge(challenges);
    if (challenge === null) return { kind: 'refused', detail: 'no challenge that can be answered' };
    const header = status === 401 ? 'authorization' : 'proxy-authorization';
    const attempt = `${header}|${challenge.realm}`;
    this.challenges += 1;
    if (this.challenges > MAX_CHALLENGES) return { kind: 'refused', detail: 'challenged again and again' };
    if (this.tried.has(attempt) && !challenge.stale) return { kind: 'refused', detail: 'the credentials were refused' };
    if (!this.pins.accept(header, challenge.realm)) return { kind: 'refused', detail: 'a realm that is not this line\'s' };
    this.tried.add(attempt);
    const value = answerChallenge(challenge, this.credentials, request, randomBytes(12).toString('hex'), 1);
    return { kind: 'answer', header, value };
  }
}
