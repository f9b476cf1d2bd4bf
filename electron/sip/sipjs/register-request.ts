import type { IncomingResponse } from 'sip.js/lib/core/index.js';
import { cleanText } from '../identity/clean';
import { headerValue, parseUnsigned, type SipResponse } from '../parser';
import type { LineCore } from './line-core';
import type { CertificateProblem } from '../transport/connect-error';
import { sourceOf } from './message-adapter';

/** What came of one REGISTER, challenges included. */
export type RegisterOutcome =
  /** `expiresSeconds` as the server granted it; null where it did not say. */
  | { readonly kind: 'accepted'; readonly expiresSeconds: number | null }
  | {
      readonly kind: 'rejected'; readonly status: number; readonly reason: string;
      readonly minExpiresSeconds: number | null; readonly retryAfterSeconds: number | null;
      /** False where a challenge came that could not be answered at all. */
      readonly credentialsSent: boolean;
    }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'unreachable' }
  /** This machine could not send: no route, no interface. */
  | { readonly kind: 'no-network' }
  /** The server was found, but not by a connection to be trusted. */
  | { readonly kind: 'insecure'; readonly problem: CertificateProblem | 'no-tls'; readonly detail: string };

export interface RegisterSpec {
  readonly expiresSeconds: number;
  readonly callId: string;
  readonly cseq: number;
  readonly fromTag: string;
  /** Contact values to remove in the same REGISTER, e.g. the address before a NAT was noticed. */
  readonly alsoRemove: readonly string[];
}

/**
 * Sends one REGISTER (RFC 3261 10.2) and answers its challenges. `done` is called once with the outcome and the
 * CSeq last used; the answer drops the request without waiting.
 */
export function sendRegister(line: LineCore, spec: RegisterSpec, done: (outcome: RegisterOutcome, lastCSeq: number) => void): () => void {
  const { callId, cseq, fromTag, expiresSeconds } = spec;
  const message = line.makeRequest({
    method: 'REGISTER', uri: line.registrar, to: line.aor, callId, cseq, fromTag,
    headers: [
      `Contact: ${line.contact};expires=${expiresSeconds}`,
      ...spec.alsoRemove.map((contact) => `Contact: <${contact}>;expires=0`),
      `Expires: ${expiresSeconds}`, line.allowHeader,
    ],
  });
  let open = true;
  const finish = (outcome: RegisterOutcome): void => {
    if (!open) return;
    open = false;
    done(outcome, message.cseq);
  };
  const credentialsSent = (): boolean => message.hasHeader('authorization') || message.hasHeader('proxy-authorization');
  const client = line.core.register(message, {
    onAccept: (response) => finish({ kind: 'accepted', expiresSeconds: grantedSeconds(response, line.contact) }),
    onReject: (response) => finish(rejection(response, credentialsSent())),
    onRedirect: (response) => finish(rejection(response, credentialsSent())),
  });
  return () => {
    if (!open) return;
    open = false;
    line.drop(client);
  };
}

function rejection({ message }: IncomingResponse, credentialsSent: boolean): RegisterOutcome {
  const source = sourceOf(message);
  const status = message.statusCode ?? 500;
  if (source === null) return { kind: status === 408 ? 'timeout' : 'unreachable' };
  const number = (name: string): number | null => parseUnsigned(/^\d*/.exec(headerValue(source, name) ?? '')?.[0] ?? '', 2 ** 32);
  return { kind: 'rejected', status, reason: cleanText(message.reasonPhrase ?? ''), minExpiresSeconds: number('min-expires'), retryAfterSeconds: number('retry-after'), credentialsSent };
}

/**
 * RFC 3261 10.2.4: the `expires` of our binding. The server may have rewritten the Contact's address, so ours is known
 * by its user; a lone Contact is ours whatever it says; else the Expires header counts.
 */
function grantedSeconds({ message }: IncomingResponse, contact: string): number | null {
  const source = sourceOf(message) as SipResponse | null;
  if (source === null) return null;
  const user = /sip:([^@>]+)@/.exec(contact)?.[1];
  const ours = source.contacts.find(({ uri }) => uri.kind === 'sip' && uri.user === user)
    ?? (source.contacts.length === 1 ? source.contacts[0] : undefined);
  const text = ours?.params.get('expires')?.replace(/^"|"$/g, '') ?? headerValue(source, 'expires') ?? '';
  return parseUnsigned(text, 2 ** 32);
}
