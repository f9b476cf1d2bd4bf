import type { CodecName } from '../../contract/accounts';
import type { EncoderOptions } from '../codecs';
import type { EventFormat } from '../sdp/description';
import type { Agreement } from '../sdp/choose';
import type { SendLimits } from './send-adaptation';

/** Everything that was agreed about what we send. */
export interface SendFormat {
  readonly codec: CodecName;
  /** Hz of the RTP timestamps. */
  readonly clockRate: number;
  readonly payloadType: number;
  readonly ptimeMs: number;
  /** The far end's fmtp. */
  readonly parameters: ReadonlyMap<string, string>;
  readonly events: EventFormat | null;
  /** The far end's number for comfort noise (RFC 3389), null where silence is sent as sound. */
  readonly comfortNoise: number | null;
  /** Opus: nothing is sent in pauses. */
  readonly dtx: boolean;
  /** The far end's number for redundant audio (RFC 2198). */
  readonly redundancy: number | null;
}

/** Transparent for speech in full band; more is spent where packets are lost. */
const USUAL_OPUS_BITS_PER_SECOND = 32_000;
/** RFC 7587 6.1: what maxaveragebitrate may say. */
const LEAST_OPUS_BITS_PER_SECOND = 6000;
const MOST_OPUS_BITS_PER_SECOND = 128_000;

export function sendFormatOf(agreement: Agreement): SendFormat {
  return {
    codec: agreement.codec, clockRate: agreement.clockRate, payloadType: agreement.sendPayloadType, ptimeMs: agreement.ptimeMs,
    parameters: agreement.parameters, events: agreement.sendEvents,
    comfortNoise: agreement.sendComfortNoise, dtx: agreement.sendDtx, redundancy: agreement.sendRedundancy,
  };
}

export function sameFormat(a: SendFormat, b: SendFormat): boolean {
  return a.codec === b.codec && a.clockRate === b.clockRate && a.payloadType === b.payloadType && a.ptimeMs === b.ptimeMs
    && a.comfortNoise === b.comfortNoise && a.dtx === b.dtx && a.redundancy === b.redundancy
    && a.events?.payloadType === b.events?.payloadType && a.events?.clockRate === b.events?.clockRate
    && [...a.parameters].join() === [...b.parameters].join();
}

/** What the far end wants of the encoder for good (RFC 7587 6.1); rate, FEC and expected loss follow its reports. */
export function encoderOptions({ clockRate, parameters, dtx }: SendFormat): EncoderOptions {
  const maxPlaybackRateHz = Number(parameters.get('maxplaybackrate'));
  return {
    clockRate,
    dtx,
    constantBitRate: parameters.get('cbr') === '1',
    ...(maxPlaybackRateHz > 0 ? { maxPlaybackRateHz } : {}),
  };
}

export function sendLimits({ redundancy, parameters }: SendFormat): SendLimits {
  const asked = Number(parameters.get('maxaveragebitrate'));
  const maxBitsPerSecond = asked > 0 ? Math.min(MOST_OPUS_BITS_PER_SECOND, Math.max(LEAST_OPUS_BITS_PER_SECOND, asked)) : MOST_OPUS_BITS_PER_SECOND;
  return {
    usualBitsPerSecond: Math.min(USUAL_OPUS_BITS_PER_SECOND, maxBitsPerSecond),
    maxBitsPerSecond,
    fecUseful: parameters.get('useinbandfec') === '1',
    redundancyPossible: redundancy !== null,
  };
}
