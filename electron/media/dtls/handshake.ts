import type { OwnCertificate } from './certificate';
import type { DtlsFailure } from './constants';
import type { FlightItem } from './flights';
import type { HandshakeMessage } from './handshake-message';
import type { Secrets } from './secrets';
import { ByteReader, concatOctets, octetsOf, vectorOf } from './bytes';

/** What came out of a handshake. */
export interface DtlsResult {
  /** The far end's certificate, still to be compared with its fingerprint. */
  readonly certificateDer: Uint8Array;
  /** Number of the SRTP protection profile. */
  readonly srtpProfile: number;
  readonly secrets: Secrets;
}

/** What client and server ask of the association that carries them. */
export interface HandshakeCarrier {
  readonly certificate: OwnCertificate;
  /** Numbers of SRTP protection profiles, the best first. */
  readonly srtpProfiles: readonly number[];
  /** Sends a flight, again and again while a reply is awaited. */
  send(items: readonly FlightItem[], awaitsReply: boolean): void;
  /** A stateless answer to a ClientHello. */
  sendHelloVerify(cookie: Uint8Array): void;
  /** From now on records of epoch 1 can be read and written. */
  useSecrets(secrets: Secrets): void;
  finish(result: DtlsResult): void;
  fail(reason: DtlsFailure): void;
}

/** One side of a handshake. Messages come whole and in their order. */
export interface Handshake {
  start(): void;
  /** `peer` names where it came from, for cookies. */
  handle(message: HandshakeMessage, peer: string): void;
  /** True as long as nothing of the far end's is remembered. */
  readonly idle: boolean;
}

/** Numbers our messages. */
export class MessageCounter {
  next = 0;

  message(type: number, body: Uint8Array): HandshakeMessage {
    return { type, messageSeq: this.next++, body };
  }
}

export function clear(message: HandshakeMessage): FlightItem {
  return { kind: 'handshake', message, encrypted: false };
}

export function encrypted(message: HandshakeMessage): FlightItem {
  return { kind: 'handshake', message, encrypted: true };
}

/** RFC 5246 7.4.2: a chain, ours of one. */
export function buildCertificates(der: Uint8Array): Uint8Array {
  return vectorOf(3, vectorOf(3, der));
}

/** The first certificate of the chain; null where there is none. */
export function firstCertificate(body: Uint8Array): Uint8Array | null {
  const chain = new ByteReader(body);
  const first = new ByteReader(chain.vector(3)).vector(3);
  return chain.complete && first.length > 0 ? first : null;
}

export function buildSigned(algorithm: number, signature: Uint8Array): Uint8Array {
  return concatOctets(octetsOf(algorithm, 2), vectorOf(2, signature));
}

/** What may come next, by type, and who takes it. */
export type Awaited = ReadonlyMap<number, (message: HandshakeMessage) => void>;

export function awaiting(...entries: readonly (readonly [number, (message: HandshakeMessage) => void])[]): Awaited {
  return new Map(entries);
}
