import { randomBytes, type X509Certificate } from 'node:crypto';
import { ByteReader, concatOctets, numbersOf, sameOctets, vectorOf } from './bytes';
import { cipherSuite, DTLS_1_2, extensionType, handshakeType } from './constants';
import { awaiting, buildCertificates, buildSigned, clear, encrypted, firstCertificate, MessageCounter, type Awaited, type Handshake, type HandshakeCarrier } from './handshake';
import type { HandshakeMessage } from './handshake-message';
import { buildClientHello, buildUseSrtp, parseHelloVerifyRequest, parseServerHello, parseUseSrtp, RANDOM_BYTES, type ServerHello } from './hello';
import { createKeyAgreement, groupsInOrder } from './key-agreement';
import { Secrets, Transcript } from './secrets';
import { readCertificate, signatureAlgorithm, signatureAlgorithms, signEcdsaSha256, verifySignature } from './signature';

const cipherSuites: readonly number[] = Object.values(cipherSuite);
const NAMED_CURVE = 3;

/**
 * The active side (RFC 5246 7.3, RFC 6347 4.2.4):
 *
 *   ClientHello ->                            flight 1
 *                 <- HelloVerifyRequest       flight 2
 *   ClientHello with cookie ->                flight 3
 *                 <- ServerHello .. Done      flight 4
 *   Certificate .. Finished ->                flight 5
 *                 <- Finished                 flight 6
 */
export class ClientHandshake implements Handshake {
  readonly idle = false;
  readonly #carrier: HandshakeCarrier;
  readonly #random = randomBytes(RANDOM_BYTES);
  readonly #transcript = new Transcript();
  readonly #counter = new MessageCounter();
  #awaited: Awaited = new Map();
  #hello: ServerHello | null = null;
  #srtpProfile = 0;
  #certificate: { readonly der: Uint8Array; readonly x509: X509Certificate } | null = null;
  #theirKey: { readonly group: number; readonly publicKey: Uint8Array } | null = null;
  #certificateWanted = false;
  #secrets: Secrets | null = null;

  constructor(carrier: HandshakeCarrier) {
    this.#carrier = carrier;
  }

