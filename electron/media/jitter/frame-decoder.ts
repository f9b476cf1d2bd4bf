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
  /** The packet holds a copy of the one before it. */
  carriesFec(payload: Uint8Array): boolean;
  /** Noise answers nothing: `conceal` gives its sound. */
  decode(payload: Uint8Array): Float32Array;
  conceal(samples: number): Float32Array;
  /** The packet before `nextPayload` out of its redundancy, or null where there is none. */
  decodeFec(nextPayload: Uint8Array, samples: number): Float32Array | null;
  reset(): void;
}
