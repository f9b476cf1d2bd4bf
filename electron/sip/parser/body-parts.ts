import type { SipHeader } from './types';

export interface BodyPart {
  /** Media type in lower case without parameters; '' where none was given. */
  readonly type: string;
  /** The sender does not mind if it is passed over (RFC 3261 20.11, `handling=optional`). */
  readonly optional: boolean;
  /** Content-ID without its brackets; null where there is none (RFC 2045 7). */
  readonly contentId: string | null;
  readonly bytes: Buffer;
}

/** Parts within parts are opened this far down; nobody nests deeper for a purpose. */
const MAX_DEPTH = 3;
/** A multipart of more is not taken apart. */
const MAX_PARTS = 50;
const OPTIONAL = /;\s*handling\s*=\s*"?optional/i;
const LF = 10;
const CR = 13;
const DASH = 45;

/**
 * The bodies of a message: one, none, or the leaves of a multipart in their order (RFC 5621, RFC 2046 5.1).
 * Null for a multipart that cannot be taken apart. A closing delimiter may be missing, lines may end in LF alone.
 */
export function bodyParts(message: { readonly headers: readonly SipHeader[]; readonly body: Buffer }, maxParts = MAX_PARTS): BodyPart[] | null {
  if (message.body.length === 0) return [];
  const { headers } = message;
  const head = { contentType: valueOf(headers, 'content-type'), disposition: valueOf(headers, 'content-disposition'), contentId: valueOf(headers, 'content-id') };
  return leaves(head, message.body, MAX_DEPTH, maxParts);
}

/** Media type of a Content-Type or Accept value, in lower case without parameters. */
export function mediaType(value: string): string {
  const semicolon = value.indexOf(';');
  return (semicolon < 0 ? value : value.slice(0, semicolon)).trim().toLowerCase();
}

function valueOf(headers: readonly SipHeader[], name: string): string {
  return headers.find((header) => header.name === name)?.value ?? '';
}

interface PartHead {
  readonly contentType: string;
  readonly disposition: string;
  readonly contentId: string;
}

function leaves({ contentType, disposition, contentId }: PartHead, bytes: Buffer, depth: number, maxParts: number): BodyPart[] | null {
  const type = mediaType(contentType);
  if (!type.startsWith('multipart/') || depth === 0) {
    return [{ type, optional: OPTIONAL.test(disposition), contentId: contentId.replace(/^<|>$/g, '') || null, bytes }];
  }
  const boundary = /;\s*boundary\s*=\s*(?:"([^"]+)"|([^;\s"]+))/i.exec(contentType);
  const mark = boundary?.[1] ?? boundary?.[2];
  if (mark === undefined) return null;
  const pieces = split(bytes, Buffer.from(`--${mark}`), maxParts);
  if (pieces.length === 0) return null;
  return pieces.flatMap((piece) => {
    const { head, body } = cutHead(piece);
    const inner = { contentType: fieldOf(head, 'content-type|c') ?? 'text/plain', disposition: fieldOf(head, 'content-disposition') ?? '', contentId: fieldOf(head, 'content-id') ?? '' };
    return leaves(inner, body, depth - 1, maxParts) ?? [];
  });
}

/** What stands between the delimiters. Those begin a line, and the line end before them is theirs. */
function split(bytes: Buffer, delimiter: Buffer, maxParts: number): Buffer[] {
  const pieces: Buffer[] = [];
  let from = -1;
  for (let at = bytes.indexOf(delimiter); at >= 0; at = bytes.indexOf(delimiter, at + delimiter.length)) {
    if (at > 0 && bytes[at - 1] !== LF) continue;
    let end = at + delimiter.length;
    const closes = bytes[end] === DASH && bytes[end + 1] === DASH;
    while (bytes[end] === 32 || bytes[end] === 9) end++;
    const lineEnds = end >= bytes.length || bytes[end] === LF || (bytes[end] === CR && bytes[end + 1] === LF);
    // A longer word that only begins like the delimiter is content.
    if (!closes && !lineEnds) continue;
    if (from >= 0) pieces.push(bytes.subarray(from, withoutLineEnd(bytes, at)));
    if (pieces.length > maxParts) return [];
    if (closes) return pieces;
    const lineFeed = bytes.indexOf(LF, end);
    from = lineFeed < 0 ? bytes.length : lineFeed + 1;
  }
  if (from >= 0 && from < bytes.length) pieces.push(bytes.subarray(from));
  return pieces;
}

function withoutLineEnd(bytes: Buffer, at: number): number {
  const end = bytes[at - 1] === LF ? at - 1 : at;
  return bytes[end - 1] === CR ? end - 1 : end;
}

function cutHead(piece: Buffer): { head: string; body: Buffer } {
  // No header at all: the part begins with the empty line.
  for (let at = -1; ;) {
    const next = piece[at + 1] === CR ? at + 2 : at + 1;
    if (piece[next] === LF) return { head: piece.toString('utf8', 0, at + 1), body: piece.subarray(next + 1) };
    at = piece.indexOf(LF, at + 1);
    if (at < 0) return { head: piece.toString('utf8'), body: piece.subarray(piece.length) };
  }
}

function fieldOf(head: string, names: string): string | null {
  return new RegExp(`^(?:${names})[ \\t]*:[ \\t]*([^\\r\\n]*(?:\\r?\\n[ \\t][^\\r\\n]*)*)`, 'im').exec(head)?.[1]?.replace(/\r?\n[ \t]+/g, ' ').trim() ?? null;
}
