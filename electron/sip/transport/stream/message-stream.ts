/** Start line, headers and body together. Nothing a phone exchanges comes near this. */
export const MAX_MESSAGE_BYTES = 64 * 1024;
const FIRST_CAPACITY_BYTES = 4 * 1024;
/** Of what may hold several messages, no more is copied at once while the end of the headers is looked for. */
const HEAD_PIECE_BYTES = 2 * 1024;
const CR = 13;
const LF = 10;
const HEAD_END = Buffer.from('\r\n\r\n');

export interface Arrived {
  readonly messages: readonly Buffer[];
  /** A double CRLF between messages: to be answered by one CRLF (RFC 5626 3.5.1). */
  readonly pinged: boolean;
  /** A single CRLF between messages: the answer to ours. */
  readonly ponged: boolean;
}

/** The stream cannot be read any further: what follows has no known beginning. */
export class BrokenStream extends Error {}

/**
 * Cuts a byte stream into messages by Content-Length (RFC 3261 18.3). Holds one unfinished message at most and looks
 * at no byte twice, however small the pieces are.
 */
export class MessageStream {
  private held = Buffer.alloc(FIRST_CAPACITY_BYTES);
  private length = 0;
  /** Up to here no end of the headers was found. */
  private searched = 0;
  /** Of the message whose headers are whole; null before that. */
  private needed: number | null = null;

  /** Takes what arrived. Throws BrokenStream where a message is too long or its length is not told rightly. */
  push(chunk: Buffer): Arrived {
    const messages: Buffer[] = [];
    let [pinged, ponged] = [false, false];
    let rest = chunk;
    while (rest.length > 0) {
      if (this.length === 0) {
        const breaks = leadingBreaks(rest);
        if (breaks >= 4) pinged = true;
        else if (breaks > 0) ponged = true;
        rest = rest.subarray(breaks);
        if (rest.length === 0) break;
      }
      rest = this.take(rest, messages);
    }
    return { messages, pinged, ponged };
  }

  /** Adds to the message under way as much as belongs to it; answers what is left over. */
  private take(bytes: Buffer, messages: Buffer[]): Buffer {
    const before = this.length;
    const room = this.needed === null ? Math.min(HEAD_PIECE_BYTES, MAX_MESSAGE_BYTES - before) : this.needed - before;
    const taken = bytes.subarray(0, room);
    this.append(taken);
    if (this.needed === null) this.needed = this.findEnd();
    if (this.needed === null) {
      if (this.length >= MAX_MESSAGE_BYTES) throw new BrokenStream('headers without an end');
      return bytes.subarray(taken.length);
    }
    if (this.length < this.needed) return bytes.subarray(taken.length);
    const { needed } = this;
    messages.push(Buffer.from(this.held.subarray(0, needed)));
    this.startAnew();
    return bytes.subarray(needed - before);
  }

  /** The length of the whole message, once its headers are there. */
  private findEnd(): number | null {
    const at = this.held.subarray(0, this.length).indexOf(HEAD_END, this.searched);
    if (at < 0) {
      this.searched = Math.max(0, this.length - HEAD_END.length + 1);
      return null;
    }
    const needed = at + HEAD_END.length + bodyLength(this.held.toString('latin1', 0, at + 2));
    if (needed > MAX_MESSAGE_BYTES) throw new BrokenStream('message too long');
    return needed;
  }

  private append(bytes: Buffer): void {
    const wanted = this.length + bytes.length;
    if (wanted > this.held.length) {
      const grown = Buffer.alloc(Math.min(MAX_MESSAGE_BYTES, Math.max(wanted, this.held.length * 2)));
      this.held.copy(grown, 0, 0, this.length);
      this.held = grown;
    }
    bytes.copy(this.held, this.length);
    this.length = wanted;
  }

  private startAnew(): void {
    if (this.held.length > FIRST_CAPACITY_BYTES) this.held = Buffer.alloc(FIRST_CAPACITY_BYTES);
    this.length = 0;
    this.searched = 0;
    this.needed = null;
  }
}

/** Bytes of CR and LF before a message. */
function leadingBreaks(bytes: Buffer): number {
  let count = 0;
  while (bytes[count] === CR || bytes[count] === LF) count += 1;
  return count;
}

/** RFC 3261 20.14: a stream must tell it; those that leave it out have no body. */
function bodyLength(head: string): number {
  const told = [...head.matchAll(/\r\n(?:content-length|l)[ \t]*:[ \t]*([^\r\n]*)/gi)].map((match) => (match[1] ?? '').trim());
  const first = told[0];
  if (first === undefined) return 0;
  if (told.some((value) => !/^\d{1,9}$/.test(value) || Number(value) !== Number(first))) throw new BrokenStream('Content-Length cannot be read');
  return Number(first);
}
