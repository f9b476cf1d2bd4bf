import { mediaType } from '../parser';

/** A message in CPIM (RFC 3862) with what RFC 5438 puts into it. */
export interface Cpim {
  readonly messageId: string | null;
  readonly wantsDelivery: boolean;
  readonly wantsDisplay: boolean;
  /** Of what is inside: media type in lower case, and its charset. */
  readonly type: string;
  readonly charset: string | null;
  readonly body: Buffer;
}

const IMDN_NAMESPACE = 'urn:ietf:params:imdn';
const MAX_HEADERS = 40;
/** RFC 5438 6.3 asks for 64 bits; nobody needs more than this. */
const MAX_ID_LENGTH = 128;

/** Takes CPIM apart; null where it is none. Never throws. */
export function parseCpim(bytes: Buffer): Cpim | null {
  let rest = bytes;
  let block = cutBlock(rest);
  if (block === null) return null;
  // Some senders repeat the outer Content-Type first.
  if (/^content-type:\s*message\/cpim/i.test(block.text)) {
    rest = block.rest;
    block = cutBlock(rest);
    if (block === null) return null;
  }
  const headers = readHeaders(block.text);
  if (headers.size === 0) return null;
  // RFC 3862 2.2: the MIME headers of the content follow in a block of their own.
  const inner = cutBlock(block.rest);
  const mime = inner === null ? new Map<string, string>() : readHeaders(inner.text);
  const hasMime = inner !== null && mime.has('content-type');
  const prefix = imdnPrefix(headers.get('ns'));
  const contentType = mime.get('content-type') ?? 'text/plain';
  const asked = (headers.get(`${prefix}.disposition-notification`) ?? '').toLowerCase();
  const messageId = headers.get(`${prefix}.message-id`) ?? null;
  return {
    messageId: messageId === null || messageId === '' || messageId.length > MAX_ID_LENGTH ? null : messageId,
    wantsDelivery: /\bpositive-delivery\b/.test(asked), wantsDisplay: /\bdisplay\b/.test(asked),
    type: mediaType(contentType), charset: charsetOf(contentType),
    body: hasMime ? inner.rest : block.rest,
  };
}

export function charsetOf(contentType: string): string | null {
  return /;\s*charset\s*=\s*"?([\w.:-]{1,40})/i.exec(contentType)?.[1]?.toLowerCase() ?? null;
}

export interface CpimParts {
  readonly from: string;
  readonly to: string;
  readonly atEpochMs: number;
  readonly messageId: string;
  /** RFC 5438 6.2; empty = none. */
  readonly notifications: readonly ('positive-delivery' | 'negative-delivery' | 'display')[];
  readonly type: string;
  /** RFC 5438 7.1.1: "notification" for an IMDN. */
  readonly disposition?: string;
  readonly text: string;
}

export function buildCpim(parts: CpimParts): string {
  const { from, to, atEpochMs, messageId, notifications, type, disposition, text } = parts;
  return [
    `From: <${from}>`, `To: <${to}>`, `DateTime: ${new Date(atEpochMs).toISOString()}`, `NS: imdn <${IMDN_NAMESPACE}>`, `imdn.Message-ID: ${messageId}`,
    ...(notifications.length === 0 ? [] : [`imdn.Disposition-Notification: ${notifications.join(', ')}`]), '',
    `Content-Type: ${type}`, ...(disposition === undefined ? [] : [`Content-Disposition: ${disposition}`]), `Content-Length: ${Buffer.byteLength(text)}`, '', text,
  ].join('\r\n');
}

/** What stands before the first empty line, and what after it. */
function cutBlock(bytes: Buffer): { text: string; rest: Buffer } | null {
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) {
    const next = bytes[at + 1] === 13 ? at + 2 : at + 1;
    if (bytes[next] === 10) return { text: bytes.toString('utf8', 0, at), rest: bytes.subarray(next + 1) };
  }
  return null;
}

function readHeaders(block: string): Map<string, string> {
  const headers = new Map<string, string>();
  for (const line of block.split(/\r?\n/, MAX_HEADERS)) {
    const colon = line.indexOf(':');
    const name = line.slice(0, Math.max(0, colon)).trim().toLowerCase();
    if (name !== '' && !headers.has(name)) headers.set(name, line.slice(colon + 1).trim());
  }
  return headers;
}

/** RFC 3862 2.7: the sender chooses the prefix. */
function imdnPrefix(namespace: string | undefined): string {
  const match = /^([\w-]{1,40})\s*<\s*([^>\s]+)\s*>/.exec(namespace ?? '');
  return match?.[2]?.toLowerCase() === IMDN_NAMESPACE ? (match[1] ?? 'imdn').toLowerCase() : 'imdn';
}
