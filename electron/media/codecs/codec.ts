import type { CodecName } from '../../contract/accounts';

/**
 * What the media engine knows of a codec. PCM is mono Float32 in -1..1 everywhere; a codec never clips
 * silently into wrap-around, values outside are held at the ends.
 */
export interface CodecFacts {
  readonly name: CodecName;
  /** As written in a=rtpmap, e.g. `opus`, `G722`, `PCMA`. Compare without regard to case (RFC 8866 6.6). */
  readonly payloadName: string;
  /** The number fixed by RFC 3551 6, or null where the number is dynamic. */
  readonly staticPayloadType: number | null;
  /** Hz of the RTP timestamp. For G.722 this is 8000 although the sound is 16 kHz (RFC 3551 4.5.2). */
  readonly clockRate: number;
  /** The channel count in a=rtpmap; opus always says 2, whatever is sent (RFC 7587 4.1). */
  readonly rtpmapChannels: 1 | 2;
  /** Hz of the PCM that the encoder eats and the decoder gives. */
  readonly sampleRate: number;
  /** Frame lengths the codec can put into one packet, ms, ascending. */
  readonly packetTimesMs: readonly number[];
}

/** One direction of one session. Not shared between sessions: it holds the codec's state. */
export interface AudioEncoder {
  readonly payloadName: string;
  /** Hz of the RTP timestamp; see CodecFacts. */
  readonly clockRate: number;
  /** Hz of the PCM that `encode` eats. */
  readonly sampleRate: number;
  /**
   * Encodes one packet's worth of PCM: `pcm.length = sampleRate * ptimeMs / 1000` with a ptime in packetTimesMs.
   * The answer is the caller's to keep. Opus with DTX answers an empty array where nothing is to be sent.
   * Throws CodecError 'BAD_FRAME_SIZE' on any other length, 'DISPOSED' after dispose.
   */
  encode(pcm: Float32Array): Uint8Array;
  /** Goes on with other settings, between two frames. Only Opus has any; others ignore it. */
  tune(tuning: EncoderTuning): void;
  /** Frees native memory; further calls do nothing. */
  dispose(): void;
}

/** Holds the state of one received stream. */
export interface AudioDecoder {
  readonly payloadName: string;
  /** Hz of the RTP timestamp; see CodecFacts. */
  readonly clockRate: number;
  /** Hz of the PCM given back. */
  readonly sampleRate: number;
  /**
   * One packet's payload to PCM at `sampleRate`. Never throws: a damaged or empty payload answers
   * an empty array and leaves the state as if the packet had not come, so call `conceal` for it.
   */
  decode(payload: Uint8Array): Float32Array;
  /** How many samples at `sampleRate` the payload would give, 0 if it is not a packet of this codec. Does not touch the state. */
  samplesIn(payload: Uint8Array): number;
  /**
   * Stands in for a missing packet: `samples` at `sampleRate` (any number above 0), made from what was heard before and
   * faded to silence where the gap goes on. The next `decode` is joined without a click.
   */
  conceal(samples: number): Float32Array;
  /**
   * The missing packet as the one after it describes it (Opus in-band FEC, RFC 6716 2.1.7), or null where that packet
   * carries nothing about it; use `conceal` then. Call it right before `decode(nextPayload)`. `samples` is the length of
   * the one missing packet, at `sampleRate`.
   */
  decodeFec?(nextPayload: Uint8Array, samples: number): Float32Array | null;
  /**
   * The missing packet made up from both sides: what was heard before, and the packet after it. Call it right before
   * `decode(nextPayload)`, with the very same object. `samples`: how much is missing, at `sampleRate`.
   */
  bridge?(nextPayload: Uint8Array, samples: number): Float32Array;
  /** Forgets the stream, e.g. when the SSRC changes. */
  reset(): void;
  /** Frees native memory; further calls do nothing. */
  dispose(): void;
}

/** What may change while a stream runs; what is left out stays. */
export interface EncoderTuning {
  /** Opus: target, bounds 6000..510000. */
  readonly bitsPerSecond?: number;
  /** Opus: put a copy of the last frame into the next where loss is expected. */
  readonly inbandFec?: boolean;
  /** Opus: 0..100. How much is spent on FEC (RFC 7587 3.1.3). */
  readonly expectedLossPercent?: number;
  /** Opus: 0 (light) to 10 (best). */
  readonly complexity?: number;
}

/** Opus starts at 32000 bit/s, complexity 7 (above it the score of speech does not rise), with FEC for 10 % loss. */
export interface EncoderOptions extends EncoderTuning {
  /** L16: one of its clockRatesOf; default the first. */
  readonly clockRate?: number;
  /** Opus: stop sending in silence; default false. */
  readonly dtx?: boolean;
  /** Opus: from the far end's fmtp maxplaybackrate, Hz (RFC 7587 6.1); bounds the coded bandwidth. */
  readonly maxPlaybackRateHz?: number;
  /** Opus: from the far end's fmtp cbr=1; default false. */
  readonly constantBitRate?: boolean;
}

export type CodecErrorCode = 'BAD_FRAME_SIZE' | 'DISPOSED' | 'NATIVE_MISSING' | 'ENCODE_FAILED';
