/** ClientHello, ServerHello and HelloVerifyRequest (RFC 5246 7.4.1, RFC 6347 4.2.1) with the extensions that we know. */
import { ByteReader, concatOctets, numbersOf, octetsOf, vectorOf } from './bytes';
import { DTLS_1_0, DTLS_1_2, extensionType } from './constants';

export type Extensions = ReadonlyMap<number, Uint8Array>;

export interface ClientHello {
  readonly version: number;
  /** 32 octets. */
  readonly random: Uint8Array;
  readonly cookie: Uint8Array;
  readonly cipherSuites: readonly number[];
  readonly extensions: Extensions;
}

export interface ServerHello {
  readonly version: number;
  readonly random: Uint8Array;
  readonly cipherSuite: number;
  readonly extensions: Extensions;
}

export const RANDOM_BYTES = 32;
const NULL_COMPRESSION = 0;

export function buildClientHello({ random, cookie, cipherSuites, extensions }: Omit<ClientHello, 'version'>): Uint8Array {
  return concatOctets(
    octetsOf(DTLS_1_2, 2), random, vectorOf(1), vectorOf(1, cookie), numbersOf(2, cipherSuites), vectorOf(1, octetsOf(NULL_COMPRESSION, 1)),
    buildExtensions(extensions),
  );
}

/** Null where it is malformed. */
export function parseClientHello(body: Uint8Array): ClientHello | null {
  const reader = new ByteReader(body);
  const version = reader.number(2);
  const random = reader.take(RANDOM_BYTES);
  reader.vector(1);
  const cookie = reader.vector(1);
  const cipherSuites = reader.numbers(2);
  const compressions = reader.vector(1);
  const extensions = parseExtensions(reader);
  if (reader.failed || !extensions || !compressions.includes(NULL_COMPRESSION)) return null;
  return { version, random, cookie, cipherSuites, extensions };
}

export function buildServerHello({ random, cipherSuite, extensions }: Omit<ServerHello, 'version'>): Uint8Array {
  return concatOctets(
    octetsOf(DTLS_1_2, 2), random, vectorOf(1), octetsOf(cipherSuite, 2), octetsOf(NULL_COMPRESSION, 1), buildExtensions(extensions),
  );
}

/** Null where it is malformed. */
export function parseServerHello(body: Uint8Array): ServerHello | null {
  const reader = new ByteReader(body);
  const version = reader.number(2);
  const random = reader.take(RANDOM_BYTES);
  reader.vector(1);
  const cipherSuite = reader.number(2);
  const compression = reader.number(1);
  const extensions = parseExtensions(reader);
  if (reader.failed || !extensions || compression !== NULL_COMPRESSION) return null;
  return { version, random, cipherSuite, extensions };
}

/** The version says nothing about the one to come (RFC 6347 4.2.1). */
export function buildHelloVerifyRequest(cookie: Uint8Array): Uint8Array {
  return concatOctets(octetsOf(DTLS_1_0, 2), vectorOf(1, cookie));
}

/** The cookie; null where it is malformed. */
export function parseHelloVerifyRequest(body: Uint8Array): Uint8Array | null {
  const reader = new ByteReader(body);
  reader.number(2);
  const cookie = reader.vector(1);
  return reader.complete ? cookie : null;
}

function buildExtensions(extensions: Extensions): Uint8Array {
  if (extensions.size === 0) return new Uint8Array(0);
  return vectorOf(2, ...[...extensions].map(([type, data]) => concatOctets(octetsOf(type, 2), vectorOf(2, data))));
}

/** They may be left out as a whole. Null where one comes twice or the vector is broken. */
function parseExtensions(reader: ByteReader): Extensions | null {
  const extensions = new Map<number, Uint8Array>();
  if (reader.left === 0) return extensions;
  const list = new ByteReader(reader.vector(2));
  while (list.left > 0) {
    const type = list.number(2);
    const data = list.vector(2);
    if (list.failed || extensions.has(type)) return null;
    extensions.set(type, data);
  }
  return reader.complete ? extensions : null;
}

/** use_srtp (RFC 5764 4.1.1) without MKI. */
export function buildUseSrtp(profiles: readonly number[]): Uint8Array {
  return concatOctets(numbersOf(2, profiles), vectorOf(1));
}

/** Empty where the extension is missing or broken. */
export function parseUseSrtp(extensions: Extensions): number[] {
  const reader = new ByteReader(extensions.get(extensionType.useSrtp) ?? new Uint8Array(0));
  const profiles = reader.numbers(2);
  reader.vector(1);
  return reader.complete ? profiles : [];
}

/** A vector of 16-bit numbers: groups, signature algorithms. Empty where the extension is missing or broken. */
export function parseNumbers(extensions: Extensions, type: number): number[] {
  const reader = new ByteReader(extensions.get(type) ?? new Uint8Array(0));
  const numbers = reader.numbers(2);
  return reader.complete ? numbers : [];
}
