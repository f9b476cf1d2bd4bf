/** A codec's decoder as the jitter buffer sees it: everything in samples at 48 kHz. */
export interface FrameDecoder {
  /** Hz of the RTP timestamps. */
  readonly clockRate: number;
  /** True where a packet can hold a copy of the one before it. */
  readonly hasFec: boolean;
  /** Length of the packet's sound, 0 if it is not one of this codec. */
  samplesIn(payload: Uint8Array): number;
  decode(payload: Uint8Array): Float32Array;
  conceal(samples: number): Float32Array;
  /** The packet before `nextPayload` out of its redundancy, or null where there is none. */
  decodeFec(nextPayload: Uint8Array, samples: number): Float32Array | null;
  reset(): void;
}
