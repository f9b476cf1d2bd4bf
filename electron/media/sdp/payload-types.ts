import type { CodecName } from '../../contract/accounts';
import { codecFacts } from '../codecs/facts';
import type { EventFormat } from './description';

/** What a number means on packets that come to us. */
export type ReceiveFormat =
  | { readonly kind: 'audio'; readonly codec: CodecName }
  | { readonly kind: 'events'; readonly clockRate: number };

const FIRST_DYNAMIC = 96;
const LAST_DYNAMIC = 127;
/** The numbers most phones use, so that traces read easily. */
const usualOpus = 107;
const usualEvents: Readonly<Record<number, number>> = { 8000: 101, 48_000: 110 };

/**
 * The numbers we receive under. One that was used in a session keeps its meaning to the end (RFC 3264 8.3.2),
 * so they are kept over all offers and answers, and follow the far end's numbers where it offered first.
 */
export class PayloadTypes {
  #codecs = new Map<CodecName, number>();
  #events = new Map<number, number>();

  codec(name: CodecName): number {
    return this.#codecs.get(name) ?? this.#assign(this.#codecs, name, codecFacts[name].staticPayloadType ?? this.#free(usualOpus));
  }

  event(clockRate: number): number {
    return this.#events.get(clockRate) ?? this.#assign(this.#events, clockRate, this.#free(usualEvents[clockRate] ?? FIRST_DYNAMIC));
  }

  /** Takes over the far end's numbers (RFC 3264 6.1: the answer uses the offer's). */
  adopt(codecs: readonly { codec: CodecName; payloadType: number }[], events: readonly EventFormat[]): void {
    for (const { codec, payloadType } of codecs) {
      this.#vacate(payloadType);
      this.#codecs.set(codec, payloadType);
    }
    for (const { clockRate, payloadType } of events) {
      this.#vacate(payloadType);
      this.#events.set(clockRate, payloadType);
    }
  }

  /** Everything that may arrive, by number. */
  receiveMap(): Map<number, ReceiveFormat> {
    const map = new Map<number, ReceiveFormat>();
    for (const [clockRate, payloadType] of this.#events) map.set(payloadType, { kind: 'events', clockRate });
    for (const [codec, payloadType] of this.#codecs) map.set(payloadType, { kind: 'audio', codec });
    return map;
  }

  #assign<K>(map: Map<K, number>, key: K, payloadType: number): number {
    map.set(key, payloadType);
    return payloadType;
  }

  #vacate(payloadType: number): void {
    for (const [codec, used] of this.#codecs) if (used === payloadType) this.#codecs.delete(codec);
    for (const [clockRate, used] of this.#events) if (used === payloadType) this.#events.delete(clockRate);
  }

  #free(wanted: number): number {
    const used = new Set([...this.#codecs.values(), ...this.#events.values()]);
    for (let offset = 0; offset <= LAST_DYNAMIC - FIRST_DYNAMIC; offset++) {
      const candidate = FIRST_DYNAMIC + ((wanted - FIRST_DYNAMIC + offset) % (LAST_DYNAMIC - FIRST_DYNAMIC + 1));
      if (!used.has(candidate)) return candidate;
    }
    return wanted;
  }
}
