import { randomBytes } from 'node:crypto';
import { parseViaList, type SipHeader } from '../parser';
import type { Hop } from './hop';
import { stampVia } from './vias';

/** Methods this phone takes. A 200 to MESSAGE promises that somebody reads it (RFC 3428 7): it goes out once the message is kept. */
export const ALLOWED_METHODS = ['INVITE', 'ACK', 'CANCEL', 'BYE', 'OPTIONS', 'INFO', 'PRACK', 'UPDATE', 'MESSAGE', 'NOTIFY', 'REFER'] as const;
/** Extensions a request may require of us (RFC 3261 8.2.2.3). */
export const SUPPORTED_EXTENSIONS = ['100rel', 'timer', 'replaces', 'join', 'norefersub', 'from-change'] as const;
/** Bodies it understands. */
export const ACCEPTED_TYPES = ['application/sdp', 'application/dtmf-relay', 'application/dtmf', 'text/plain', 'text/html', 'message/cpim', 'application/im-iscomposing+xml', 'message/imdn+xml',
  'application/simple-message-summary', 'application/dialog-info+xml', 'application/pidf+xml', 'application/reginfo+xml', 'application/conference-info+xml', 'message/sipfrag',
] as const;

/**
 * A stateless answer (RFC 3261 8.2.6, 8.2.7) from whatever headers could be read.
 * A Via that cannot be read is echoed as it came. Null where there is none.
 */
export function buildReply(
  headers: readonly SipHeader[], source: Hop, status: number, reason: string, extra: readonly string[] = [],
): string | null {
  const vias = headers.filter(({ name }) => name === 'via').map(({ value }) => value);
  const top = vias[0];
  if (top === undefined) return null;
  // A comma list on the topmost line is stamped in its first element only.
  const [first] = parseViaList(top) ?? [];
  const stamped = first === undefined ? top : `${stampVia(first, source)}${top.slice(first.text.length)}`;
  const lines = [`SIP/2.0 ${status} ${reason}`, `Via: ${stamped}`, ...vias.slice(1).map((via) => `Via: ${via}`)];
  for (const [name, label] of [['from', 'From'], ['to', 'To'], ['call-id', 'Call-ID'], ['cseq', 'CSeq']] as const) {
    const value = headers.find((header) => header.name === name)?.value;
    if (value !== undefined) lines.push(`${label}: ${name === 'to' && !/;\s*tag\s*=/i.test(value) ? `${value};tag=${randomBytes(6).toString('hex')}` : value}`);
  }
  return `${[...lines, ...extra, 'Content-Length: 0'].join('\r\n')}\r\n\r\n`;
}
