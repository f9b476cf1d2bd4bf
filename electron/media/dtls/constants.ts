/** DTLS 1.2 as in the version field: the ones' complement of 1.2 (RFC 6347 4.1). */
export const DTLS_1_2 = 0xfefd;
/** What the records of a first ClientHello carry, for servers that look at nothing else. */
export const DTLS_1_0 = 0xfeff;

export const contentType = { changeCipherSpec: 20, alert: 21, handshake: 22, applicationData: 23 } as const;

export const handshakeType = {
  helloRequest: 0, clientHello: 1, serverHello: 2, helloVerifyRequest: 3, certificate: 11, serverKeyExchange: 12,
  certificateRequest: 13, serverHelloDone: 14, certificateVerify: 15, clientKeyExchange: 16, finished: 20,
} as const;

/** Cipher suites with ECDHE and AES-128-GCM (RFC 5289 3.2); the first is what WebRTC asks everyone to have (RFC 8827 6.5). */
export const cipherSuite = { ecdheEcdsaAes128Gcm: 0xc02b, ecdheRsaAes128Gcm: 0xc02f } as const;
/** RFC 5746 3.3. */
export const EMPTY_RENEGOTIATION_INFO = 0x00ff;

export const extensionType = {
  supportedGroups: 10, ecPointFormats: 11, signatureAlgorithms: 13, useSrtp: 14, extendedMasterSecret: 23, renegotiationInfo: 0xff01,
} as const;

export const alertLevel = { warning: 1, fatal: 2 } as const;
export const alertCode = { closeNotify: 0, handshakeFailure: 40, badCertificate: 42, decryptError: 51, protocolVersion: 70 } as const;

/** Why a handshake came to nothing. */
export type DtlsFailure =
  /** The far end's certificate is not the one its SDP promised (RFC 5763 5). */
  | 'fingerprint-mismatch'
  /** No cipher suite, curve or SRTP profile in common. */
  | 'nothing-in-common'
  /** A signature or the Finished message is wrong. */
  | 'not-authentic'
  | 'malformed'
  /** The far end gave up. */
  | 'alert'
  | 'timeout';
