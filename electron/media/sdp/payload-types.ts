import type { CodecName } from '../../contract/accounts';
import { factsAt } from '../codecs/facts';
import type { CompanionFormat, Companions, NumberedFormat } from './description';

/** What a number means on packets that come to us. */
export type ReceiveFormat =
  | { readonly kind: 'audio'; readonly codec: CodecName; readonly clockRate: number }
  /** RFC 4733 telephone-event. */
  | { readonly kind: 'events'; readonly clockRate: number }
  /** RFC 3389: the noise of a pause in audio of this clock rate. */
  | { readonly kind: 'comfort-noise'; readonly clockRate: number }
  /** RFC 2198: blocks, each under a number of its own out of this same map. */
  | { readonly kind: 'redundancy'; readonly clockRate: number };

const FIRST_DYNAMIC = 96;
const LAST_DYNAMIC = 127;
/** The numbers most phones use, so that traces read easily; the rest follow the first free one. */
const usual: Readonly<Record<string, number>> = {
  'audio/opus/48000': 107, 'events/8000': 101, 'events/48000': 110, 'redundancy/48000': 121, 'redundancy/8000': 122,
};

/**
 * The numbers we receive under. One that was used in a session keeps its meaning to the end (RFC 3264 8.3.2), also where
 * a newer number stands beside it; they follow the far end's numbers where it offered.
 */
export class PayloadTypes {
  /** What is described now, by format. */
  readonly #current = new Map<string, number>();
  /** Everything that was ever described, by number. */
  readonly #meanings = new Map<number, ReceiveFormat>();

  audio(codec: CodecName, clockRate: number): number {
    return this.#number({ kind: 'audio', codec, clockRate }, factsAt(codec, clockRate).staticPayloadType);
  }

  event(clockRate: number): number {
    return this.#number({ kind: 'events', clockRate }, null);
  }

  comfortNoise(clockRate: number): number {
    return this.#number({ kind: 'comfort-noise', clockRate }, clockRate === 8000 ? 13 : null);
  }

  redundancy(clockRate: number): number {
    return this.#number({ kind: 'redundancy', clockRate }, null);
  }

  /** Takes over the far end's numbers (RFC 3264 6.1: the answer uses the offer's). */
  adopt(formats: readonly NumberedFormat[], companions: Companions): void {
    for (const [payloadType, format] of described(formats, companions)) this.#assign(format, payloadType);
  }

  /**
   * Numbers of an answer to our offer, which may differ from ours (RFC 3264 6.1). Packets come under ours; far ends that
   * send under their own are understood too, where the number is free.
   */
  tolerate(formats: readonly NumberedFormat[], companions: Companions): void {
    for (const [payloadType, format] of described(formats, companions)) {
      if (!this.#meanings.has(payloadType)) this.#meanings.set(payloadType, format);
    }
  }

  /** Everything that may arrive, by number. */
  receiveMap(): Map<number, ReceiveFormat> {
    return new Map(this.#meanings);
  }

  #number(format: ReceiveFormat, fixed: number | null): number {
    const known = this.#current.get(keyOf(format));
    if (known !== undefined) return known;
    const payloadType = fixed ?? this.#free(usual[keyOf(format)] ?? FIRST_DYNAMIC);
    this.#assign(format, payloadType);
    return payloadType;
  }

  #assign(format: ReceiveFormat, payloadType: number): void {
    for (const [key, used] of this.#current) if (used === payloadType) this.#current.delete(key);
    this.#current.set(keyOf(format), payloadType);
    this.#meanings.set(payloadType, format);
  }

  #free(wanted: number): number {
    const span = LAST_DYNAMIC - FIRST_DYNAMIC + 1;
    const candidates = Array.from({ length: span }, (_, offset) => FIRST_DYNAMIC + ((wanted - FIRST_DYNAMIC + offset) % span));
    const described = new Set(this.#current.values());
    // Where a long session has used up all numbers, an old meaning gives way before a present one.
    return candidates.find((candidate) => !this.#meanings.has(candidate))
      ?? candidates.find((candidate) => !described.has(candidate)) ?? wanted;
  }
}

function keyOf(format: ReceiveFormat): string {
  return format.kind === 'audio' ? `audio/${format.codec}/${format.clockRate}` : `${format.kind}/${format.clockRate}`;
}

function described(formats: readonly NumberedFormat[], { events, comfortNoise, redundancy }: Companions): [number, ReceiveFormat][] {
  const companion = (kind: 'events' | 'comfort-noise' | 'redundancy', list: readonly CompanionFormat[]): [number, ReceiveFormat][] =>
    list.map(({ payloadType, clockRate }) => [payloadType, { kind, clockRate }]);
  return [
    ...formats.map(({ payloadType, codec, clockRate }): [number, ReceiveFormat] => [payloadType, { kind: 'audio', codec, clockRate }]),
    ...companion('events', events), ...companion('comfort-noise', comfortNoise), ...companion('redundancy', redundancy),
  ];
}
