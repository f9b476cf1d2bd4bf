/**
 * Which encryption a session has, by policy, offer and answer: plain RTP, SDES (RFC 4568) or DTLS-SRTP (RFC 5763).
 * Why the offers look as they do: docs/decisions/media-encryption.md.
 */
import type { Clock } from '../../calls/ports/clock';
import type { AudioSecurity, MediaEncryption, NegotiatedEncryption } from '../../calls/ports/encryption';
import type { Log } from '../../calls/ports/log';
import type { DtlsRole } from '../dtls/association';
import type { OwnCertificate } from '../dtls/certificate';
import { DtlsProtection } from '../dtls/dtls-protection';
import { fingerprintOf, sameFingerprints, usableFingerprints } from '../dtls/fingerprint';
import type { Agreement } from '../sdp/choose';
import type { RemoteAudio } from '../sdp/description';
import type { LocalTransport } from '../sdp/negotiator';
import type { Fingerprint, SetupRole } from '../sdp/transport-attributes';
import { shut, SdesProtection } from '../srtp/sdes-protection';
import { SdesExchange, type KeyPair } from '../srtp/sdes-exchange';
import { plain, type Protection } from '../transport/protection';
import type { RtpTransport } from '../transport/rtp-transport';

export const noEncryption: MediaEncryption = { policy: 'off', keyExchange: 'sdes' };

type RemoteLine = Pick<RemoteAudio, 'profile' | 'crypto' | 'fingerprints' | 'setup'>;

/** What a line of the far end's comes to. */
type Choice =
  | { readonly kind: 'none' }
  | { readonly kind: 'sdes'; readonly keys: KeyPair; readonly local: Partial<LocalTransport> }
  | { readonly kind: 'dtls'; readonly role: DtlsRole; readonly fingerprints: readonly Fingerprint[] };

export interface MediaSecurityOptions {
  readonly clock: Clock;
  readonly log: Log;
  /** Of this run. */
  readonly certificate: () => OwnCertificate;
  readonly transport: Pick<RtpTransport, 'useProtection' | 'path' | 'rtcpMux'>;
}

/** The encryption of one session. Owns the transport's protection. */
export class MediaSecurity {
  readonly #options: MediaSecurityOptions;
  readonly #exchange = new SdesExchange();
  #encryption = noEncryption;
  /** What was agreed on; null before. */
  #agreed: Choice['kind'] | null = null;
  #offering = false;
  #polled: AudioSecurity['kind'] = 'none';
  #sdes: SdesProtection | null = null;
  #dtls: DtlsProtection | null = null;

  constructor(options: MediaSecurityOptions) {
    this.#options = options;
  }

