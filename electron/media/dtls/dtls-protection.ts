import type { Clock } from '../../calls/ports/clock';
import type { Fingerprint } from '../sdp/transport-attributes';
import { Authenticity } from '../srtp/authenticity';
import { SrtpReceiver } from '../srtp/srtp-receiver';
import { SrtpSender } from '../srtp/srtp-sender';
import type { SrtpSuiteName } from '../srtp/suites';
import type { Endpoint } from '../transport/endpoint';
import type { Component } from '../transport/media-path';
import type { Protection } from '../transport/protection';
import type { DtlsRole } from './association';
import type { OwnCertificate } from './certificate';
import type { DtlsFailure } from './constants';
import { DtlsLeg } from './dtls-leg';
import { matchesFingerprint } from './fingerprint';
import { srtpKeys } from './srtp-keys';

export interface DtlsProtectionOptions {
  readonly role: DtlsRole;
  /** Null while an offer is not answered: a handshake may run, but nothing is believed before. */
  readonly fingerprints: readonly Fingerprint[] | null;
  readonly certificate: OwnCertificate;
  readonly clock: Clock;
  /** As MediaPath.send. */
  readonly send: (component: Component, bytes: Uint8Array, replyTo?: Endpoint) => void;
  /** RTCP comes and goes by the RTP port (RFC 5761); else it has an association of its own (RFC 5764 3). */
  readonly rtcpMux: () => boolean;
  /** Datagrams of strangers get here, as they do without ICE: their handshakes must not end the call. Left out: no. */
  readonly isOpen?: () => boolean;
  readonly onFailed: (reason: DtlsFailure) => void;
}

/** The handshake of one component and the SRTP contexts that it gave keys to. */
interface Leg {
  readonly dtls: DtlsLeg;
  keys: { readonly sender: SrtpSender; readonly receiver: SrtpReceiver } | null;
}

/** SRTP with the keys of DTLS (RFC 5764). Before the handshake is done and its certificate proven nothing passes, either way. */
export class DtlsProtection implements Protection {
  readonly authenticity = new Authenticity();
  readonly #options: DtlsProtectionOptions;
  readonly #legs = new Map<Component, Leg>();
  #fingerprints: readonly Fingerprint[] | null;
  #failure: DtlsFailure | null = null;
  #disposed = false;

  constructor(options: DtlsProtectionOptions) {
    this.#options = options;
    this.#fingerprints = options.fingerprints;
  }

  get role(): DtlsRole { return this.#options.role; }
  get fingerprints(): readonly Fingerprint[] | null { return this.#fingerprints; }
  get failure(): DtlsFailure | null { return this.#failure; }
  get secure(): boolean { return this.suite !== null; }
  /** Null before the handshake is done. */
  get suite(): SrtpSuiteName | null { return this.#legs.get('rtp')?.keys?.sender.master.suite.name ?? null; }

  /** Says hello where that is our part; where it is not, waits. To be called once the way to the far end is known. */
  start(): void {
    this.#leg('rtp').dtls.start();
    if (!this.#options.rtcpMux()) this.#leg('rtcp').dtls.start();
  }

  /** There is another way to the far end: what waits for its reply is sent again, at once. */
  resend(): void {
    for (const { dtls } of this.#legs.values()) dtls.resend();
  }

  /** The answer has come: what it promises of the far end's certificate. */
  expect(fingerprints: readonly Fingerprint[]): void {
    this.#fingerprints = fingerprints;
    for (const { dtls } of this.#legs.values()) dtls.check();
  }

  protectRtp(packet: Uint8Array): Uint8Array | null {
    return this.authenticity.noteSent(this.#legs.get('rtp')?.keys?.sender.protectRtp(packet) ?? null);
  }

  protectRtcp(packet: Uint8Array): Uint8Array | null {
    return this.#legs.get(this.#options.rtcpMux() ? 'rtp' : 'rtcp')?.keys?.sender.protectRtcp(packet) ?? null;
  }

  unprotectRtp(packet: Uint8Array): Uint8Array | null {
    const keys = this.#legs.get('rtp')?.keys;
    return keys ? this.authenticity.noteReceived(keys.receiver.unprotectRtp(packet)) : null;
  }

  unprotectRtcp(packet: Uint8Array): Uint8Array | null {
    const receivers = [...this.#legs.values()].flatMap(({ keys }) => (keys ? [keys.receiver] : []));
    if (receivers.length === 0) return null;
    for (const receiver of receivers) {
      const plain = receiver.unprotectRtcp(packet);
      if (plain) return this.authenticity.noteReceived(plain);
    }
    return this.authenticity.noteReceived(null);
  }

  takeDtls(component: Component, bytes: Uint8Array, from: Endpoint): void {
    if (this.#disposed) return;
    this.#leg(component).dtls.take(bytes, from);
  }

  dispose(): void {
    this.#disposed = true;
    for (const { dtls } of this.#legs.values()) dtls.dispose();
  }

  #leg(component: Component): Leg {
    const known = this.#legs.get(component);
    if (known) return known;
    const { role, certificate, clock, send, isOpen = () => false } = this.#options;
    const leg: Leg = {
      keys: null,
      dtls: new DtlsLeg({
        role, certificate, clock, isOpen,
        send: (datagram, replyTo) => { if (!this.#disposed) send(component, datagram, replyTo); },
        // RFC 5763 5: the certificate must be the one that SDP told of, or nothing is believed.
        isFarEnd: ({ certificateDer }) => this.#fingerprints && matchesFingerprint(certificateDer, this.#fingerprints),
        onKeys: (result) => {
          const { local, remote } = srtpKeys(result, role);
          leg.keys = { sender: new SrtpSender(local), receiver: new SrtpReceiver(remote) };
        },
        // Without RTCP a call still is one.
        onFailed: (reason) => { if (component === 'rtp') this.#fail(reason); },
      }),
    };
    this.#legs.set(component, leg);
    return leg;
  }

  #fail(reason: DtlsFailure): void {
    if (this.#disposed || this.#failure) return;
    this.#failure = reason;
    for (const leg of this.#legs.values()) leg.keys = null;
    this.#options.onFailed(reason);
  }
}