  start(): void {
    this.#sendHello(new Uint8Array(0));
    this.#awaited = awaiting(
      [handshakeType.helloVerifyRequest, (message) => this.#takeHelloVerify(message)],
      [handshakeType.serverHello, (message) => this.#takeHello(message)],
    );
  }

  handle(message: HandshakeMessage): void {
    const take = this.#awaited.get(message.type);
    if (take) take(message);
    else this.#carrier.fail('malformed');
  }

  #sendHello(cookie: Uint8Array): void {
    this.#transcript.clear();
    const message = this.#counter.message(handshakeType.clientHello, buildClientHello({
      random: this.#random, cookie, cipherSuites,
      extensions: new Map([
        [extensionType.supportedGroups, numbersOf(2, groupsInOrder)],
        [extensionType.ecPointFormats, vectorOf(1, Uint8Array.of(0))],
        [extensionType.signatureAlgorithms, numbersOf(2, signatureAlgorithms)],
        [extensionType.useSrtp, buildUseSrtp(this.#carrier.srtpProfiles)],
        [extensionType.extendedMasterSecret, new Uint8Array(0)],
        [extensionType.renegotiationInfo, vectorOf(1)],
      ]),
    }));
    this.#transcript.add(message);
    this.#carrier.send([clear(message)], true);
  }

  #takeHelloVerify({ body }: HandshakeMessage): void {
    const cookie = parseHelloVerifyRequest(body);
    if (!cookie) return this.#carrier.fail('malformed');
    this.#sendHello(cookie);
  }

  #takeHello(message: HandshakeMessage): void {
    const hello = parseServerHello(message.body);
    if (!hello) return this.#carrier.fail('malformed');
    const [profile, ...more] = parseUseSrtp(hello.extensions);
    const known = profile !== undefined && more.length === 0 && this.#carrier.srtpProfiles.includes(profile);
    if (hello.version !== DTLS_1_2 || !cipherSuites.includes(hello.cipherSuite) || !known) return this.#carrier.fail('nothing-in-common');
    this.#hello = hello;
    this.#srtpProfile = profile;
    this.#transcript.add(message);
    this.#awaited = awaiting([handshakeType.certificate, (next) => this.#takeCertificate(next)]);
  }

  #takeCertificate(message: HandshakeMessage): void {
    const der = firstCertificate(message.body);
    const x509 = der && readCertificate(der);
    if (!der || !x509) return this.#carrier.fail('malformed');
    this.#certificate = { der, x509 };
    this.#transcript.add(message);
    this.#awaited = awaiting([handshakeType.serverKeyExchange, (next) => this.#takeKeyExchange(next)]);
  }

  /** RFC 8422 5.4: the curve and point, signed together with both randoms. */
  #takeKeyExchange(message: HandshakeMessage): void {
    const reader = new ByteReader(message.body);
    const curveType = reader.number(1);
    const group = reader.number(2);
    const publicKey = reader.vector(1);
    const parameters = message.body.subarray(0, message.body.length - reader.left);
    const algorithm = reader.number(2);
    const signature = reader.vector(2);
    if (!reader.complete || !this.#certificate || !this.#hello) return this.#carrier.fail('malformed');
    if (curveType !== NAMED_CURVE || !groupsInOrder.includes(group)) return this.#carrier.fail('nothing-in-common');
    const signed = concatOctets(this.#random, this.#hello.random, parameters);
    if (!verifySignature(algorithm, signed, signature, this.#certificate.x509)) return this.#carrier.fail('not-authentic');
    this.#theirKey = { group, publicKey };
    this.#transcript.add(message);
    const done = [handshakeType.serverHelloDone, (next: HandshakeMessage) => this.#takeDone(next)] as const;
    this.#awaited = awaiting(done, [handshakeType.certificateRequest, (next) => {
      this.#certificateWanted = true;
      this.#transcript.add(next);
      this.#awaited = awaiting(done);
    }]);
  }

  #takeDone(message: HandshakeMessage): void {
    const agreement = this.#theirKey && createKeyAgreement(this.#theirKey.group);
    const preMaster = this.#theirKey && agreement?.agree(this.#theirKey.publicKey);
    if (!agreement || !preMaster || !this.#hello) return this.#carrier.fail('malformed');
    this.#transcript.add(message);
    const next = (type: number, body: Uint8Array): HandshakeMessage => {
      const made = this.#counter.message(type, body);
      this.#transcript.add(made);
      return made;
    };
    const { certificate } = this.#carrier;
    const flight: HandshakeMessage[] = [];
    if (this.#certificateWanted) flight.push(next(handshakeType.certificate, buildCertificates(certificate.der)));
    flight.push(next(handshakeType.clientKeyExchange, vectorOf(1, agreement.publicKey)));
    const sessionHash = this.#hello.extensions.has(extensionType.extendedMasterSecret) ? this.#transcript.hash() : null;
    const secrets = new Secrets(preMaster, { client: this.#random, server: this.#hello.random }, sessionHash);
    if (this.#certificateWanted) {
      const signature = signEcdsaSha256(this.#transcript.octets(), certificate.privateKey);
      flight.push(next(handshakeType.certificateVerify, buildSigned(signatureAlgorithm.ecdsaSha256, signature)));
    }
    const finished = next(handshakeType.finished, secrets.verifyData('client', this.#transcript.hash()));
    this.#secrets = secrets;
    this.#awaited = awaiting([handshakeType.finished, (last) => this.#takeFinished(last)]);
    this.#carrier.useSecrets(secrets);
    this.#carrier.send([...flight.map(clear), { kind: 'changeCipherSpec' }, encrypted(finished)], true);
  }

  #takeFinished({ body }: HandshakeMessage): void {
    const expected = this.#secrets?.verifyData('server', this.#transcript.hash());
    if (!expected || !this.#secrets || !this.#certificate || !sameOctets(body, expected)) return this.#carrier.fail('not-authentic');
    this.#carrier.finish({ certificateDer: this.#certificate.der, srtpProfile: this.#srtpProfile, secrets: this.#secrets });
  }
}
