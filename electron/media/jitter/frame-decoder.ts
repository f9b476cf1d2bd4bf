/** A codec's decoder as the jitter buffer sees it: everything in samples at 48 kHz. Sound given back holds until the next call. */
export interface FrameDecoder {
  /** Hz of the RTP timestamps. */
  readonly clockRate: number;
  /** Comfort noise (RFC 3389): packets describe it, and it goes on until the next sound. */
  readonly isNoise: boolean;
  /** The longest piece of concealment that is well made in one go. */
  readonly concealSamples: number;
  /** Length of the packet's sound, 0 if it is not one of this codec. Of noise, any number above 0 if it is one. */
  samplesIn(payload: Uint8Array): number;
  /** What `decodeFec` gives is made up from both sides of the gap and no copy. */
  readonly bridges: boolean;
  /** `decodeFec` makes something of this packet: it holds a copy of the one before it, or the gap can be bridged to it. */
  carriesFec(payload: Uint8Array): boolean;
  /** Noise answers nothing: `conceal` gives its sound. */
  decode(payload: Uint8Array): Float32Array;
  conceal(samples: number): Float32Array;
  /**
   * The packet before `nextPayload`, or its last `samples`, out of that packet; null where nothing can be had from it. Call it
   * right before `decode(nextPayload)`, with the very same object.
   */
  decodeFec(nextPayload: Uint8Array, samples: number): Float32Array | null;
  reset(): void;
}
