/**
 * Offer and answer (RFC 3264) for one session, without any socket.
 *
 * The answer lists the common codecs in the order of the offer (RFC 3264 6.1 recommends it), and both sides send with
 * the first of the answer; so who offers has the choice. Our own preference counts in our offers, and where a codec
 * is left out of it, it is neither offered nor answered.
 */
import type { MediaDirection, MediaOptions } from '../../calls/ports/media';
import type { CodecName } from '../../contract/accounts';
import { factsAt } from '../codecs/facts';
import { agree, choose, companionsFor, formatsOf, heard, holds, plainOnly, type Agreement, type Choice, type LineCheck, type NegotiationError } from './choose';
import type { Companions, NumberedFormat, RemoteAudio, RemoteLine } from './description';
import { narrow, sends } from './direction';
import { DEFAULT_PTIME_MS, packetTime } from './packet-time';
import { PayloadTypes, type ReceiveFormat } from './payload-types';
import type { TransportAttributes } from './transport-attributes';
import { writeSdp, type LocalLine } from './write';

export type { Agreement, NegotiationError } from './choose';

/** Our side's ports and what else the transport says of itself; what is left out is not written. */
export interface LocalTransport extends Partial<TransportAttributes> {
  readonly rtpPort: number;
  readonly rtcpPort: number;
  /** For c= where it is not options.localAddress: the default candidate (RFC 8839 4.3.1). */
  readonly address?: string;
  /** The m-line's protocol in an offer; else that of the exchange before, RTP/AVP at first. An answer always takes the offer's. */
  readonly protocol?: string;
  /** Offer a=rtcp-mux, the RTCP port standing by (RFC 5761 5.1.1); else only what was agreed before. */
  readonly rtcpMux?: boolean;
}

/** What our transport says to a line of the far end's; null: it cannot work that way, and the next line is tried. */
export type AnswerTransport = (line: RemoteAudio) => LocalTransport | null;

export type AnswerOutcome =
  | { readonly ok: true; readonly sdp: string; readonly agreement: Agreement }
  | { readonly ok: false; readonly error: NegotiationError };
export type AcceptOutcome =
  | { readonly ok: true; readonly agreement: Agreement }
  | { readonly ok: false; readonly error: NegotiationError };

