/*
 * The handshake of one component, where anybody may knock. Without ICE the port takes datagrams from whoever knows it, so a
 * handshake counts only once its certificate is the one that the signalling told of (RFC 5763 5):
 *
 *   passive   each source that says hello has an association of its own; the first with the right certificate is the far end
 *   active    one association, which no alert of anybody ends; where it comes to nothing, another hello goes out, and whoever showed a wrong certificate is
 *             not heard any more
 *
 * Whatever fails, the others may go on until time is up; then the reason of the failure is told. Behind ICE only who knows the
 * call's credentials gets here: one association, and its failure is final.
 */
import type { Clock } from '../../calls/ports/clock';
import type { Endpoint } from '../transport/endpoint';
import { DtlsAssociation, HANDSHAKE_TIMEOUT_MS, type DtlsRole } from './association';
import type { OwnCertificate } from './certificate';
import { contentType, handshakeType, type DtlsFailure } from './constants';
import type { DtlsResult } from './handshake';
import { srtpProfiles } from './srtp-keys';

export interface DtlsLegOptions {
  readonly role: DtlsRole;
  readonly certificate: OwnCertificate;
  readonly clock: Clock;
  readonly send: (datagram: Uint8Array, replyTo: Endpoint | undefined) => void;
  /** Datagrams of strangers get here. */
  readonly isOpen: () => boolean;
  /** Whether the certificate is the far end's; null while that is not known. */
  readonly isFarEnd: (result: DtlsResult) => boolean | null;
  /** Told once. */
  readonly onKeys: (result: DtlsResult) => void;
  /** Told once, and not after onKeys. */
  readonly onFailed: (reason: DtlsFailure) => void;
}

/** One association with whoever is behind it. */
interface Attempt {
  readonly association: DtlsAssociation;
  replyTo: Endpoint | undefined;
  /** Done, but what certificate to expect is not known yet. */
  unchecked: DtlsResult | null;
}

/** Handshakes at a time. */
const MAX_ATTEMPTS = 8;
/** Hellos of ours that came to nothing before it is given up to wait for another. */
const MAX_HELLOS = 8;
const MAX_REFUSED = 64;
const ANYBODY = '';

export class DtlsLeg {
  readonly #options: DtlsLegOptions;
  readonly #attempts = new Map<string, Attempt>();
  /** Sources that showed a wrong certificate. */
  readonly #refused = new Set<string>();
  #winner: Attempt | null = null;
  #over = false;
  #hellos = 0;
  #failure: DtlsFailure | null = null;
  #cancelDeadline: (() => void) | null = null;

  constructor(options: DtlsLegOptions) {
    this.#options = options;
  }

  /** Says hello where that is our part. */
  start(): void {
    if (this.#over || this.#winner || (this.#options.role === 'passive' && this.#options.isOpen())) return;
    (this.#attempts.get(ANYBODY) ?? this.#begin(ANYBODY)).association.start();
  }

  resend(): void {
    for (const { association } of this.#attempts.values()) association.resend();
  }

  take(datagram: Uint8Array, from: Endpoint): void {
    const source = `${from.address} ${from.port}`;
    if (this.#over || (!this.#winner && this.#refused.has(source))) return;
    const attempt = this.#winner ?? this.#attemptOf(source, datagram);
    if (!attempt) return;
    attempt.replyTo = from;
    attempt.association.take(datagram, source);
  }

  /** It is known by now what certificate to expect. */
  check(): void {
    for (const [name, attempt] of [...this.#attempts]) this.#settle(name, attempt);
  }

  dispose(): void {
    this.#over = true;
    this.#cancelDeadline?.();
    for (const { association } of this.#attempts.values()) association.dispose();
    this.#attempts.clear();
  }

  #attemptOf(source: string, datagram: Uint8Array): Attempt | null {
    if (this.#options.role === 'active' || !this.#options.isOpen()) return this.#attempts.get(ANYBODY) ?? this.#begin(ANYBODY);
    const known = this.#attempts.get(source);
    if (known) return known;
    if (!saysHello(datagram)) return null;
    if (this.#attempts.size >= MAX_ATTEMPTS && !this.#makeRoom()) return null;
    return this.#begin(source);
  }

  /** Who has not even shown a cookie yet may be nobody. */
  #makeRoom(): boolean {
    const idle = [...this.#attempts].find(([, { association }]) => association.isIdle);
    if (!idle) return false;
    idle[1].association.dispose();
    return this.#attempts.delete(idle[0]);
  }

  #begin(name: string): Attempt {
    const { role, certificate, clock, send } = this.#options;
    const attempt: Attempt = {
      replyTo: undefined, unchecked: null,
      association: new DtlsAssociation({
        role, certificate, clock, srtpProfiles, doubtsAlerts: this.#options.isOpen(),
        send: (datagram) => { if (!this.#over) send(datagram, attempt.replyTo); },
        onFinished: (result) => {
          attempt.unchecked = result;
          this.#settle(name, attempt);
        },
        onFailed: (reason) => this.#failed(name, attempt, reason),
      }),
    };
    this.#attempts.set(name, attempt);
    return attempt;
  }

  #settle(name: string, attempt: Attempt): void {
    const isFarEnd = attempt.unchecked && this.#options.isFarEnd(attempt.unchecked);
    if (!attempt.unchecked || isFarEnd === null || this.#over || this.#winner) return;
    const result = attempt.unchecked;
    attempt.unchecked = null;
    if (!isFarEnd) {
      attempt.association.abort('fingerprint-mismatch');
      return this.#failed(name, attempt, 'fingerprint-mismatch');
    }
    this.#winner = attempt;
    this.#cancelDeadline?.();
    for (const [other, { association }] of [...this.#attempts]) {
      if (other === name) continue;
      association.dispose();
      this.#attempts.delete(other);
    }
    this.#options.onKeys(result);
  }

  #failed(name: string, attempt: Attempt, reason: DtlsFailure): void {
    if (this.#over || this.#attempts.get(name) !== attempt) return;
    this.#attempts.delete(name);
    // A wrong certificate says more than that nobody else came.
    if (this.#failure !== 'fingerprint-mismatch') this.#failure = reason;
    if (!this.#options.isOpen()) return this.#giveUp();
    if (reason === 'fingerprint-mismatch' && attempt.replyTo && this.#refused.size < MAX_REFUSED) this.#refused.add(`${attempt.replyTo.address} ${attempt.replyTo.port}`);
    if (reason === 'timeout' && this.#attempts.size === 0) return this.#giveUp();
    this.#cancelDeadline ??= this.#options.clock.after(HANDSHAKE_TIMEOUT_MS, () => this.#giveUp());
    if (this.#options.role === 'active' && ++this.#hellos < MAX_HELLOS) this.#begin(ANYBODY).association.start();
  }

  #giveUp(): void {
    if (this.#over || this.#winner) return;
    this.dispose();
    this.#options.onFailed(this.#failure ?? 'timeout');
  }
}

/** A datagram that begins with a ClientHello (RFC 6347 4.1, 4.2.2): type, version, epoch 0, number, length, then the message's type. */
function saysHello(datagram: Uint8Array): boolean {
  return datagram.length > 13 && datagram[0] === contentType.handshake && datagram[3] === 0 && datagram[4] === 0 && datagram[13] === handshakeType.clientHello;
}
