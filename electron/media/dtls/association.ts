import type { Clock } from '../../calls/ports/clock';
import { ReplayWindow } from '../srtp/packet-index';
import type { OwnCertificate } from './certificate';
import { ClientHandshake } from './client-handshake';
import { alertCode, alertLevel, contentType, handshakeType, type DtlsFailure } from './constants';
import { Flights, type FlightItem } from './flights';
import type { DtlsResult, Handshake, HandshakeCarrier } from './handshake';
import { fragmentsOf, Reassembler } from './handshake-message';
import { buildHelloVerifyRequest } from './hello';
import { parseRecords, type DtlsRecord, type RecordCipher } from './record';
import type { Secrets } from './secrets';
import { ServerHandshake } from './server-handshake';

/** RFC 4145's words, as in a=setup. */
export type DtlsRole = 'active' | 'passive';

export interface AssociationOptions {
  readonly role: DtlsRole;
  readonly certificate: OwnCertificate;
  /** Numbers of SRTP protection profiles, the best first. */
  readonly srtpProfiles: readonly number[];
  readonly clock: Clock;
  readonly send: (datagram: Uint8Array) => void;
  /** Anybody may send an alert: one that no key has proven means nothing. Left out: it ends the handshake. */
  readonly doubtsAlerts?: boolean;
  readonly onFinished: (result: DtlsResult) => void;
  readonly onFailed: (reason: DtlsFailure) => void;
}

/** A handshake that takes longer comes to nothing. */
export const HANDSHAKE_TIMEOUT_MS = 15_000;
/** Records that overtook the keys they need. */
const MAX_EARLY_RECORDS = 8;

const alertOf: Readonly<Record<DtlsFailure, number | null>> = {
  'fingerprint-mismatch': alertCode.badCertificate, 'nothing-in-common': alertCode.handshakeFailure, 'not-authentic': alertCode.decryptError,
  'malformed': alertCode.handshakeFailure, 'alert': null, 'timeout': null,
};

/**
 * One DTLS 1.2 association (RFC 6347), for its keys alone: no application data is taken. The first of onFinished and
 * onFailed is told once. Nothing that comes in throws. dispose() ends its timers.
 */
export class DtlsAssociation {
  readonly #options: AssociationOptions;
  readonly #flights: Flights;
  readonly #reassembler = new Reassembler();
  readonly #replay = new ReplayWindow();
  readonly #handshake: Handshake;
  #reader: RecordCipher | null = null;
  #early: DtlsRecord[] = [];
  #state: 'new' | 'shaking' | 'finished' | 'failed' = 'new';
  #cancelTimeout: (() => void) | null = null;

  constructor(options: AssociationOptions) {
    this.#options = options;
    this.#flights = new Flights(options);
    const carrier: HandshakeCarrier = {
      certificate: options.certificate,
      srtpProfiles: options.srtpProfiles,
      send: (items, awaitsReply) => this.#send(items, awaitsReply),
      sendHelloVerify: (cookie) => this.#sendHelloVerify(cookie),
      useSecrets: (secrets) => this.#useSecrets(secrets),
      finish: (result) => this.#finish(result),
      fail: (reason) => this.abort(reason),
    };
    this.#handshake = options.role === 'active' ? new ClientHandshake(carrier) : new ServerHandshake(carrier);
  }

