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

/** A description as sip.js wants a body. */
export function sessionBodyOf(sdp: string): { contentDisposition: string; contentType: string; content: string } {
  return { contentDisposition: 'session', contentType: SDP, content: sdp };
}

/** True where a description promises sound from its sender: an audio stream that is not refused, held or only listening (RFC 3264 5.1, 8.4). */
export function carriesSound(sdp: string): boolean {
  const lines = sdp.split(/\r?\n/);
  const audioAt = lines.findIndex((line) => /^m=audio\s/i.test(line));
  if (audioAt < 0 || /^m=audio\s+0\s/i.test(lines[audioAt] ?? '')) return false;
  const after = lines.slice(audioAt + 1);
  const nextAt = after.findIndex((line) => line.startsWith('m='));
  const media = nextAt < 0 ? after : after.slice(0, nextAt);
  const session = lines.slice(0, lines.findIndex((line) => line.startsWith('m=')));
  const last = (pattern: RegExp): string | undefined => media.find((line) => pattern.test(line)) ?? session.find((line) => pattern.test(line));
  const direction = last(/^a=(?:sendrecv|sendonly|recvonly|inactive)\s*$/);
  const address = last(/^c=/)?.split(/\s+/)[2] ?? '';
  return direction?.trim() !== 'a=recvonly' && direction?.trim() !== 'a=inactive' && address !== '0.0.0.0' && address !== '::';
}
