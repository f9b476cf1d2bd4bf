/** Length of an RTP header with CSRCs and extension (RFC 3550 5.1), all of which SRTP leaves in the clear; -1 where it is none. */
export function rtpHeaderBytes(packet: Uint8Array): number {
  const first = packet[0] ?? 0;
  if (packet.length < 12 || first >> 6 !== 2) return -1;
  let length = 12 + (first & 0x0f) * 4;
  if ((first & 0x10) !== 0) {
    if (packet.length < length + 4) return -1;
    length += 4 + (((packet[length + 2] ?? 0) << 8) | (packet[length + 3] ?? 0)) * 4;
  }
  return length <= packet.length ? length : -1;
}

export function sequenceNumberOf(packet: Uint8Array): number {
  return ((packet[2] ?? 0) << 8) | (packet[3] ?? 0);
}

export function word(packet: Uint8Array, at: number): number {
  return (((packet[at] ?? 0) << 24) | ((packet[at + 1] ?? 0) << 16) | ((packet[at + 2] ?? 0) << 8) | (packet[at + 3] ?? 0)) >>> 0;
}
