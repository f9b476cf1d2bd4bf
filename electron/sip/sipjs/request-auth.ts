import type { UserAgentClient, UserAgentCore } from 'sip.js/lib/core/index.js';
import { RequestAuth, type RealmPins } from '../auth/credentials';
import type { DigestCredentials } from '../auth/digest';
import { headerValues, parseChallenges, type SipMessage } from '../parser';

/** Whose password a core answers with; null while none is known. */
export interface CoreAuth {
  readonly credentials: DigestCredentials | null;
  readonly pins: RealmPins;
}

const coreAuth = new WeakMap<UserAgentCore, CoreAuth>();
const requestAuth = new WeakMap<UserAgentClient, RequestAuth>();
const abandoned = new WeakSet<UserAgentClient>();

export function setCoreAuth(core: UserAgentCore, auth: CoreAuth): void {
  coreAuth.set(core, auth);
}

/** The call was given up: a challenge to this INVITE is not answered any more. */
export function abandon(client: UserAgentClient): void {
  abandoned.add(client);
}

/** The header that answers a 401 or 407 to this request; null where it must be taken as final. */
export function authOf(client: UserAgentClient, core: UserAgentCore, status: 401 | 407, response: SipMessage): { header: string; value: string } | null {
  const auth = coreAuth.get(core);
  if (auth?.credentials == null || abandoned.has(client)) return null;
  let request = requestAuth.get(client);
  if (request === undefined) requestAuth.set(client, (request = new RequestAuth(auth.credentials, auth.pins)));
  const challenges = headerValues(response, status === 401 ? 'www-authenticate' : 'proxy-authenticate').flatMap(parseChallenges);
  const { method, ruri, body } = client.message;
  const text = body === undefined ? '' : typeof body === 'string' ? body : body.body;
  const answer = request.answer(status, challenges, { method, uri: ruri.toRaw(), body: text });
  return answer.kind === 'answer' ? answer : null;
}
