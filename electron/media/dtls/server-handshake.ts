import { createHmac, randomBytes, type X509Certificate } from 'node:crypto';
import { ByteReader, concatOctets, numbersOf, octetsOf, sameOctets, vectorOf } from './bytes';
import { cipherSuite, DTLS_1_2, EMPTY_RENEGOTIATION_INFO, extensionType, handshakeType } from './constants';
import { awaiting, buildCertificates, buildSigned, clear, encrypted, firstCertificate, MessageCounter, type Awaited, type Handshake, type HandshakeCarrier } from './handshake';
import type { HandshakeMessage } from './handshake-message';
import { buildServerHello, buildUseSrtp, parseClientHello, parseNumbers, parseUseSrtp, RANDOM_BYTES, type ClientHello } from './hello';
import { createKeyAgreement, groupsInOrder, namedGroup, type KeyAgreement } from './key-agreement';
import { Secrets, Transcript } from './secrets';
import { readCertificate, signatureAlgorithm, signatureAlgorithms, signEcdsaSha256, verifySignature } from './signature';

const COOKIE_BYTES = 20;
const NAMED_CURVE = 3;
/** Kinds of certificate that we take, rsa_sign and ecdsa_sign (RFC 5246 7.4.4, RFC 8422 5.5). */
const CERTIFICATE_TYPES = Uint8Array.of(64, 1);

/** What was agreed on with the hello that brought a good cookie. */
interface Session {
  readonly hello: ClientHello;
  readonly random: Uint8Array;
  readonly srtpProfile: number;
  readonly agreement: KeyAgreement;
}

/** The passive side; see ClientHandshake for the flights. Until a cookie came back nothing is remembered (RFC 6347 4.2.1). */
export class ServerHandshake implements Handshake {
  readonly #carrier: HandshakeCarrier;
  readonly #cookieSecret = randomBytes(32);
  readonly #transcript = new Transcript();
  readonly #counter = new MessageCounter();
  #awaited: Awaited = new Map();
  #session: Session | null = null;
  #certificate: { readonly der: Uint8Array; readonly x509: X509Certificate } | null = null;
  #secrets: Secrets | null = null;

  constructor(carrier: HandshakeCarrier) {
    this.#carrier = carrier;
  }

  get idle(): boolean { return this.#session === null; }

  start(): void {}

  handle(message: HandshakeMessage, peer: string): void {
    if (this.idle) {
      // Anybody may send anything here; it is no reason to give up.
      if (message.type === handshakeType.clientHello) this.#takeHello(message, peer);
      return;
    }
    const take = this.#awaited.get(message.type);
    if (take) take(message);
    else this.#carrier.fail('malformed');
  }

  #takeHello(message: HandshakeMessage, peer: string): void {
    const hello = parseClientHello(message.body);
    if (!hello) return;
    const cookie = createHmac('sha256', this.#cookieSecret).update(peer).update(hello.random).digest().subarray(0, COOKIE_BYTES);
    if (!sameOctets(hello.cookie, cookie)) {
      this.#carrier.sendHelloVerify(cookie);
      return;
    }
    const session = this.#agreeOn(hello);
    if (!session) return this.#carrier.fail('nothing-in-common');
    this.#session = session;
    // The HelloVerifyRequest had number 0, whoever sent it.
    this.#counter.next = message.messageSeq;
    this.#transcript.add(message);
    this.#awaited = awaiting([handshakeType.certificate, (next) => this.#takeCertificate(next)]);
    this.#sendFlight(session);
  }

  #agreeOn(hello: ClientHello): Session | null {
    const { extensions } = hello;
    const srtpProfile = parseUseSrtp(extensions).find((profile) => this.#carrier.srtpProfiles.includes(profile));
    // RFC 8422 4: without the extension any curve may be taken.
    const groups = extensions.has(extensionType.supportedGroups) ? parseNumbers(extensions, extensionType.supportedGroups) : [namedGroup.p256];
    const group = groupsInOrder.find((candidate) => groups.includes(candidate));
    const agreement = group === undefined ? null : createKeyAgreement(group);
    const signs = parseNumbers(extensions, extensionType.signatureAlgorithms).includes(signatureAlgorithm.ecdsaSha256);
    const versionFits = hello.version <= DTLS_1_2 && hello.version >> 8 === DTLS_1_2 >> 8;
    if (!versionFits || !hello.cipherSuites.includes(cipherSuite.ecdheEcdsaAes128Gcm) || srtpProfile === undefined || !agreement || !signs) return null;
    return { hello, random: randomBytes(RANDOM_BYTES), srtpProfile, agreement };
  }

  #sendFlight({ hello, random, srtpProfile, agreement }: Session): void {
    const { certificate } = this.#carrier;
    const parameters = concatOctets(octetsOf(NAMED_CURVE, 1), octetsOf(agreement.group, 2), vectorOf(1, agreement.publicKey));
    const signature = signEcdsaSha256(concatOctets(hello.random, random, parameters), certificate.privateKey);
    const bodies: readonly (readonly [number, Uint8Array])[] = [
      [handshakeType.serverHello, buildServerHello({ random, cipherSuite: cipherSuite.ecdheEcdsaAes128Gcm, extensions: answersTo(hello, srtpProfile) })],
      [handshakeType.certificate, buildCertificates(certificate.der)],
      [handshakeType.serverKeyExchange, concatOctets(parameters, buildSigned(signatureAlgorithm.ecdsaSha256, signature))],
      [handshakeType.certificateRequest, concatOctets(vectorOf(1, CERTIFICATE_TYPES), numbersOf(2, signatureAlgorithms), vectorOf(2))],
      [handshakeType.serverHelloDone, new Uint8Array(0)],
    ];
    const messages = bodies.map(([type, body]) => this.#counter.message(type, body));
    for (const message of messages) this.#transcript.add(message);
    this.#carrier.send(messages.map(clear), true);
  }

  #takeCertificate(message: HandshakeMessage): void {
    const der = firstCertificate(message.body);
    const x509 = der && readCertificate(der);
    if (!der || !x509) return this.#carrier.fail('malformed');
    this.#certificate = { der, x509 };
    this.#transcript.add(message);
    this.#awaited = awaiting([handshakeType.clientKeyExchange, (next) => this.#takeKeyExchange(next)]);
  }

