import { isIP } from 'node:net';
import { parse, type MediaDescription, type SessionDescription } from 'sdp-transform';
import type { CodecName } from '../../contract/accounts';
import type { MediaDirection } from '../../calls/ports/media';
import { clockRatesOf, codecFacts, factsAt } from '../codecs/facts';
import type { CompanionFormat, Companions, EventFormat, NumberedFormat, RedundancyFormat, RemoteAudio, RemoteDescription, RemoteFormat, RemoteLine } from './description';
import { profileOf } from './profile';
import { attributeSections, parseTransportAttributes, type TransportAttributes } from './transport-attributes';

export type SdpParseResult =
  | { readonly ok: true; readonly description: RemoteDescription }
  | { readonly ok: false; readonly error: 'malformed' };

const MAX_CHARACTERS = 65_536;
const MAX_LINES = 64;
/** CN at 8000 Hz (RFC 3389 4). */
const STATIC_COMFORT_NOISE = 13;
const codecNames = Object.keys(codecFacts) as CodecName[];

/** Reads a session description (RFC 8866), tolerant of what does not concern audio. Never throws. */
export function parseSdp(text: string): SdpParseResult {
  try {
    if (typeof text !== 'string' || text.length > MAX_CHARACTERS || !/^v=0\s*$/m.test(text)) return { ok: false, error: 'malformed' };
    // The count of ports in `m=audio 4000/2` is for layered codecs; sdp-transform does not know it.
    const session = parse(text.replace(/^(m=\w+ \d+)\/\d+/gm, '$1'));
    if (session.media.length === 0 || session.media.length > MAX_LINES) return { ok: false, error: 'malformed' };
    const [sessionLines = [], ...mediaLines] = attributeSections(text);
    if (session.media.some((media) => typeof media.type !== 'string' || typeof media.port !== 'number')) return { ok: false, error: 'malformed' };
    return {
      ok: true,
      description: {
        lines: session.media.map(toLine),
        audio: session.media.flatMap((media, index) => (String(media.type).toLowerCase() === 'audio'
          ? [{ ...toAudio(session, media, index), ...parseTransportAttributes(mediaLines[index] ?? [], sessionLines) }]
          : [])),
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

function toAudio(session: SessionDescription, media: MediaDescription, lineIndex: number): Omit<RemoteAudio, keyof TransportAttributes> {
  const connection = media.connection ?? session.connection;
  const address = connection && typeof connection.ip === 'string' && connection.ip !== '' ? connection.ip : null;
  const direction = media.direction ?? session.direction ?? 'sendrecv';
  const rtcpAddress = media.rtcp?.address;
  return {
    lineIndex,
    protocol: String(media.protocol || ''),
    profile: profileOf(String(media.protocol || '')),
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

function formatsOf(media: MediaDescription): Companions & { formats: RemoteFormat[] } {
  const formats: RemoteFormat[] = [];
  const events: EventFormat[] = [];
  const comfortNoise: CompanionFormat[] = [];
  const redundancy: RedundancyFormat[] = [];
  const seen = new Set<number>();
  for (const token of String(media.payloads ?? '').split(/\s+/)) {
    const payloadType = /^\d{1,3}$/.test(token) ? Number(token) : 128;
    if (payloadType > 127 || seen.has(payloadType)) continue;
    seen.add(payloadType);
    const map = media.rtp.find((entry) => entry.payload === payloadType) ?? (payloadType === STATIC_COMFORT_NOISE ? { codec: 'CN', rate: 8000 } : null);
    const clockRate = typeof map?.rate === 'number' && map.rate > 0 ? map.rate : 8000;
    switch (map && String(map.codec).toLowerCase()) {
      case 'telephone-event': events.push({ payloadType, clockRate }); break;
      case 'cn': comfortNoise.push({ payloadType, clockRate }); break;
      case 'red': redundancy.push({ payloadType, clockRate, blocks: blocksOf(media, payloadType) }); break;
      default: {
        const format = map ? formatOfMap(payloadType, map) : formatOfStatic(payloadType);
        if (format) formats.push({ ...format, parameters: parametersOf(media, payloadType) });
      }
    }
  }
  return { formats, events, comfortNoise, redundancy };
}

/** RFC 2198 5: `a=fmtp:121 0/5` lists the numbers in the blocks. */
function blocksOf(media: MediaDescription, payloadType: number): number[] {
  const config = media.fmtp.find(({ payload }) => payload === payloadType)?.config;
  return config === undefined ? [] : String(config).split('/').map(Number).filter((number) => Number.isInteger(number) && number >= 0 && number < 128);
}

function formatOfMap(payloadType: number, map: { codec: unknown; rate?: unknown; encoding?: unknown }): NumberedFormat | null {
  const name = String(map.codec).toLowerCase();
  const codec = codecNames.find((candidate) => codecFacts[candidate].payloadName.toLowerCase() === name);
  if (!codec) return null;
  const rates = clockRatesOf(codec);
  const first = rates[0] ?? 8000;
  // RFC 3551 4.5.2: G.722 says 8000 by an old mistake that must stay; some phones write the true 16000.
  const clockRate = map.rate === undefined || (codec === 'g722' && map.rate === 16_000) ? first : Number(map.rate);
  if (!rates.includes(clockRate)) return null;
  // L16 in stereo is another format; of the others only Opus has a channel count, and that says nothing (RFC 7587 7).
  if (codec === 'l16' && map.encoding !== undefined && map.encoding !== 1 && map.encoding !== '1') return null;
  return { payloadType, codec, clockRate };
}

function formatOfStatic(payloadType: number): NumberedFormat | null {
  for (const codec of codecNames) {
    const clockRate = clockRatesOf(codec).find((rate) => factsAt(codec, rate).staticPayloadType === payloadType);
    if (clockRate !== undefined) return { payloadType, codec, clockRate };
  }
  return null;
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
