import { headerValue, type SipMessage } from '../parser';

export interface TypedBody {
  /** Media type in lower case without parameters. */
  readonly type: string;
  readonly text: string;
}

/** The session description of a message, also out of a multipart body (RFC 5621 3); null where there is none. */
export function sdpOf(message: SipMessage): string | null {
  const body = sessionBody(message);
  return body !== null && body.type === 'application/sdp' ? body.text : null;
}

/** The body a UA acts on: the SDP part of a multipart, else the whole. Null where empty. */
export function sessionBody(message: SipMessage): TypedBody | null {
  if (message.body.length === 0) return null;
  const header = headerValue(message, 'content-type');
  const type = (header?.split(';')[0] ?? '').trim().toLowerCase();
  const text = message.body.toString('utf8');
  // Some gateways leave Content-Type out of a 183; the first line tells.
  if (type === '') return /^v=0\r?\n/.test(text) ? { type: 'application/sdp', text } : null;
  if (!type.startsWith('multipart/')) return { type, text };
  const boundary = /;\s*boundary\s*=\s*(?:"([^"]+)"|([^;\s]+))/i.exec(header ?? '');
  const mark = boundary?.[1] ?? boundary?.[2];
  if (mark === undefined) return null;
  const parts = text.split(`--${mark}`).slice(1).filter((part) => !part.startsWith('--')).flatMap((part) => partOf(part) ?? []);
  return parts.find((part) => part.type === 'application/sdp') ?? parts[0] ?? null;
}

function partOf(part: string): TypedBody | null {
  const trimmed = part.replace(/^[ \t]*\r?\n/, '');
  const blank = /\r?\n\r?\n/.exec(trimmed);
  if (blank === null) return null;
  const type = /^content-type\s*:\s*([^;\r\n]+)/im.exec(trimmed.slice(0, blank.index))?.[1] ?? 'text/plain';
  return { type: type.trim().toLowerCase(), text: trimmed.slice(blank.index + blank[0].length).replace(/\r?\n$/, '') + (type.includes('sdp') ? '\r\n' : '') };
}
