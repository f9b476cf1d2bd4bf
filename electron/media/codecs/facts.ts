import { CodedError } from '../../calls/errors';
import type { CodecName } from '../../contract/accounts';
import type { CodecErrorCode, CodecFacts } from './codec';

export class CodecError extends CodedError<CodecErrorCode> {}

const multiplesOf10Ms = [10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110, 120] as const;

/** Everything that SDP and the RTP clock need to know of a codec; of L16, which comes at several rates, at its first. See factsAt. */
export const codecFacts: Readonly<Record<CodecName, CodecFacts>> = {
  opus: {
    name: 'opus', payloadName: 'opus', staticPayloadType: null, clockRate: 48000, rtpmapChannels: 2, sampleRate: 48000,
    packetTimesMs: [10, 20, 40, 60, 80, 100, 120],
  },
  g722: {
    name: 'g722', payloadName: 'G722', staticPayloadType: 9, clockRate: 8000, rtpmapChannels: 1, sampleRate: 16000,
    packetTimesMs: multiplesOf10Ms,
  },
  pcma: {
    name: 'pcma', payloadName: 'PCMA', staticPayloadType: 8, clockRate: 8000, rtpmapChannels: 1, sampleRate: 8000,
    packetTimesMs: multiplesOf10Ms,
  },
  pcmu: {
    name: 'pcmu', payloadName: 'PCMU', staticPayloadType: 0, clockRate: 8000, rtpmapChannels: 1, sampleRate: 8000,
    packetTimesMs: multiplesOf10Ms,
  },
  l16: l16Facts(48_000),
};

/** RFC 3551 4.5.11, RFC 4856: mono, in order of our preference. */
const l16Rates = [48_000, 44_100, 16_000, 8000] as const;
const l16ByRate = new Map<number, CodecFacts>(l16Rates.map((clockRate) => [clockRate, l16Facts(clockRate)]));

/** Hz of the RTP timestamps a codec can run at, in order of our preference. */
export function clockRatesOf(codec: CodecName): readonly number[] {
  return codec === 'l16' ? l16Rates : [codecFacts[codec].clockRate];
}

/** The facts of a codec at one of its clockRatesOf; at another rate, those of its first. */
export function factsAt(codec: CodecName, clockRate: number): CodecFacts {
  return codec === 'l16' ? l16ByRate.get(clockRate) ?? codecFacts.l16 : codecFacts[codec];
}

function l16Facts(clockRate: number): CodecFacts {
  return {
    name: 'l16', payloadName: 'L16', staticPayloadType: clockRate === 44_100 ? 11 : null, clockRate, rtpmapChannels: 1, sampleRate: clockRate,
    // A packet has to fit one Ethernet frame beside the headers: 1400 octets.
    packetTimesMs: multiplesOf10Ms.filter((ms) => (clockRate * 2 * ms) / 1000 <= 1400),
  };
}

/** @throws CodecError 'BAD_FRAME_SIZE' where `samples` is not one packet's worth */
export function requirePacketLength(facts: CodecFacts, samples: number): void {
  if (!facts.packetTimesMs.includes((samples * 1000) / facts.sampleRate)) {
    throw new CodecError('BAD_FRAME_SIZE', `${samples} samples at ${facts.sampleRate} Hz do not make a ${facts.payloadName} packet`);
  }
}

/** @throws CodecError 'DISPOSED' */
export function requireAlive(disposed: boolean): void {
  if (disposed) throw new CodecError('DISPOSED', 'This encoder was disposed');
}