  #takeKeyExchange(message: HandshakeMessage): void {
    const reader = new ByteReader(message.body);
    const publicKey = reader.vector(1);
    const preMaster = reader.complete ? this.#session?.agreement.agree(publicKey) : null;
    if (!preMaster || !this.#session) return this.#carrier.fail('malformed');
    this.#transcript.add(message);
    const { hello, random } = this.#session;
    const sessionHash = hello.extensions.has(extensionType.extendedMasterSecret) ? this.#transcript.hash() : null;
    this.#secrets = new Secrets(preMaster, { client: hello.random, server: random }, sessionHash);
    this.#awaited = awaiting([handshakeType.certificateVerify, (next) => this.#takeCertificateVerify(next)]);
  }

  /** Proof that the far end has the key of its certificate (RFC 5246 7.4.8). */
  #takeCertificateVerify(message: HandshakeMessage): void {
    const reader = new ByteReader(message.body);
    const algorithm = reader.number(2);
    const signature = reader.vector(2);
    if (!reader.complete || !this.#certificate || !this.#secrets) return this.#carrier.fail('malformed');
    if (!verifySignature(algorithm, this.#transcript.octets(), signature, this.#certificate.x509)) return this.#carrier.fail('not-authentic');
    this.#transcript.add(message);
    this.#awaited = awaiting([handshakeType.finished, (next) => this.#takeFinished(next)]);
    this.#carrier.useSecrets(this.#secrets);
  }

  #takeFinished(message: HandshakeMessage): void {
    const secrets = this.#secrets;
    const expected = secrets?.verifyData('client', this.#transcript.hash());
    if (!expected || !secrets || !this.#certificate || !this.#session || !sameOctets(message.body, expected)) return this.#carrier.fail('not-authentic');
    this.#transcript.add(message);
    const finished = this.#counter.message(handshakeType.finished, secrets.verifyData('server', this.#transcript.hash()));
    this.#carrier.send([{ kind: 'changeCipherSpec' }, encrypted(finished)], false);
    this.#carrier.finish({ certificateDer: this.#certificate.der, srtpProfile: this.#session.srtpProfile, secrets });
  }
}

/** Only what was asked may be answered (RFC 5246 7.4.1.4). */
function answersTo({ extensions, cipherSuites }: ClientHello, srtpProfile: number): Map<number, Uint8Array> {
  const answers = new Map([[extensionType.useSrtp as number, buildUseSrtp([srtpProfile])]]);
  if (extensions.has(extensionType.extendedMasterSecret)) answers.set(extensionType.extendedMasterSecret, new Uint8Array(0));
  if (extensions.has(extensionType.ecPointFormats)) answers.set(extensionType.ecPointFormats, vectorOf(1, Uint8Array.of(0)));
  if (extensions.has(extensionType.renegotiationInfo) || cipherSuites.includes(EMPTY_RENEGOTIATION_INFO)) answers.set(extensionType.renegotiationInfo, vectorOf(1));
  return answers;
}
