import type { SipUri } from '../parser';
import type { LineCore } from './line-core';

/** A MESSAGE outside any dialog (RFC 3428); resolves with the final status, 408 where nobody answered. */
export function sendMessage(line: LineCore, uri: SipUri, text: string): Promise<{ ok: boolean; status: number }> {
  return new Promise((resolve) => {
    const message = line.makeRequest({ method: 'MESSAGE', uri, body: { type: 'text/plain;charset=UTF-8', text } });
    line.core.message(message, {
      onAccept: (response) => resolve({ ok: true, status: response.message.statusCode ?? 200 }),
      onReject: (response) => resolve({ ok: false, status: response.message.statusCode ?? 500 }),
      onRedirect: (response) => resolve({ ok: false, status: response.message.statusCode ?? 300 }),
    });
  });
}
