/**
 * Payload of a packet with redundant audio (RFC 2198 3): a header for each older block, oldest first, one octet for the
 * newest, then the blocks themselves in the same order.
 *
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |1|  block PT   |  timestamp offset         |   block length    |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |0|  block PT   |
 *  +-+-+-+-+-+-+-+-+
 */
export interface RedundantBlock {
  readonly payloadType: number;
  /** RTP timestamp units before the packet's timestamp; 0 for the newest. */
  readonly timestampOffset: number;
  readonly payload: Uint8Array;
}

export type RedundancyParseResult =
  /** Oldest first; the last one is the packet's own. */
  | { readonly ok: true; readonly blocks: readonly RedundantBlock[] }
  | { readonly ok: false; readonly error: 'too-short' | 'too-many-blocks' };

export const MAX_BLOCK_OFFSET = 0x3fff;
export const MAX_BLOCK_BYTES = 0x3ff;
const HEADER_BYTES = 4;
/** Nobody repeats more; what claims to is damaged. */
const MAX_BLOCKS = 16;

/** Never throws: the octets come from the network. */
export function parseRedundancy(payload: Uint8Array): RedundancyParseResult {
  const headers: { payloadType: number; timestampOffset: number; length: number }[] = [];
  let at = 0;
  for (;; at += HEADER_BYTES) {
    const first = payload[at];
    if (first === undefined) return { ok: false, error: 'too-short' };
    if ((first & 0x80) === 0) break;
    const [, high = 0, middle = 0, low = 0] = payload.subarray(at, at + HEADER_BYTES);
    if (at + HEADER_BYTES > payload.length) return { ok: false, error: 'too-short' };
    if (headers.length === MAX_BLOCKS - 1) return { ok: false, error: 'too-many-blocks' };
    headers.push({ payloadType: first & 0x7f, timestampOffset: (high << 6) | (middle >> 2), length: ((middle & 3) << 8) | low });
  }
  const newest = (payload[at] ?? 0) & 0x7f;
  at += 1;
  const blocks: RedundantBlock[] = [];
  for (const { payloadType, timestampOffset, length } of headers) {
    if (at + length > payload.length) return { ok: false, error: 'too-short' };
    blocks.push({ payloadType, timestampOffset, payload: payload.subarray(at, at + length) });
    at += length;
  }
  blocks.push({ payloadType: newest, timestampOffset: 0, payload: payload.subarray(at) });
  return { ok: true, blocks };
}

/** Older blocks that are too old or too long for their header are left out (RFC 2198 3). */
export function buildRedundancy(older: readonly RedundantBlock[], newest: { readonly payloadType: number; readonly payload: Uint8Array }): Uint8Array<ArrayBuffer> {
  const fitting = older.filter(({ timestampOffset, payload }) => timestampOffset > 0 && timestampOffset <= MAX_BLOCK_OFFSET && payload.length <= MAX_BLOCK_BYTES)
    .sort((a, b) => b.timestampOffset - a.timestampOffset);
  const length = fitting.reduce((sum, { payload }) => sum + HEADER_BYTES + payload.length, 1 + newest.payload.length);
  const out = new Uint8Array(length);
  let at = 0;
  for (const { payloadType, timestampOffset, payload } of fitting) {
    out.set([0x80 | payloadType, timestampOffset >> 6, ((timestampOffset & 0x3f) << 2) | (payload.length >> 8), payload.length & 0xff], at);
    at += HEADER_BYTES;
  }
  out[at++] = newest.payloadType & 0x7f;
  for (const { payload } of [...fitting, newest]) {
    out.set(payload, at);
    at += payload.length;
  }
  return out;
}