/** Whether an offer could be answered at all, before anything is opened or anybody rung; null = yes. */
export function refusalOf(offerText: string, codecs: readonly CodecName[], usable: LineCheck = plainOnly): NegotiationError | null {
  const chosen = choose(offerText, codecs, usable);
  return chosen.ok ? null : chosen.error;
}

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
  #offered: { codecs: readonly CodecName[]; direction: MediaDirection; rtcpMux: boolean; silenceSuppression: boolean } | null = null;
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
  offer(options: MediaOptions, local: LocalTransport): string {
    const formats = formatsOf(options.codecs).map((format): NumberedFormat => ({ ...format, payloadType: this.#payloadTypes.audio(format.codec, format.clockRate) }));
    const rtcpMux = local.rtcpMux ?? this.#rtcpMux;
    this.#protocol = local.protocol ?? this.#protocol;
    this.#offered = { codecs: [...options.codecs], direction: options.direction, rtcpMux, silenceSuppression: options.silenceSuppression ?? false };
    const first = formats[0];
    return this.#write(local.address ?? options.localAddress, {
      kind: 'audio',
      audio: {
        ...local, protocol: this.#protocol, rtcpMux, rtcpPort: rtcpMux && this.#rtcpMux ? null : local.rtcpPort,
        direction: options.direction, formats, companions: this.#companionsOf(formats),
        silenceSuppression: options.silenceSuppression ?? false,
        ptimeMs: first ? packetTime(factsAt(first.codec, first.clockRate).packetTimesMs, null, null) : DEFAULT_PTIME_MS,
      },
    });
  }

  answer(offerText: string, options: MediaOptions, local: LocalTransport | AnswerTransport): AnswerOutcome {
    const localFor: AnswerTransport = typeof local === 'function' ? local : (line) => (plainOnly(line) ? local : null);
    const found: { line: RemoteAudio; transport: LocalTransport }[] = [];
    const chosen = choose(offerText, options.codecs, (line) => {
      const transport = localFor(line);
      if (transport) found.push({ line, transport });
      return transport !== null;
    });
    if (!chosen.ok) return chosen;
    const { description, audio, formats } = chosen;
    const transport = found.find(({ line }) => line === audio)?.transport;
    if (!transport) return { ok: false, error: 'no-common-profile' };
    this.#offered = null;
    this.#lines = description.lines;
    this.#audioIndex = audio.lineIndex;
    this.#protocol = audio.protocol;
    this.#rtcpMux = audio.rtcpMux;
    const companions = companionsFor(audio, formats);
    this.#payloadTypes.adopt(formats, companions);
    this.#remoteHold = holds(audio);
    const silenceSuppression = options.silenceSuppression ?? false;
    const agreement = agree({
      audio, formats, companions, direction: narrow(options.direction, heard(audio)), remoteHold: this.#remoteHold, rtcpMux: audio.rtcpMux, silenceSuppression,
    });
    const sdp = this.#write(transport.address ?? options.localAddress, {
      kind: 'audio',
      audio: {
        ...transport, protocol: audio.protocol, rtcpMux: audio.rtcpMux, rtcpPort: audio.rtcpMux ? null : transport.rtcpPort,
        direction: agreement.direction, formats, companions, ptimeMs: agreement.ptimeMs, silenceSuppression,
      },
    });
    return { ok: true, sdp, agreement };
  }

  /** Takes an answer to our newest offer; may be called again for another fork's. `usable`: whether its keys fit our offer. */
  accept(answerText: string, usable: LineCheck = plainOnly): AcceptOutcome {
    const offered = this.#offered;
    if (!offered) return { ok: false, error: 'malformed' };
    const chosen: Choice = choose(answerText, offered.codecs, usable);
    if (!chosen.ok) return chosen;
    const { description, audio, formats } = chosen;
    this.#lines = description.lines;
    this.#audioIndex = audio.lineIndex;
    // An answer to an offer that sends nothing cannot say whether the far end would listen.
    if (sends(offered.direction)) this.#remoteHold = holds(audio);
    const companions = companionsFor(audio, formats);
    this.#payloadTypes.tolerate(formats, companions);
    // RFC 5761 5.1.1: shared only where both said so.
    this.#rtcpMux = offered.rtcpMux && audio.rtcpMux;
    const { silenceSuppression } = offered;
    return {
      ok: true,
      agreement: agree({
        audio, formats, companions, direction: narrow(offered.direction, heard(audio)), remoteHold: this.#remoteHold, rtcpMux: this.#rtcpMux, silenceSuppression,
      }),
    };
  }

  /** What we offer beside the audio: events at each clock, noise and redundancy at those where they are of use. */
  #companionsOf(formats: readonly NumberedFormat[]): Companions {
    const types = this.#payloadTypes;
    const ratesOf = (wanted: (format: NumberedFormat) => boolean): number[] => [...new Set(formats.filter(wanted).map(({ clockRate }) => clockRate))];
    return {
      // RFC 4733 2.1 asks for the clock of the audio; many know 8000 only, beside Opus too.
      events: [...new Set([...ratesOf(() => true), 8000])].map((clockRate) => ({ clockRate, payloadType: types.event(clockRate) })),
      comfortNoise: ratesOf(({ codec, clockRate }) => codec !== 'opus' && clockRate === 8000)
        .map((clockRate) => ({ clockRate, payloadType: types.comfortNoise(clockRate) })),
      redundancy: ratesOf(({ codec }) => codec !== 'l16').map((clockRate) => ({
        clockRate, payloadType: types.redundancy(clockRate),
        blocks: formats.filter((format) => format.codec !== 'l16' && format.clockRate === clockRate).map(({ payloadType }) => payloadType),
      })),
    };
  }

  #write(address: string, audio: LocalLine): string {
    if (this.#described) this.#sessionVersion++;
    this.#described = true;
    const lines: LocalLine[] = this.#lines.map((line) => ({ kind: 'refused', line }));
    lines[this.#audioIndex] = audio;
    return writeSdp({ sessionId: this.#sessionId, sessionVersion: this.#sessionVersion, address, lines });
  }
}
