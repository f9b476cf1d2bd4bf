/**
 * What a datagram on a media socket is, by its first byte (RFC 7983 7):
 *
 *   0..3      STUN                 20..63    DTLS
 *   16..19    ZRTP (not ours)      64..79    TURN channel data
 *   128..191  RTP or RTCP: RTCP where the second byte, RTP's marker and payload type, is 192..223 (RFC 5761 4)
 */
export type DatagramKind = 'stun' | 'dtls' | 'turn-channel' | 'rtp' | 'rtcp' | 'other';

/** Looks at two bytes only; the parser of that kind has the last word. */
export function kindOf(bytes: Uint8Array): DatagramKind {
  const first = bytes[0] ?? 255;
  const second = bytes[1];
  // One byte alone is nothing of ours.
  if (second === undefined) return 'other';
  if (first >= 128 && first <= 191) return second >= 192 && second <= 223 ? 'rtcp' : 'rtp';
  if (first <= 3) return 'stun';
  if (first >= 20 && first <= 63) return 'dtls';
  if (first >= 64 && first <= 79) return 'turn-channel';
  return 'other';
}
