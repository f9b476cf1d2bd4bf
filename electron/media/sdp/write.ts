import { isIPv6 } from 'node:net';
import { write } from 'sdp-transform';
import type { MediaDirection } from '../../calls/ports/media';
import { factsAt } from '../codecs/facts';
import type { Companions, NumberedFormat, RedundancyFormat, RemoteLine } from './description';
import { noTransportAttributes, writeTransportAttributes, type TransportAttributes } from './transport-attributes';

/** The audio m-line as we write it. */
export interface LocalAudio extends Partial<TransportAttributes> {
  readonly protocol: string;
  readonly rtpPort: number;
  /** Null where RTCP comes on the RTP port only. */
  readonly rtcpPort: number | null;
  readonly rtcpMux: boolean;
  readonly direction: MediaDirection;
  /** In the order to write. */
  readonly formats: readonly NumberedFormat[];
  readonly companions: Companions;
  readonly ptimeMs: number;
  /** Pauses need not be sent. */
  readonly silenceSuppression: boolean;
}

export type LocalLine =
  | { readonly kind: 'audio'; readonly audio: LocalAudio }
  /** Refused or given up, with port 0, holding its place (RFC 3264 6, 8.2). */
  | { readonly kind: 'refused'; readonly line: RemoteLine };

export interface LocalDescription {
  readonly sessionId: number;
  readonly sessionVersion: number;
  readonly address: string;
  readonly lines: readonly LocalLine[];
}

/** The longest packet we ask for: beyond it, one that is lost takes too much with it. */
const MAX_PTIME_MS = 60;

/** Writes a session description (RFC 8866). */
export function writeSdp(local: LocalDescription): string {
  const ipVersion = isIPv6(local.address) ? 6 : 4;
  const lite = local.lines.some((line) => line.kind === 'audio' && line.audio.ice?.lite === true);
  return write({
    version: 0,
    origin: {
      username: '-', sessionId: local.sessionId, sessionVersion: local.sessionVersion,
      netType: 'IN', ipVer: ipVersion, address: local.address,
    },
    name: '-',
    connection: { version: ipVersion, ip: local.address },
    timing: { start: 0, stop: 0 },
    ...(lite ? { icelite: 'ice-lite' } : {}),
    media: local.lines.map((line) => (line.kind === 'audio' ? audioLine(line.audio) : refusedLine(line.line))),
  });
}

type Media = Parameters<typeof write>[0]['media'][number];

function refusedLine(line: RemoteLine): Media {
  return { type: line.type, port: 0, protocol: line.protocol, payloads: line.payloads, rtp: [], fmtp: [] };
}

function audioLine(audio: LocalAudio): Media {
  const { formats, companions: { events, comfortNoise, redundancy } } = audio;
  const transport = writeTransportAttributes({ ...noTransportAttributes, ...audio });
  return {
    type: 'audio',
    port: audio.rtpPort,
    protocol: audio.protocol,
    payloads: [...formats, ...redundancy, ...comfortNoise, ...events].map(({ payloadType }) => payloadType).join(' '),
    rtp: [
      ...formats.map(({ codec, clockRate, payloadType }) => {
        const { payloadName, rtpmapChannels } = factsAt(codec, clockRate);
        return { payload: payloadType, codec: payloadName, rate: clockRate, ...(rtpmapChannels > 1 ? { encoding: rtpmapChannels } : {}) };
      }),
      // The channel count follows the audio inside: Opus always says 2 (RFC 7587 7).
      ...redundancy.map(({ payloadType, clockRate }) => ({ payload: payloadType, codec: 'red', rate: clockRate, ...(clockRate === 48_000 ? { encoding: 2 } : {}) })),
      ...comfortNoise.map(({ payloadType, clockRate }) => ({ payload: payloadType, codec: 'CN', rate: clockRate })),
      ...events.map(({ payloadType, clockRate }) => ({ payload: payloadType, codec: 'telephone-event', rate: clockRate })),
    ],
    fmtp: [
      ...formats.filter(({ codec }) => codec === 'opus').map(({ payloadType }) => ({ payload: payloadType, config: opusText(audio.silenceSuppression) })),
      ...redundancy.map((format) => ({ payload: format.payloadType, config: blocksText(format, formats) })),
      ...events.map(({ payloadType }) => ({ payload: payloadType, config: '0-15' })),
    ],
    ptime: audio.ptimeMs,
    maxptime: MAX_PTIME_MS,
    // RFC 3605: said always, because the port beside RTP cannot be taken for granted behind a translator.
    ...(audio.rtcpPort === null ? {} : { rtcp: { port: audio.rtcpPort } }),
    ...(audio.rtcpMux ? { rtcpMux: 'rtcp-mux' as const } : {}),
    direction: audio.direction,
    ...(transport.length === 0 ? {} : { invalid: transport.map((value) => ({ value })) }),
  };
}

/** RFC 7587 6.1. Stereo is decoded and mixed down, so mono, the default, is what we prefer. */
function opusText(silenceSuppression: boolean): string {
  return `minptime=10;useinbandfec=1${silenceSuppression ? ';usedtx=1' : ''}`;
}

/** RFC 2198 5: the numbers that may stand in the blocks, at least two of them. */
function blocksText({ blocks, clockRate }: RedundancyFormat, formats: readonly NumberedFormat[]): string {
  const ours = formats.filter((format) => format.clockRate === clockRate && format.codec !== 'l16').map(({ payloadType }) => payloadType);
  const listed = blocks.filter((number) => ours.includes(number));
  const numbers = listed.length > 0 ? listed : ours;
  return (numbers.length === 1 ? [...numbers, ...numbers] : numbers).join('/');
}
