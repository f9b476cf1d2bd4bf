/** Names as SDES writes them (RFC 4568 6.2, RFC 7714 14.2). */
export type SrtpSuiteName = 'AES_CM_128_HMAC_SHA1_80' | 'AES_CM_128_HMAC_SHA1_32' | 'AEAD_AES_128_GCM' | 'AEAD_AES_256_GCM';

/** What a suite fixes; all lengths in octets. */
export interface SrtpSuite {
  readonly name: SrtpSuiteName;
  readonly cipher: 'aes-cm' | 'aes-gcm';
  readonly keyBytes: 16 | 32;
  readonly saltBytes: 12 | 14;
  /** Tag of RTP packets; that of RTCP is never shortened (RFC 4568 6.2.2, RFC 5764 4.1.2). */
  readonly rtpTagBytes: number;
  readonly rtcpTagBytes: number;
  /** SRTP protection profile of DTLS (RFC 5764 4.1.2, RFC 7714 14.2). */
  readonly dtlsProfile: number;
}

const cm = (name: SrtpSuiteName, rtpTagBytes: number, dtlsProfile: number): SrtpSuite =>
  ({ name, cipher: 'aes-cm', keyBytes: 16, saltBytes: 14, rtpTagBytes, rtcpTagBytes: 10, dtlsProfile });
const gcm = (name: SrtpSuiteName, keyBytes: 16 | 32, dtlsProfile: number): SrtpSuite =>
  ({ name, cipher: 'aes-gcm', keyBytes, saltBytes: 12, rtpTagBytes: 16, rtcpTagBytes: 16, dtlsProfile });

export const srtpSuites: Readonly<Record<SrtpSuiteName, SrtpSuite>> = {
  AEAD_AES_256_GCM: gcm('AEAD_AES_256_GCM', 32, 8),
  AEAD_AES_128_GCM: gcm('AEAD_AES_128_GCM', 16, 7),
  AES_CM_128_HMAC_SHA1_80: cm('AES_CM_128_HMAC_SHA1_80', 10, 1),
  AES_CM_128_HMAC_SHA1_32: cm('AES_CM_128_HMAC_SHA1_32', 4, 2),
};

/**
 * In the order we offer. The suite that every phone has comes first: some take the first line or none. The short tag is
 * last, since with four octets one forgery in 2^32 gets through.
 */
export const suitesInOrder: readonly SrtpSuite[] = [
  srtpSuites.AES_CM_128_HMAC_SHA1_80, srtpSuites.AEAD_AES_256_GCM, srtpSuites.AEAD_AES_128_GCM, srtpSuites.AES_CM_128_HMAC_SHA1_32,
];

/** Master key and master salt of one direction. */
export interface MasterKey {
  readonly suite: SrtpSuite;
  readonly key: Uint8Array;
  readonly salt: Uint8Array;
  /** Master key identifier that each packet carries, where the far end writes one (RFC 3711 3.1). */
  readonly mki?: Uint8Array;
}
