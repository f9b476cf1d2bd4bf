import { type IncomingResponse, type Session, type SessionDialog } from 'sip.js/lib/core/index.js';
import type { SipMessage } from '../parser';
import type { LineCore } from './line-core';
import { sourceOf } from './message-adapter';

export interface InDialogRequest {
  readonly method: 'UPDATE' | 'OPTIONS';
  readonly headers: readonly string[];
  readonly sdp?: string;
}

/** What came back. `message` null: the library's own word for no answer (408) or no way (503). */
export interface InDialogResult {
  readonly ok: boolean;
  readonly status: number;
  readonly reason: string;
  readonly message: SipMessage | null;
}

/** Sends a request that sip.js has no method for within the session's dialog (RFC 3261 12.2.1.1). Challenges are answered below. */
export function sendInDialog(session: Session, line: LineCore, request: InDialogRequest, done: (result: InDialogResult) => void): void {
  const settle = ({ message }: IncomingResponse): void => {
    const status = message.statusCode ?? 500;
    done({ ok: status >= 200 && status < 300, status, reason: message.reasonPhrase ?? '', message: sourceOf(message) });
  };
  try {
    const message = (session as unknown as SessionDialog).createOutgoingRequestMessage(request.method, {
      extraHeaders: [...request.headers],
      ...(request.sdp === undefined ? {} : { body: { contentDisposition: 'session', contentType: 'application/sdp', content: request.sdp } }),
    });
    line.core.request(message, { onAccept: settle, onReject: settle, onRedirect: settle });
  } catch (error) {
    done({ ok: false, status: 500, reason: error instanceof Error ? error.message : 'not sent', message: null });
  }
}
