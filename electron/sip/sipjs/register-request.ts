import type { IncomingResponse } from 'sip.js/lib/core/index.js';
import { cleanText } from '../identity/clean';
import { headerValue, parseUnsigned, type SipResponse } from '../parser';
import { type Grant, type OwnContact, readGrant } from '../registration/grant';
import type { LineCore } from './line-core';
import type { CertificateProblem, ShownCertificate } from '../transport/connect-error';
import { sourceOf } from './message-adapter';

/** What came of one REGISTER, challenges included. */
export type RegisterOutcome =
  | { readonly kind: 'accepted'; readonly grant: Grant }
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
  | {
      readonly kind: 'insecure'; readonly problem: CertificateProblem | 'no-tls' | 'no-websocket'; readonly detail: string;
      readonly certificate: ShownCertificate | null;
    };

export interface RegisterSpec {
  readonly expiresSeconds: number;
  readonly callId: string;
  readonly cseq: number;
  readonly fromTag: string;
  /** Contact values to remove in the same REGISTER, e.g. the address before a NAT was noticed. */
  readonly alsoRemove: readonly string[];
  /** Asks for the list of bindings and changes none (RFC 3261 10.2.3). */
  readonly isQuery?: boolean;
  /** RFC 5626 4.2.1: names the flow; null where that is not spoken of. */
  readonly regId: number | null;
}

/**
 * Sends one REGISTER (RFC 3261 10.2) and answers its challenges. `done` is called once with the outcome and the
 * CSeq last used; the answer drops the request without waiting.
 */
export function sendRegister(
  line: LineCore, spec: RegisterSpec, own: Omit<OwnContact, 'regId'>, done: (outcome: RegisterOutcome, lastCSeq: number) => void,
): () => void {
  const { callId, cseq, fromTag, regId } = spec;
  const message = line.makeRequest({
    method: 'REGISTER', uri: line.registrar, to: line.aor, callId, cseq, fromTag, headers: [...bindingHeaders(line, spec, own.instance), line.allowHeader],
    supported: ['path', 'gruu', ...(regId === null || own.instance === null ? [] : ['outbound'])],
  });
  let open = true;
  const finish = (outcome: RegisterOutcome): void => {
    if (!open) return;
    open = false;
    done(outcome, message.cseq);
  };
  const credentialsSent = (): boolean => message.hasHeader('authorization') || message.hasHeader('proxy-authorization');
  const client = line.core.register(message, {
    onAccept: (response) => finish(acceptance(response, { ...own, regId })),
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

/** RFC 5626 4.2.1: instance and reg-id stand in each REGISTER that binds. */
function bindingHeaders(line: LineCore, spec: RegisterSpec, instance: string | null): string[] {
  if (spec.isQuery === true) return [];
  const { expiresSeconds, regId } = spec;
  const params = instance === null ? '' : `;+sip.instance="<${instance}>"${regId === null ? '' : `;reg-id=${regId}`}`;
  return [
    `Contact: ${line.boundContact}${params};expires=${expiresSeconds}`,
    ...spec.alsoRemove.map((contact) => `Contact: <${contact}>;expires=0`),
    `Expires: ${expiresSeconds}`,
  ];
}

function acceptance({ message }: IncomingResponse, own: OwnContact): RegisterOutcome {
  const source = sourceOf(message);
  if (source === null) return { kind: 'unreachable' };
  return { kind: 'accepted', grant: readGrant(source as SipResponse, own) };
}
