import type { Clock } from '../../calls/ports/clock';
import type { Protection } from '../transport/protection';
import { Authenticity } from './authenticity';
import { sameMasterKey, type KeyPair } from './sdes-exchange';
import { SrtpReceiver } from './srtp-receiver';
import { SrtpSender } from './srtp-sender';
import type { SrtpSuiteName } from './suites';

/** How long packets under the key before are still taken: they are on their way while offer and answer cross. */
const OLD_KEY_MS = 5000;

/** SRTP with the keys of SDES, which new offers and answers may change. */
export class SdesProtection implements Protection {
  readonly secure = true;
  readonly authenticity = new Authenticity();
  readonly #clock: Clock;
  #sender: SrtpSender;
  #receiver: SrtpReceiver;
  #before: { readonly receiver: SrtpReceiver; readonly untilMs: number } | null = null;

  constructor({ local, remote }: KeyPair, clock: Clock) {
    this.#clock = clock;
    this.#sender = new SrtpSender(local);
    this.#receiver = new SrtpReceiver(remote);
  }

  /** Of what we send; both sides have the same. */
  get suite(): SrtpSuiteName { return this.#sender.master.suite.name; }

  /** Keys of a new offer and answer. What has not changed goes on, its replay window and ROC with it. */
  rekey({ local, remote }: KeyPair): void {
    // RFC 3711 3.3.1 would carry the ROC on; phones and servers start a new context at 0, and ours takes both.
    if (!sameMasterKey(local, this.#sender.master)) this.#sender = new SrtpSender(local);
    if (sameMasterKey(remote, this.#receiver.master)) return;
    this.#before = { receiver: this.#receiver, untilMs: this.#clock.monotonicMs() + OLD_KEY_MS };
    this.#receiver = new SrtpReceiver(remote, this.#receiver.highestIndexes());
  }

  protectRtp(packet: Uint8Array): Uint8Array | null {
    return this.authenticity.noteSent(this.#sender.protectRtp(packet));
  }

  protectRtcp(packet: Uint8Array): Uint8Array | null {
    return this.#sender.protectRtcp(packet);
  }

  unprotectRtp(packet: Uint8Array): Uint8Array | null {
    return this.authenticity.noteReceived(this.#receiver.unprotectRtp(packet) ?? this.#old()?.unprotectRtp(packet) ?? null);
  }

  unprotectRtcp(packet: Uint8Array): Uint8Array | null {
    return this.authenticity.noteReceived(this.#receiver.unprotectRtcp(packet) ?? this.#old()?.unprotectRtcp(packet) ?? null);
  }

  takeDtls(): void {}

  dispose(): void {
    this.#before = null;
  }

  #old(): SrtpReceiver | null {
    if (this.#before && this.#clock.monotonicMs() > this.#before.untilMs) this.#before = null;
    return this.#before?.receiver ?? null;
  }
}

/** Between an offer of keys and its answer: nobody can say yet whether what comes is encrypted, and ciphers heard as sound are noise. */
export const shut: Protection = {
  secure: false,
  protectRtp: () => null,
  protectRtcp: () => null,
  unprotectRtp: () => null,
  unprotectRtcp: () => null,
  takeDtls: () => {},
  dispose: () => {},
};