  /** What an offer says of keys. A session that has an encryption keeps it in new offers. */
  offer(encryption: MediaEncryption): Partial<LocalTransport> {
    this.#encryption = encryption;
    this.#offering = true;
    const first = this.#agreed === null;
    const kind = this.#agreed ?? (encryption.policy === 'off' ? 'none' : encryption.keyExchange);
    const required = first && encryption.policy === 'required';
    // RFC 8643: keys in an offer of RTP/AVP, which everybody else takes for plain RTP.
    if (kind === 'sdes') {
      if (first) this.#use(shut);
      return { crypto: this.#exchange.offer(), ...(required ? { protocol: 'RTP/SAVP' } : {}) };
    }
    if (kind === 'dtls') {
      // RFC 5763 5: whoever is called may say hello at once, before its answer is here.
      if (first && !this.#dtls) this.#startDtls('passive', null);
      return { ...this.#fingerprint('actpass'), rtcpMux: true, ...(required ? { protocol: 'UDP/TLS/RTP/SAVP' } : {}) };
    }
    return {};
  }

  /** What an answer to that line says of keys; null: the line does not fit the policy, or its keys cannot be used. */
  answer(line: RemoteLine, encryption: MediaEncryption): Partial<LocalTransport> | null {
    this.#encryption = encryption;
    this.#offering = false;
    const choice = this.#choose(line);
    switch (choice?.kind) {
      case undefined: return null;
      case 'none': return {};
      case 'sdes': return choice.local;
      case 'dtls': return this.#fingerprint(choice.role);
    }
  }

  /** Whether the line of an answer fits our newest offer. */
  accepts(line: RemoteLine): boolean {
    this.#offering = true;
    return this.#choose(line) !== null;
  }

  /** A way to the far end is proven: what was sent of a handshake before went nowhere. */
  pathFound(): void {
    this.#dtls?.resend();
  }

  /** What was agreed on begins. */
  apply({ transport }: Agreement): void {
    const choice = this.#choose(transport);
    if (!choice) return;
    this.#agreed = choice.kind;
    switch (choice.kind) {
      case 'none': return this.#use(plain);
      case 'sdes': return this.#applySdes(choice.keys);
      case 'dtls': return this.#applyDtls(choice.role, choice.fingerprints);
    }
  }

  get negotiated(): NegotiatedEncryption {
    if (this.#sdes) return { kind: 'sdes', suite: this.#sdes.suite };
    return this.#dtls && this.#agreed === 'dtls' ? { kind: 'dtls', suite: this.#dtls.suite } : { kind: 'none' };
  }

  /** The truth about the packets. */
  get state(): AudioSecurity {
    const protection = this.#sdes ?? this.#dtls;
    if (!protection || this.#agreed === null) return { kind: 'none' };
    const keyExchange = this.#sdes ? 'sdes' : 'dtls';
    if (this.#dtls?.failure) return { kind: 'failed', keyExchange, reason: this.#dtls.failure, forGood: true };
    const { authenticity, suite } = protection;
    if (authenticity.encrypted && suite !== null) return { kind: 'encrypted', keyExchange, suite };
    if (authenticity.misfit) return { kind: 'failed', keyExchange, reason: 'not-authentic', forGood: false };
    return { kind: 'starting', keyExchange, hasKeys: suite !== null };
  }

  /** Whether the state is another than at the last call. */
  pollChanged(): boolean {
    const { kind } = this.state;
    const changed = kind !== this.#polled;
    this.#polled = kind;
    return changed;
  }

  #choose(line: RemoteLine): Choice | null {
    const { policy } = this.#encryption;
    switch (line.profile?.security) {
      case 'plain': return policy === 'off' && !this.#encrypted ? { kind: 'none' } : this.#opportunity(line);
      case 'sdes': return this.#sdesChoice(line) ?? this.#dtlsChoice(line);
      case 'dtls': return this.#dtlsChoice(line);
      case undefined: return null;
    }
  }

  /** RTP/AVP with or without keys in it. */
  #opportunity(line: RemoteLine): Choice | null {
    const choice = (line.crypto.length > 0 ? this.#sdesChoice(line) : null) ?? (line.fingerprints.length > 0 && line.setup !== null ? this.#dtlsChoice(line) : null);
    if (choice || this.#encryption.policy === 'required') return choice;
    return { kind: 'none' };
  }

  #sdesChoice({ crypto }: RemoteLine): Choice | null {
    if (!this.#offering) {
      const answer = this.#exchange.answer(crypto);
      return answer && { kind: 'sdes', keys: answer.keys, local: { crypto: [answer.line] } };
    }
    const keys = this.#exchange.accept(crypto);
    return keys && { kind: 'sdes', keys, local: {} };
  }

  #dtlsChoice({ fingerprints, setup }: RemoteLine): Choice | null {
    const usable = usableFingerprints(fingerprints);
    if (usable.length === 0 || setup === 'holdconn' || (this.#offering && !this.#dtls)) return null;
    // RFC 8842 5.1: with the same certificates the association goes on, and its roles with it.
    return { kind: 'dtls', role: this.#continues(usable) ?? roleAgainst(setup), fingerprints: usable };
  }

  get #encrypted(): boolean {
    return this.#agreed === 'sdes' || this.#agreed === 'dtls';
  }

  #applySdes(keys: KeyPair): void {
    if (this.#sdes) return this.#sdes.rekey(keys);
    const protection = new SdesProtection(keys, this.#options.clock);
    this.#use(protection);
    this.#sdes = protection;
  }

  #applyDtls(role: DtlsRole, fingerprints: readonly Fingerprint[]): void {
    if (this.#dtls?.fingerprints === null && this.#dtls.role === role) this.#dtls.expect(fingerprints);
    else if (this.#continues(fingerprints) === null) this.#startDtls(role, fingerprints);
    this.#dtls?.start();
  }

  /** Our role where the association with these certificates is there and sound, else null. */
  #continues(fingerprints: readonly Fingerprint[]): DtlsRole | null {
    const running = this.#dtls;
    return running?.fingerprints && !running.failure && sameFingerprints(running.fingerprints, fingerprints) ? running.role : null;
  }

  #startDtls(role: DtlsRole, fingerprints: readonly Fingerprint[] | null): void {
    const { certificate, clock, log, transport } = this.#options;
    const protection = new DtlsProtection({
      role, fingerprints, clock, certificate: certificate(),
      send: (component, bytes, replyTo) => transport.path.send(component, bytes, replyTo),
      rtcpMux: () => transport.rtcpMux,
      isOpen: () => transport.path.isProven !== true,
      onFailed: (reason) => log.warn('DTLS handshake failed', { reason, role }),
    });
    this.#use(protection);
    this.#dtls = protection;
  }

  #use(protection: Protection): void {
    this.#sdes = null;
    this.#dtls = null;
    this.#options.transport.useProtection(protection);
  }

  #fingerprint(setup: SetupRole): Partial<LocalTransport> {
    return { fingerprints: [fingerprintOf(this.#options.certificate().der)], setup };
  }
}

/** RFC 5763 5: an answer takes the active part where it may; without a=setup the far end is active (RFC 4145 4). */
function roleAgainst(setup: SetupRole | null): DtlsRole {
  return setup === 'active' || setup === null ? 'passive' : 'active';
}

/** Whether an offer could be answered under that policy; nothing is kept. */
export function fitsPolicy(line: RemoteLine, encryption: MediaEncryption): boolean {
  const hasKeys = new SdesExchange().answer(line.crypto) !== null;
  const hasDtls = usableFingerprints(line.fingerprints).length > 0 && line.setup !== 'holdconn';
  switch (line.profile?.security) {
    case 'plain': return encryption.policy !== 'required' || hasKeys || (hasDtls && line.setup !== null);
    case 'sdes': return hasKeys || hasDtls;
    case 'dtls': return hasDtls;
    case undefined: return false;
  }
}
