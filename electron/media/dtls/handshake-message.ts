/**
 * Handshake header (RFC 6347 4.2.2): type, length (24 bits), message_seq (16), fragment_offset (24), fragment_length (24).
 */
import { ByteReader, concatOctets, octetsOf } from './bytes';

export interface HandshakeMessage {
  readonly type: number;
  readonly messageSeq: number;
  readonly body: Uint8Array;
}

interface Fragment {
  readonly type: number;
  readonly length: number;
  readonly messageSeq: number;
  readonly offset: number;
  readonly bytes: Uint8Array;
}

/** A chain of certificates is the longest we ever need. */
export const MAX_MESSAGE_BYTES = 16_384;
/** Messages ahead of the one awaited that are kept; a flight has six. */
const MAX_AHEAD = 8;
const HEADER_BYTES = 12;

/** The message with its header as if never fragmented: what the transcript takes (RFC 6347 4.2.6). */
export function wholeMessage({ type, messageSeq, body }: HandshakeMessage): Uint8Array {
  return concatOctets(headerOf(type, body.length, messageSeq, 0, body.length), body);
}

/** The message in fragments that fit `maxBytes` each, headers and all. */
export function fragmentsOf({ type, messageSeq, body }: HandshakeMessage, maxBytes: number): Uint8Array[] {
  const room = maxBytes - HEADER_BYTES;
  const fragments: Uint8Array[] = [];
  for (let offset = 0; offset < body.length || offset === 0; offset += room) {
    const part = body.subarray(offset, offset + room);
    fragments.push(concatOctets(headerOf(type, body.length, messageSeq, offset, part.length), part));
  }
  return fragments;
}

function headerOf(type: number, length: number, messageSeq: number, offset: number, fragmentLength: number): Uint8Array {
  return concatOctets(octetsOf(type, 1), octetsOf(length, 3), octetsOf(messageSeq, 2), octetsOf(offset, 3), octetsOf(fragmentLength, 3));
}

/** The fragments in one record; what is not whole is left out. */
function parseFragments(record: Uint8Array): Fragment[] {
  const reader = new ByteReader(record);
  const fragments: Fragment[] = [];
  while (reader.left > 0) {
    const type = reader.number(1);
    const length = reader.number(3);
    const messageSeq = reader.number(2);
    const offset = reader.number(3);
    const bytes = reader.vector(3);
    if (reader.failed || length > MAX_MESSAGE_BYTES || offset + bytes.length > length) break;
    fragments.push({ type, length, messageSeq, offset, bytes });
  }
  return fragments;
}

/** A message that is put together. */
class Partial {
  readonly body: Uint8Array;
  readonly #have: Uint8Array;
  #missing: number;

  constructor(readonly type: number, readonly length: number) {
    this.body = new Uint8Array(length);
    this.#have = new Uint8Array(length);
    this.#missing = length;
  }

  get whole(): boolean { return this.#missing === 0; }

  add({ type, length, offset, bytes }: Fragment): void {
    if (type !== this.type || length !== this.length) return;
    for (let i = 0; i < bytes.length; i++) {
      if (this.#have[offset + i] === 1) continue;
      this.#have[offset + i] = 1;
      this.body[offset + i] = bytes[i] ?? 0;
      this.#missing--;
    }
  }
}

/** Puts messages together and into their order, whatever order, doubling and overlap their fragments come with. */
export class Reassembler {
  readonly #partials = new Map<number, Partial>();
  /** message_seq of the message that is to come next. */
  next = 0;

  /** One record's fragments; answers whether any was of a message that was given out already: the far end repeats itself. */
  add(record: Uint8Array): { repeated: boolean } {
    let repeated = false;
    for (const fragment of parseFragments(record)) {
      if (fragment.messageSeq < this.next) { repeated = true; continue; }
      if (fragment.messageSeq >= this.next + MAX_AHEAD) continue;
      let partial = this.#partials.get(fragment.messageSeq);
      if (!partial) this.#partials.set(fragment.messageSeq, partial = new Partial(fragment.type, fragment.length));
      partial.add(fragment);
    }
    return { repeated };
  }

  /** The next whole message; null while it is not there. */
  take(): HandshakeMessage | null {
    const partial = this.#partials.get(this.next);
    if (!partial?.whole) return null;
    this.#partials.delete(this.next);
    return { type: partial.type, messageSeq: this.next++, body: partial.body };
  }

  /** For who remembers nothing yet: begins with the message that this record begins with. */
  restart(record: Uint8Array): void {
    const messageSeq = ((record[4] ?? 0) << 8) | (record[5] ?? 0);
    if (messageSeq === this.next) return;
    this.#partials.clear();
    this.next = messageSeq;
  }
}
