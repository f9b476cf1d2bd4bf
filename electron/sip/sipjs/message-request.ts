import type { IncomingMessageRequest } from 'sip.js/lib/core/index.js';
import type { SendOutcome } from '../../calls/ports';
import { cleanText } from '../identity/clean';
import { headerValue, listValues, mediaType, parseUnsigned, type SipMessage, type SipUri } from '../parser';
import type { LineCore } from './line-core';
import { isDirect, sourceOf } from './message-adapter';

export interface MessageSpec {
  readonly uri: SipUri;
  readonly callId: string;
  readonly fromTag: string;
  readonly body: { readonly type: string; readonly text: string };
}

/** A MESSAGE outside any dialog (RFC 3428 8); resolves with its final answer. Never throws. */
export function sendMessage(line: LineCore, spec: MessageSpec): Promise<SendOutcome> {
  return new Promise((resolve) => {
    // None of our extensions means anything to a message, and it has to stay small (RFC 3428 8).
    const message = line.makeRequest({ method: 'MESSAGE', ...spec, supported: [] });
    const refused = (response: { readonly message: Parameters<typeof sourceOf>[0] & { readonly statusCode?: number | undefined; readonly reasonPhrase?: string | undefined } }): void => {
      const { statusCode = 500, reasonPhrase = '' } = response.message;
      const source = sourceOf(response.message);
      // Made up by the library: 408 where nobody answered, 503 where it could not leave or its connection broke.
      if (source === null && statusCode === 503) return resolve({ kind: 'not-sent' });
      const seconds = source === null ? null : parseUnsigned(/^\d*/.exec(headerValue(source, 'retry-after') ?? '')?.[0] ?? '', 2 ** 31);
      resolve({ kind: 'refused', status: statusCode, reason: cleanText(reasonPhrase), retryAfterSeconds: seconds });
    };
    line.core.message(message, {
      onAccept: (response) => resolve({ kind: 'accepted', status: response.message.statusCode ?? 200 }),
      onReject: refused,
      onRedirect: refused,
    });
  });
}

/** Media types that the far end takes, by OPTIONS (RFC 3261 11.2); null where it gives no 2xx. */
export function askAccepted(line: LineCore, uri: SipUri): Promise<ReadonlySet<string> | null> {
  return new Promise((resolve) => {
    const message = line.makeRequest({ method: 'OPTIONS', uri, headers: [`Contact: ${line.contact}`, 'Accept: application/sdp'] });
    line.core.request(message, {
      onAccept: (response) => {
        const source = sourceOf(response.message);
        resolve(source === null ? null : new Set(listValues(source, 'accept').map(mediaType)));
      },
      onReject: () => resolve(null),
      onRedirect: () => resolve(null),
    });
  });
}

/** A MESSAGE that waits for its answer, in a dialog or outside. */
export interface OpenMessage {
  readonly message: SipMessage;
  readonly direct: boolean;
  /** Once. */
  answer(status: number, reason: string, extra?: readonly string[]): void;
}

/** Null where the message is none that came from outside. */
export function openMessage(request: IncomingMessageRequest): OpenMessage | null {
  const message = sourceOf(request.message);
  if (message === null) return null;
  return {
    message, direct: isDirect(request.message),
    answer: (status, reason, extra = []) => {
      const options = { statusCode: status, reasonPhrase: reason, extraHeaders: [...extra] };
      if (status < 300) request.accept(options);
      else request.reject(options);
    },
  };
}
