/**
 * Extended reports (RFC 3611), of which the VoIP metrics block (4.7) is the one that phones exchange:
 *
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |     BT=7      |   reserved    |       block length = 8        |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |                        SSRC of source                         |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |   loss rate   | discard rate  | burst density |  gap density  |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |       burst duration          |         gap duration          |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |     round trip delay          |       end system delay        |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  | signal level  |  noise level  |     RERL      |     Gmin      |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |   R factor    | ext. R factor |    MOS-LQ     |    MOS-CQ     |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |   RX config   |   reserved    |          JB nominal           |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |          JB maximum           |          JB abs max           |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 */
export const RTCP_XR = 207;
export const XR_VOIP_METRICS = 7;
/** "Unavailable" for levels, RERL, R and MOS. */
export const XR_UNAVAILABLE = 127;

/** How the sender of the report hears the source. Null = not known. */
export interface VoipMetrics {
  /** The source reported on. */
  readonly ssrc: number;
  /** Shares of packets, percent. */
  readonly lossPercent: number;
  readonly discardPercent: number;
  readonly burstDensityPercent: number;
  readonly gapDensityPercent: number;
  readonly burstMs: number;
  readonly gapMs: number;
  readonly roundTripMs: number;
  readonly endSystemDelayMs: number;
  readonly rFactor: number | null;
  readonly mosListening: number | null;
  readonly mosConversational: number | null;
  readonly jitterBufferMs: number;
  readonly jitterBufferMaxMs: number;
}

export type XrBlock =
  | { readonly kind: 'voipMetrics'; readonly metrics: VoipMetrics }
  /** Well-formed, of no use to us. */
  | { readonly kind: 'other'; readonly blockType: number };
