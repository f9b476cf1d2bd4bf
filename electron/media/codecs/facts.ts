import { CodedError } from '../../calls/errors';
import type { CodecName } from '../../contract/accounts';
import type { CodecErrorCode, CodecFacts } from './codec';

export class CodecError extends CodedError<CodecErrorCode> {}

const multiplesOf10Ms = [10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110, 120] as const;

/** Everything that SDP and the RTP clock need to know of a codec. */
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
};

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
