/**
 * Offer and answer (RFC 3264) for one session, without any socket.
 *
 * The answer lists the common codecs in the order of the offer (RFC 3264 6.1 recommends it), and both sides send with
 * the first of the answer; so who offers has the choice. Our own preference counts in our offers, and where a codec
 * is left out of it, it is neither offered nor answered.
 */
import type { MediaDirection, MediaOptions } from '../../calls/ports/media';
import type { CodecName } from '../../contract/accounts';
import { codecFacts } from '../codecs/facts';
import type { EventFormat, RemoteAudio, RemoteDescription, RemoteFormat, RemoteLine } from './description';
import { directionOf, narrow, receives, sends } from './direction';
import { parseSdp } from './parse';
import { PayloadTypes, type ReceiveFormat } from './payload-types';
import { writeSdp, type LocalLine } from './write';

const DEFAULT_PTIME_MS = 20;
const protocols = ['RTP/AVP', 'RTP/AVPF'];

export interface LocalPorts {
  readonly rtpPort: number;
  readonly rtcpPort: number;
}

/** What both sides have agreed on. */
export interface Agreement {
  readonly codec: CodecName;
  /** Number under which the far end wants it. */
  readonly sendPayloadType: number;
  /** The far end's fmtp for it. */
  readonly parameters: ReadonlyMap<string, string>;
  readonly sendEvents: EventFormat | null;
  readonly ptimeMs: number;
  /** From our side. */
  readonly direction: MediaDirection;
  readonly remoteHold: boolean;
  readonly rtcpMux: boolean;
  /** Null: there is nowhere to send. */
  readonly remote: { readonly address: string; readonly rtpPort: number; readonly rtcpAddress: string; readonly rtcpPort: number } | null;
}

export type NegotiationError = 'malformed' | 'no-common-codec' | 'no-audio';
export type AnswerOutcome =
  | { readonly ok: true; readonly sdp: string; readonly agreement: Agreement }
  | { readonly ok: false; readonly error: NegotiationError };
export type AcceptOutcome =
  | { readonly ok: true; readonly agreement: Agreement }
  | { readonly ok: false; readonly error: NegotiationError };

export class Negotiator {
  readonly #payloadTypes = new PayloadTypes();
  readonly #sessionId: number;
  #sessionVersion: number;
  #described = false;
  /** The m-lines of the session; their number and places never change (RFC 3264 8). */
  #lines: readonly RemoteLine[] = [];
  #audioIndex = 0;
  #protocol = 'RTP/AVP';
  #rtcpMux = false;
  #offered: { codecs: readonly CodecName[]; direction: MediaDirection } | null = null;
  #remoteHold = false;

  /** `random` answers 0..1. */
  constructor(random: () => number = Math.random) {
    this.#sessionId = Math.floor(random() * 0x7fff_ffff) + 1;
    this.#sessionVersion = this.#sessionId;
  }

  /** Numbers that may come in on packets; from the first offer on, before any answer (RFC 3264 5.1). */
  receiveMap(): Map<number, ReceiveFormat> {
    return this.#payloadTypes.receiveMap();
  }