  get role(): DtlsRole { return this.#options.role; }
  /** Nobody has shown a good cookie yet. */
  get isIdle(): boolean { return this.#handshake.idle; }

  /** The active side says hello; the passive side waits as long as it takes, since a far end that still rings may say nothing. */
  start(): void {
    if (this.#state !== 'new') return;
    this.#state = 'shaking';
    this.#handshake.start();
    this.#limitTime();
  }

  /** Sends again now, not by the timer, what the far end has not answered. */
  resend(): void {
    this.#flights.resend();
  }

  /** A datagram of the far end; `peer` names its source. */
  take(datagram: Uint8Array, peer: string): void {
    if (this.#state === 'failed') return;
    this.start();
    try {
      for (const record of parseRecords(datagram)) this.#takeRecord(record, peer);
    } catch {
      // Nothing from outside may get further than this, whatever we got wrong about it.
      this.abort('malformed');
    }
  }

  /** Gives up, telling the far end why. */
  abort(reason: DtlsFailure): void {
    if (this.#state === 'failed') return;
    const wasFinished = this.#state === 'finished';
    this.#state = 'failed';
    const code = alertOf[reason];
    if (code !== null) this.#flights.sendOnce(contentType.alert, Uint8Array.of(alertLevel.fatal, code), this.#flights.cipher !== null);
    this.dispose();
    if (!wasFinished) this.#options.onFailed(reason);
  }

  dispose(): void {
    this.#state = 'failed';
    this.#cancelTimeout?.();
    this.#flights.settle();
    this.#early = [];
  }

  #takeRecord(record: DtlsRecord, peer: string): void {
    if (record.epoch === 0) {
      this.#takeContent(record.type, record.fragment, false, peer);
      return;
    }
    if (record.epoch !== 1) return;
    if (!this.#reader) {
      if (this.#early.length < MAX_EARLY_RECORDS) this.#early.push(record);
      return;
    }
    if (!this.#replay.allows(record.sequenceNumber)) return;
    const plain = this.#reader.open(record);
    if (!plain) return;
    this.#replay.note(record.sequenceNumber);
    this.#takeContent(record.type, plain, true, peer);
  }

  #takeContent(type: number, bytes: Uint8Array, isEncrypted: boolean, peer: string): void {
    // ChangeCipherSpec says nothing that the epoch does not; application data is none of ours.
    if (type === contentType.alert) this.#takeAlert(bytes);
    else if (type === contentType.handshake) this.#takeHandshake(bytes, isEncrypted, peer);
  }

  /** Once there are keys only an alert under them counts: before, anybody could end a call with two octets. */
  #takeAlert([level]: Uint8Array): void {
    if (this.#options.doubtsAlerts === true) return;
    if (level === alertLevel.fatal && this.#state === 'shaking' && !this.#handshake.idle) this.abort('alert');
  }

  #takeHandshake(bytes: Uint8Array, isEncrypted: boolean, peer: string): void {
    // Finished is the one message under the new keys, and comes under them only (RFC 5246 7.4.9).
    if (isEncrypted !== (bytes[0] === handshakeType.finished)) return;
    if (this.#handshake.idle) this.#reassembler.restart(bytes);
    const { repeated } = this.#reassembler.add(bytes);
    for (let message = this.#reassembler.take(); message; message = this.#reassembler.take()) {
      if (this.#state === 'shaking') this.#handshake.handle(message, peer);
    }
    this.#limitTime();
    if (repeated) this.#flights.repeat();
    if (this.#reader) this.#takeEarly(peer);
  }

  /** The handshake's time begins with its first word of ours. */
  #limitTime(): void {
    if (this.#state !== 'shaking' || this.#handshake.idle) return;
    this.#cancelTimeout ??= this.#options.clock.after(HANDSHAKE_TIMEOUT_MS, () => this.abort('timeout'));
  }

  #takeEarly(peer: string): void {
    const records = this.#early;
    this.#early = [];
    for (const record of records) this.#takeRecord(record, peer);
  }

  #send(items: readonly FlightItem[], awaitsReply: boolean): void {
    this.#flights.versionAgreed = this.#options.role === 'passive' || this.#flights.cipher !== null;
    this.#flights.start(items, awaitsReply);
  }

  #sendHelloVerify(cookie: Uint8Array): void {
    const [fragment] = fragmentsOf({ type: handshakeType.helloVerifyRequest, messageSeq: 0, body: buildHelloVerifyRequest(cookie) }, 1000);
    if (fragment) this.#flights.sendOnce(contentType.handshake, fragment, false);
  }

  #useSecrets({ clientCipher, serverCipher }: Secrets): void {
    const isClient = this.#options.role === 'active';
    this.#flights.cipher = isClient ? clientCipher : serverCipher;
    this.#reader = isClient ? serverCipher : clientCipher;
  }

  #finish(result: DtlsResult): void {
    this.#state = 'finished';
    this.#cancelTimeout?.();
    if (this.#options.role === 'active') this.#flights.settle();
    this.#options.onFinished(result);
  }
}
