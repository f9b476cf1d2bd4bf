import { isIP } from 'node:net';
import { parse, type MediaDescription, type SessionDescription } from 'sdp-transform';
import type { CodecName } from '../../contract/accounts';
import type { MediaDirection } from '../../calls/ports/media';
import { codecFacts } from '../codecs/facts';
import type { EventFormat, RemoteAudio, RemoteDescription, RemoteFormat, RemoteLine } from './description';

export type SdpParseResult =
  | { readonly ok: true; readonly description: RemoteDescription }
  | { readonly ok: false; readonly error: 'malformed' };

const MAX_CHARACTERS = 65_536;
const MAX_LINES = 64;
const codecNames = Object.keys(codecFacts) as CodecName[];

/** Reads a session description (RFC 8866), tolerant of what does not concern audio. Never throws. */
export function parseSdp(text: string): SdpParseResult {
  try {
    if (typeof text !== 'string' || text.length > MAX_CHARACTERS || !/^v=0\s*$/m.test(text)) return { ok: false, error: 'malformed' };
    // The count of ports in `m=audio 4000/2` is for layered codecs; sdp-transform does not know it.
    const session = parse(text.replace(/^(m=\w+ \d+)\/\d+/gm, '$1'));
    if (session.media.length === 0 || session.media.length > MAX_LINES) return { ok: false, error: 'malformed' };
    if (session.media.some((media) => typeof media.type !== 'string' || typeof media.port !== 'number')) return { ok: false, error: 'malformed' };
    return {
      ok: true,
      description: {
        lines: session.media.map(toLine),
        audio: session.media.flatMap((media, index) => (String(media.type).toLowerCase() === 'audio' ? [toAudio(session, media, index)] : [])),
      },
    };
  } catch {
    // Nothing of what the far end wrote may get further than this.
    return { ok: false, error: 'malformed' };
  }
}

function toLine(media: MediaDescription): RemoteLine {
  return {
    type: String(media.type),
    protocol: String(media.protocol || 'RTP/AVP'),
    payloads: String(media.payloads ?? '').replace(/[^\w.*/ -]/g, '').trim() || '0',
    port: media.port,
  };
}

function toAudio(session: SessionDescription, media: MediaDescription, lineIndex: number): RemoteAudio {
  const connection = media.connection ?? session.connection;
  const address = connection && typeof connection.ip === 'string' && connection.ip !== '' ? connection.ip : null;
  const direction = media.direction ?? session.direction ?? 'sendrecv';
  const rtcpAddress = media.rtcp?.address;
  return {
    lineIndex,
    protocol: String(media.protocol || ''),
    port: media.port,
    address,
    heldByAddress: address !== null && isUnspecified(address),
    rtcp: {
      address: typeof rtcpAddress === 'string' && isIP(rtcpAddress) !== 0 ? rtcpAddress : address,
      port: validPort(media.rtcp?.port) ?? media.port + 1,
    },
    rtcpMux: media.rtcpMux !== undefined,
    direction: direction satisfies MediaDirection,
    ...formatsOf(media),
    ptimeMs: positive(media.ptime ?? (session as { ptime?: unknown }).ptime),
    maxptimeMs: positive(media.maxptime ?? (session as { maxptime?: unknown }).maxptime),
  };
}

function formatsOf(media: MediaDescription): { formats: RemoteFormat[]; events: EventFormat[] } {
  const formats: RemoteFormat[] = [];
  const events: EventFormat[] = [];
  const seen = new Set<number>();
  for (const token of String(media.payloads ?? '').split(/\s+/)) {
    const payloadType = /^\d{1,3}$/.test(token) ? Number(token) : 128;
    if (payloadType > 127 || seen.has(payloadType)) continue;
    seen.add(payloadType);
    const map = media.rtp.find((entry) => entry.payload === payloadType);
    if (map && String(map.codec).toLowerCase() === 'telephone-event') {
      const clockRate = typeof map.rate === 'number' && map.rate > 0 ? map.rate : 8000;
      events.push({ payloadType, clockRate });
      continue;
    }
    const codec = map ? codecOfMap(String(map.codec), map.rate) : codecOfStatic(payloadType);
    if (codec) formats.push({ payloadType, codec, parameters: parametersOf(media, payloadType) });
  }
  return { formats, events };
}

function codecOfMap(name: string, rate: unknown): CodecName | null {
  const codec = codecNames.find((candidate) => codecFacts[candidate].payloadName.toLowerCase() === name.toLowerCase());
  if (!codec) return null;
  // RFC 3551 4.5.2: G.722 says 8000 by an old mistake that must stay; some phones write the true 16000.
  if (codec === 'g722' && rate === 16_000) return codec;
  return rate === undefined || rate === codecFacts[codec].clockRate ? codec : null;
}

function codecOfStatic(payloadType: number): CodecName | null {
  return codecNames.find((codec) => codecFacts[codec].staticPayloadType === payloadType) ?? null;
}

function parametersOf(media: MediaDescription, payloadType: number): Map<string, string> {
  const parameters = new Map<string, string>();
  for (const { payload, config } of media.fmtp) {
    if (payload !== payloadType) continue;
    for (const part of String(config).split(';')) {
      const [name, value] = part.split('=', 2);
      if (name?.trim()) parameters.set(name.trim().toLowerCase(), value?.trim() ?? '');
    }
  }
  return parameters;
}

function isUnspecified(address: string): boolean {
  return address === '0.0.0.0' || (address.includes(':') && /^[0:]+$/.test(address));
}

function validPort(port: unknown): number | null {
  return typeof port === 'number' && Number.isInteger(port) && port > 0 && port < 65_536 ? port : null;
}

function positive(value: unknown): number | null {
  const number = Number(value);
  return value !== undefined && value !== '' && Number.isFinite(number) && number > 0 ? number : null;
}
