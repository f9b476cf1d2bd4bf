import { isIPv6 } from 'node:net';
import { write } from 'sdp-transform';
import type { CodecName } from '../../contract/accounts';
import type { MediaDirection } from '../../calls/ports/media';
import { codecFacts } from '../codecs/facts';
import type { EventFormat, RemoteLine } from './description';

/** The audio m-line as we write it. */
export interface LocalAudio {
  readonly protocol: string;
  readonly rtpPort: number;
  readonly rtcpPort: number;
  readonly rtcpMux: boolean;
  readonly direction: MediaDirection;
  /** In the order to write. */
  readonly codecs: readonly { readonly codec: CodecName; readonly payloadType: number }[];
  readonly events: readonly EventFormat[];
  readonly ptimeMs: number;
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

/** Writes a session description (RFC 8866). */
export function writeSdp(local: LocalDescription): string {
  const ipVersion = isIPv6(local.address) ? 6 : 4;
  return write({
    version: 0,
    origin: {
      username: '-', sessionId: local.sessionId, sessionVersion: local.sessionVersion,
      netType: 'IN', ipVer: ipVersion, address: local.address,
    },
    name: '-',
    connection: { version: ipVersion, ip: local.address },
    timing: { start: 0, stop: 0 },
    media: local.lines.map((line) => (line.kind === 'audio' ? audioLine(line.audio) : refusedLine(line.line))),
  });
}

type Media = Parameters<typeof write>[0]['media'][number];

function refusedLine(line: RemoteLine): Media {
  return { type: line.type, port: 0, protocol: line.protocol, payloads: line.payloads, rtp: [], fmtp: [] };
}

function audioLine(audio: LocalAudio): Media {
  return {
    type: 'audio',
    port: audio.rtpPort,
    protocol: audio.protocol,
    payloads: [...audio.codecs, ...audio.events].map(({ payloadType }) => payloadType).join(' '),
    rtp: [
      ...audio.codecs.map(({ codec, payloadType }) => {
        const { payloadName, clockRate, rtpmapChannels } = codecFacts[codec];
        return { payload: payloadType, codec: payloadName, rate: clockRate, ...(rtpmapChannels > 1 ? { encoding: rtpmapChannels } : {}) };
      }),
      ...audio.events.map(({ payloadType, clockRate }) => ({ payload: payloadType, codec: 'telephone-event', rate: clockRate })),
    ],
    fmtp: [
      ...audio.codecs.filter(({ codec }) => codec === 'opus')
        .map(({ payloadType }) => ({ payload: payloadType, config: 'minptime=10;useinbandfec=1' })),
      ...audio.events.map(({ payloadType }) => ({ payload: payloadType, config: '0-15' })),
    ],
    ptime: audio.ptimeMs,
    // RFC 3605: said always, because the port beside RTP cannot be taken for granted behind a translator.
    ...(audio.rtcpMux ? { rtcpMux: 'rtcp-mux' as const } : { rtcp: { port: audio.rtcpPort } }),
    direction: audio.direction,
  };
}
