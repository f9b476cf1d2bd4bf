import type { CodecName } from '../../contract/accounts';
import type { MediaDirection } from '../../calls/ports/media';
import { clockRatesOf, factsAt } from '../codecs/facts';
import type { CompanionFormat, Companions, EventFormat, RemoteAudio, RemoteDescription, RemoteFormat } from './description';
import { directionOf, receives, sends } from './direction';
import { packetTime } from './packet-time';
import { parseSdp } from './parse';
import type { TransportAttributes } from './transport-attributes';
import type { MediaProfile } from './profile';

export type NegotiationError = 'malformed' | 'no-common-codec' | 'no-audio' | 'no-common-profile';

/** Whether the transport can work as this line asks (profile, keys). */
export type LineCheck = (line: RemoteAudio) => boolean;

/** Without any keys: only lines for plain RTP. */
export const plainOnly: LineCheck = ({ profile }) => profile?.security === 'plain';

export type Choice =
  | { readonly ok: true; readonly description: RemoteDescription; readonly audio: RemoteAudio; readonly formats: readonly RemoteFormat[] }
  | { readonly ok: false; readonly error: NegotiationError };

/** What both sides have agreed on. */
export interface Agreement {
  readonly codec: CodecName;
  /** Hz of the RTP timestamps. */
  readonly clockRate: number;
  /** Number under which the far end wants it. */
  readonly sendPayloadType: number;
  /** The far end's fmtp for it. */
  readonly parameters: ReadonlyMap<string, string>;
  readonly sendEvents: EventFormat | null;
  /** The far end's number for comfort noise (RFC 3389) beside this codec; null where it takes none or we send through pauses. */
  readonly sendComfortNoise: number | null;
  /** Opus stops in pauses: we wish it, or the far end does (usedtx, RFC 7587 6.1). */
  readonly sendDtx: boolean;
  /** The far end's number for redundant audio (RFC 2198) of this codec; null where it takes none. */
  readonly sendRedundancy: number | null;
  readonly ptimeMs: number;
  /** From our side. */
  readonly direction: MediaDirection;
  readonly remoteHold: boolean;
  readonly rtcpMux: boolean;
  /** Null: there is nowhere to send. */
  readonly remote: { readonly address: string; readonly rtpPort: number; readonly rtcpAddress: string; readonly rtcpPort: number } | null;
  /** The far end's keys, fingerprints and candidates. */
  readonly transport: TransportAttributes & { readonly protocol: string; readonly profile: MediaProfile | null };
}

/** The first audio line that we can take, with the formats common to both in the far end's order. */
export function choose(text: string, codecs: readonly CodecName[], usable: LineCheck): Choice {
  const parsed = parseSdp(text);
  if (!parsed.ok) return parsed;
  const { description } = parsed;
  const open = description.audio.filter((audio) => audio.port > 0 && audio.port < 65_536);
  if (open.length === 0) return { ok: false, error: 'no-audio' };
  const fitting = open.filter((audio) => audio.profile !== null && usable(audio));
  if (fitting.length === 0) return { ok: false, error: 'no-common-profile' };
  for (const audio of fitting) {
    const formats = audio.formats.filter((format, i, all) => codecs.includes(format.codec) && all.findIndex((other) => sameFormat(other, format)) === i);
    if (formats.length === 0) continue;
    if (audio.address === null) return { ok: false, error: 'malformed' };
    return { ok: true, description, audio, formats };
  }
  return { ok: false, error: 'no-common-codec' };
}

/** What accompanies the formats and is understood here: events and redundancy where audio of ours has that clock, noise of G.711's. */
export function companionsFor(audio: Companions, formats: readonly RemoteFormat[]): Companions {
  const clockRates = new Set(formats.map(({ clockRate }) => clockRate));
  const once = <Format extends CompanionFormat>(list: readonly Format[]): Format[] =>
    list.filter(({ clockRate }, i) => list.findIndex((other) => other.clockRate === clockRate) === i);
  return {
    // RFC 4733 2.1 wants the clock of the audio; many know only 8000, beside Opus too.
    events: once(audio.events).filter(({ clockRate }) => clockRate === 8000 || clockRate === 48_000 || clockRates.has(clockRate)),
    // Opus has comfort noise of its own.
    comfortNoise: once(audio.comfortNoise).filter(({ clockRate }) => formats.some((format) => format.codec !== 'opus' && format.clockRate === clockRate)),
    redundancy: once(audio.redundancy).filter(({ clockRate }) => formats.some((format) => format.codec !== 'l16' && format.clockRate === clockRate)),
  };
}

/** What both sides said, put side by side. */
export interface Common {
  readonly audio: RemoteAudio;
  readonly formats: readonly RemoteFormat[];
  readonly companions: Companions;
  readonly direction: MediaDirection;
  readonly remoteHold: boolean;
  readonly rtcpMux: boolean;
  /** Our wish; see MediaOptions. */
  readonly silenceSuppression: boolean;
}

export function agree({ audio, formats, companions, direction, remoteHold, rtcpMux, silenceSuppression }: Common): Agreement {
  const first = formats[0];
  if (!first) throw new RangeError('an agreement needs a format');
  const { codec, clockRate, payloadType, parameters } = first;
  const { events, comfortNoise, redundancy } = companions;
  const ofSameClock = <Format extends CompanionFormat>(list: readonly Format[]): Format | null => list.find((format) => format.clockRate === clockRate) ?? null;
  const red = ofSameClock(redundancy);
  return {
    codec, clockRate, parameters,
    sendPayloadType: payloadType,
    sendEvents: ofSameClock(events) ?? events[0] ?? null,
    sendComfortNoise: silenceSuppression && codec !== 'opus' ? ofSameClock(comfortNoise)?.payloadType ?? null : null,
    sendDtx: codec === 'opus' && (silenceSuppression || parameters.get('usedtx') === '1'),
    sendRedundancy: codec !== 'l16' && red && (red.blocks.length === 0 || red.blocks.includes(payloadType)) ? red.payloadType : null,
    ptimeMs: packetTime(factsAt(codec, clockRate).packetTimesMs, audio.ptimeMs, audio.maxptimeMs, parameters),
    direction,
    remoteHold,
    rtcpMux,
    remote: audio.address === null || audio.heldByAddress ? null : {
      address: audio.address, rtpPort: audio.port,
      rtcpAddress: audio.rtcp.address ?? audio.address, rtcpPort: rtcpMux ? audio.port : audio.rtcp.port,
    },
    transport: {
      protocol: audio.protocol, profile: audio.profile,
      crypto: audio.crypto, fingerprints: audio.fingerprints, setup: audio.setup, ice: audio.ice,
      ...(audio.voipMetrics === true ? { voipMetrics: true } : {}),
    },
  };
}

/** The far end's direction with the old hold by address taken into it. */
export function heard(audio: RemoteAudio): MediaDirection {
  return audio.heldByAddress ? directionOf(sends(audio.direction), false) : audio.direction;
}

/** The far end does not listen. */
export function holds(audio: RemoteAudio): boolean {
  return audio.heldByAddress || !receives(audio.direction);
}

/** Every format of the codecs, in their order. */
export function formatsOf(codecs: readonly CodecName[]): { codec: CodecName; clockRate: number }[] {
  return codecs.flatMap((codec) => clockRatesOf(codec).map((clockRate) => ({ codec, clockRate })));
}

function sameFormat(a: RemoteFormat, b: RemoteFormat): boolean {
  return a.codec === b.codec && a.clockRate === b.clockRate;
}
