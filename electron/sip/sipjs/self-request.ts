import type { SipUri } from '../parser';
import type { LineCore } from './line-core';
import { sourceOf } from './message-adapter';

/**
 * An OPTIONS to ourselves (RFC 3261 11), which a server that routes it brings back to us. `marker` is its Call-ID and its
 * From tag, by one of which it is known again. `inDialog`: with a To tag, as requests in a call have it, which many servers
 * treat another way. `done` gets the final status, null where none came; the answer drops the request.
 */
export function askSelf(
  line: LineCore, target: SipUri, { marker, inDialog }: { readonly marker: string; readonly inDialog: boolean }, done: (status: number | null) => void,
): () => void {
  const message = line.makeRequest({
    method: 'OPTIONS', uri: target, callId: marker, fromTag: marker, headers: [`Contact: ${line.boundContact}`, 'Accept: application/sdp'], ...(inDialog && { toTag: marker }),
  });
  let open = true;
  const settle = (response: { readonly message: Parameters<typeof sourceOf>[0] & { readonly statusCode?: number | undefined } }): void => {
    if (!open) return;
    open = false;
    done(sourceOf(response.message) === null ? null : (response.message.statusCode ?? null));
  };
  const client = line.core.request(message, { onAccept: settle, onReject: settle, onRedirect: settle });
  return () => {
    if (!open) return;
    open = false;
    line.drop(client);
  };
}
