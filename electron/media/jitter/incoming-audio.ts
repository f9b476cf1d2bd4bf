/** One packet of sound, or a copy of one, as the jitter buffer takes it. RtpPacket is one. */
export interface IncomingAudio {
  readonly payloadType: number;
  readonly sequenceNumber: number;
  readonly timestamp: number;
  readonly ssrc: number;
  readonly payload: Uint8Array;
  /** First packet of a talk spurt (RFC 3551 4.1). */
  readonly marker?: boolean;
  /** A copy that came with a later packet (RFC 2198); that one is to be pushed first. */
  readonly isCopy?: boolean;
  /** Copies of earlier packets that came along with this one. */
  readonly copies?: number;
}