  /** A first or new offer. */
  offer(options: MediaOptions, ports: LocalPorts): string {
    const clockRates = [...new Set(options.codecs.map((codec) => codecFacts[codec].clockRate))];
    this.#offered = { codecs: [...options.codecs], direction: options.direction };
    return this.#write(options.localAddress, {
      kind: 'audio',
      audio: {
        protocol: this.#protocol, ...ports, rtcpMux: this.#rtcpMux, direction: options.direction,
        codecs: options.codecs.map((codec) => ({ codec, payloadType: this.#payloadTypes.codec(codec) })),
        events: clockRates.map((clockRate) => ({ clockRate, payloadType: this.#payloadTypes.event(clockRate) })),
        ptimeMs: DEFAULT_PTIME_MS,
      },
    });
  }

  answer(offerText: string, options: MediaOptions, ports: LocalPorts): AnswerOutcome {
    const chosen = choose(offerText, options.codecs);
    if (!chosen.ok) return chosen;
    const { description, audio, formats } = chosen;
    this.#offered = null;
    this.#lines = description.lines;
    this.#audioIndex = audio.lineIndex;
    this.#protocol = audio.protocol;
    this.#rtcpMux = audio.rtcpMux;
    const events = audio.events.filter(({ clockRate }) => clockRate === 8000 || clockRate === 48_000);
    this.#payloadTypes.adopt(formats, events);
    this.#remoteHold = audio.heldByAddress || !receives(audio.direction);
    const agreement = agree(audio, formats, events, narrow(options.direction, heard(audio)), this.#remoteHold);
    const sdp = this.#write(options.localAddress, {
      kind: 'audio',
      audio: {
        protocol: audio.protocol, ...ports, rtcpMux: audio.rtcpMux, direction: agreement.direction,
        codecs: formats, events, ptimeMs: agreement.ptimeMs,
      },
    });
    return { ok: true, sdp, agreement };
  }

  /** Takes an answer to our newest offer; may be called again for another fork's. */
  accept(answerText: string): AcceptOutcome {
    const offered = this.#offered;
    if (!offered) return { ok: false, error: 'malformed' };
    const chosen = choose(answerText, offered.codecs);
    if (!chosen.ok) return chosen;
    const { description, audio, formats } = chosen;
    this.#lines = description.lines;
    this.#audioIndex = audio.lineIndex;
    const held = audio.heldByAddress || !receives(audio.direction);
    // An answer to an offer that sends nothing cannot say whether the far end would listen.
    if (sends(offered.direction)) this.#remoteHold = held;
    const events = audio.events.filter(({ clockRate }) => this.#receivesEventsAt(clockRate));
    // RFC 5761 5.1.1: shared only where both said so.
    const agreement = agree(audio, formats, events, narrow(offered.direction, heard(audio)), this.#remoteHold);
    this.#rtcpMux = this.#rtcpMux && audio.rtcpMux;
    return { ok: true, agreement: { ...agreement, rtcpMux: this.#rtcpMux } };
  }

  #receivesEventsAt(clockRate: number): boolean {
    return [...this.receiveMap().values()].some((format) => format.kind === 'events' && format.clockRate === clockRate);
  }

  #write(address: string, audio: LocalLine): string {
    if (this.#described) this.#sessionVersion++;
    this.#described = true;
    const lines: LocalLine[] = this.#lines.map((line) => ({ kind: 'refused', line }));
    lines[this.#audioIndex] = audio;
    return writeSdp({ sessionId: this.#sessionId, sessionVersion: this.#sessionVersion, address, lines });
  }
}

type Choice =
  | { ok: true; description: RemoteDescription; audio: RemoteAudio; formats: RemoteFormat[] }
  | { ok: false; error: NegotiationError };

/** The first audio line that we can take, with the formats common to both in the far end's order. */
function choose(text: string, codecs: readonly CodecName[]): Choice {
  const parsed = parseSdp(text);
  if (!parsed.ok) return parsed;
  const { description } = parsed;
  const open = description.audio.filter((audio) => audio.port > 0 && audio.port < 65_536);
  if (open.length === 0) return { ok: false, error: 'no-audio' };
  for (const audio of open) {
    if (!protocols.includes(audio.protocol)) continue;
    const formats = audio.formats.filter(({ codec }, i, all) => codecs.includes(codec) && all.findIndex((other) => other.codec === codec) === i);
    if (formats.length === 0) continue;
    if (audio.address === null) return { ok: false, error: 'malformed' };
    return { ok: true, description, audio, formats };
  }
  return { ok: false, error: 'no-common-codec' };
}

/** The far end's direction with the old hold by address taken into it. */
function heard(audio: RemoteAudio): MediaDirection {
  return audio.heldByAddress ? directionOf(sends(audio.direction), false) : audio.direction;
}

function agree(
  audio: RemoteAudio, formats: readonly RemoteFormat[], events: readonly EventFormat[], direction: MediaDirection, remoteHold: boolean,
): Agreement {
  const first = formats[0];
  if (!first) throw new RangeError('an agreement needs a format');
  const facts = codecFacts[first.codec];
  return {
    codec: first.codec,
    sendPayloadType: first.payloadType,
    parameters: first.parameters,
    // RFC 4733 2.1 wants the clock of the audio; a far end that knows only 8000 beside Opus gets that.
    sendEvents: events.find(({ clockRate }) => clockRate === facts.clockRate) ?? events[0] ?? null,
    ptimeMs: packetTime(facts.packetTimesMs, audio.ptimeMs, audio.maxptimeMs),
    direction,
    remoteHold,
    rtcpMux: audio.rtcpMux,
    remote: audio.address === null || audio.heldByAddress ? null : {
      address: audio.address, rtpPort: audio.port,
      rtcpAddress: audio.rtcp.address ?? audio.address, rtcpPort: audio.rtcpMux ? audio.port : audio.rtcp.port,
    },
  };
}

/** The longest packet the codec knows that is no longer than the far end's wish (RFC 8866 6.4). */
function packetTime(possibleMs: readonly number[], ptimeMs: number | null, maxptimeMs: number | null): number {
  const wanted = Math.min(ptimeMs ?? DEFAULT_PTIME_MS, maxptimeMs ?? Number.POSITIVE_INFINITY);
  return possibleMs.filter((ms) => ms <= wanted).at(-1) ?? possibleMs[0] ?? DEFAULT_PTIME_MS;
}
