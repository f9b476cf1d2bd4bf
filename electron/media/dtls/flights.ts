import type { Clock } from '../../calls/ports/clock';
import { concatOctets } from './bytes';
import { contentType, DTLS_1_0, DTLS_1_2 } from './constants';
import { fragmentsOf, type HandshakeMessage } from './handshake-message';
import { buildRecord, type RecordCipher } from './record';

/** What a flight is made of, in its order. */
export type FlightItem =
  | { readonly kind: 'handshake'; readonly message: HandshakeMessage; readonly encrypted: boolean }
  | { readonly kind: 'changeCipherSpec' };

/** Fits any way that carries UDP, IPv6 and a TURN header included. */
const MAX_DATAGRAM_BYTES = 1200;
const MAX_FRAGMENT_BYTES = 1100;
/** RFC 6347 4.2.4.1 says a second; a call cannot wait that long, and a handshake is a handful of packets. */
const FIRST_TIMEOUT_MS = 200;
const LAST_TIMEOUT_MS = 1600;
/** A far end that repeats itself is answered at once, but not each of its packets. */
const REPEAT_APART_MS = 50;

export interface FlightsOptions {
  readonly clock: Clock;
  readonly send: (datagram: Uint8Array) => void;
}

/** Sends our flights and sends them again until the far end goes on (RFC 6347 4.2.4). */
export class Flights {
  /** Set once the keys are there; for epoch 1. */
  cipher: RecordCipher | null = null;
  readonly #options: FlightsOptions;
  readonly #nextSequence = [0, 0];
  #current: readonly FlightItem[] = [];
  #timeoutMs = FIRST_TIMEOUT_MS;
  #sentAtMs = Number.NEGATIVE_INFINITY;
  #cancelTimer: (() => void) | null = null;
  #helloOnly = true;

  constructor(options: FlightsOptions) {
    this.#options = options;
  }

  /** A new flight; `awaitsReply`: it is sent again by timer until the next one, or settle(). */
  start(items: readonly FlightItem[], awaitsReply: boolean): void {
    this.settle();
    this.#current = items;
    this.#timeoutMs = FIRST_TIMEOUT_MS;
    this.#transmit();
    if (awaitsReply) this.#arm();
  }

  /** The far end sent a message of before again: it has not got ours. */
  repeat(): void {
    if (this.#options.clock.monotonicMs() - this.#sentAtMs >= REPEAT_APART_MS) this.#transmit();
  }

  /** The flight before had no way to go: sent again where a reply is still awaited, its times begin anew. */
  resend(): void {
    if (!this.#cancelTimer) return;
    this.settle();
    this.#timeoutMs = FIRST_TIMEOUT_MS;
    this.#transmit();
    this.#arm();
  }

  /** No timer any more; the flight stays for repeat(). */
  settle(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = null;
  }

  sendOnce(type: number, fragment: Uint8Array, encrypted: boolean): void {
    this.#options.send(this.#record(type, fragment, encrypted));
  }

  /** The version in front of a first ClientHello is the oldest (RFC 6347 4.2.1). */
  set versionAgreed(agreed: boolean) { this.#helloOnly = !agreed; }

  #arm(): void {
    this.#cancelTimer = this.#options.clock.after(this.#timeoutMs, () => {
      this.#timeoutMs = Math.min(2 * this.#timeoutMs, LAST_TIMEOUT_MS);
      this.#transmit();
      this.#arm();
    });
  }

  #transmit(): void {
    this.#sentAtMs = this.#options.clock.monotonicMs();
    let datagram: Uint8Array[] = [];
    let bytes = 0;
    const flush = (): void => {
      if (bytes > 0) this.#options.send(concatOctets(...datagram));
      datagram = [];
      bytes = 0;
    };
    for (const record of this.#current.flatMap((item) => this.#recordsOf(item))) {
      if (bytes + record.length > MAX_DATAGRAM_BYTES) flush();
      datagram.push(record);
      bytes += record.length;
    }
    flush();
  }

  #recordsOf(item: FlightItem): Uint8Array[] {
    if (item.kind === 'changeCipherSpec') return [this.#record(contentType.changeCipherSpec, Uint8Array.of(1), false)];
    return fragmentsOf(item.message, MAX_FRAGMENT_BYTES).map((fragment) => this.#record(contentType.handshake, fragment, item.encrypted));
  }

  #record(type: number, fragment: Uint8Array, encrypted: boolean): Uint8Array {
    const epoch = encrypted ? 1 : 0;
    const sequence = this.#nextSequence[epoch] ?? 0;
    this.#nextSequence[epoch] = sequence + 1;
    if (encrypted && this.cipher) return this.cipher.seal(type, epoch, sequence, fragment);
    return buildRecord(type, epoch, sequence, fragment, this.#helloOnly ? DTLS_1_0 : DTLS_1_2);
  }
}
