import { bodyParts, type SipMessage } from '../parser';

export interface TypedBody {
  /** Media type in lower case without parameters. */
  readonly type: string;
  readonly text: string;
}

const SDP = 'application/sdp';

/** The session description of a message, also out of a multipart body (RFC 5621 3); null where there is none. */
export function sdpOf(message: SipMessage): string | null {
  const body = sessionBody(message);
  return body !== null && body.type === SDP ? body.text : null;
}

/** The body a UA acts on: the first SDP part of a multipart, else its first part, else the whole. Null where there is none. */
export function sessionBody(message: SipMessage): TypedBody | null {
  const parts = bodyParts(message) ?? [];
  const part = parts.find(({ type }) => type === SDP) ?? parts[0];
  if (part === undefined || part.bytes.length === 0) return null;
  const text = part.bytes.toString('utf8');
  // Some gateways leave Content-Type out of a 183; the first line tells.
  if (part.type === '') return /^v=0\r?\n/.test(text) ? { type: SDP, text } : null;
  // The line end before a delimiter is not part of the body; many senders count on it all the same.
  return { type: part.type, text: part.type === SDP && !text.endsWith('\n') ? `${text}\r\n` : text };
}
