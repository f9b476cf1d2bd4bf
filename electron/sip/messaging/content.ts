import type { MessageContent } from '../../calls/ports';
import { bodyParts, headerValue, mediaType, type SipMessage } from '../parser';
import { parseComposing } from './composing';
import { charsetOf, parseCpim } from './cpim';
import { parseNotice } from './notices';
import { decodeText, htmlToText, readableText } from './plain-text';

export const MESSAGE_TYPES = ['text/plain', 'text/html', 'message/cpim', 'application/im-iscomposing+xml', 'message/imdn+xml'] as const;
/** Above this no person typed it. */
export const LARGEST_BODY_BYTES = 32_768;

export type Reading =
  | { readonly kind: 'content'; readonly content: MessageContent }
  /** Understood, with nothing in it that anybody waits for. */
  | { readonly kind: 'nothing' }
  | { readonly kind: 'refuse'; readonly status: number; readonly reason: string; readonly extra: readonly string[] };

const NOTHING: Reading = { kind: 'nothing' };
const UNSUPPORTED: Reading = { kind: 'refuse', status: 415, reason: 'Unsupported Media Type', extra: [`Accept: ${MESSAGE_TYPES.join(', ')}`] };
const plain = { messageId: null, wantsDelivery: false, wantsDisplay: false, cpim: false } as const;

/** What a MESSAGE says (RFC 3428 7), or how it is to be refused. Never throws. */
export function readContent(message: SipMessage): Reading {
  if (message.body.length > LARGEST_BODY_BYTES) return { kind: 'refuse', status: 413, reason: 'Request Entity Too Large', extra: [] };
  const encoding = headerValue(message, 'content-encoding');
  if (encoding !== null && encoding.toLowerCase() !== 'identity') return { kind: 'refuse', status: 415, reason: 'Unsupported Media Type', extra: ['Accept-Encoding: identity'] };
  if (message.body.length === 0) return NOTHING;
  const contentType = headerValue(message, 'content-type') ?? 'text/plain';
  const type = mediaType(contentType);
  if (!type.startsWith('multipart/')) return readTyped(type, charsetOf(contentType), message.body);
  const parts = bodyParts(message) ?? [];
  const part = MESSAGE_TYPES.map((wanted) => parts.find((candidate) => candidate.type === wanted)).find((found) => found !== undefined);
  return part === undefined ? UNSUPPORTED : readTyped(part.type, null, part.bytes);
}

function readTyped(type: string, charset: string | null, bytes: Buffer): Reading {
  if (type === 'message/cpim') return readCpim(bytes);
  const text = textOf(type, charset, bytes);
  if (text !== null) return text === '' ? NOTHING : { kind: 'content', content: { kind: 'text', text, ...plain } };
  if (type === 'application/im-iscomposing+xml') {
    const composing = parseComposing(bytes.toString('utf8'));
    return composing === null ? NOTHING : { kind: 'content', content: { kind: 'composing', ...composing } };
  }
  if (type === 'message/imdn+xml') return readNotice(bytes);
  return UNSUPPORTED;
}

function readCpim(bytes: Buffer): Reading {
  const cpim = parseCpim(bytes);
  if (cpim === null) return { kind: 'refuse', status: 400, reason: 'Bad CPIM', extra: [] };
  const { type, charset, body, messageId, wantsDelivery, wantsDisplay } = cpim;
  const text = textOf(type, charset, body);
  if (text === null) return type === 'message/cpim' ? UNSUPPORTED : readTyped(type, charset, body);
  if (text === '') return NOTHING;
  const canTell = messageId !== null;
  return { kind: 'content', content: { kind: 'text', text, messageId, wantsDelivery: wantsDelivery && canTell, wantsDisplay: wantsDisplay && canTell, cpim: true } };
}

function readNotice(bytes: Buffer): Reading {
  const notice = parseNotice(bytes.toString('utf8'));
  return notice === null ? NOTHING : { kind: 'content', content: { kind: 'notice', ...notice } };
}

/** Null where the type is no text. */
function textOf(type: string, charset: string | null, bytes: Buffer): string | null {
  if (type === 'text/plain') return readableText(decodeText(bytes, charset));
  return type === 'text/html' ? readableText(htmlToText(decodeText(bytes, charset))) : null;
}
