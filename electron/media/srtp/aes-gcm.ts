import { createCipheriv, createDecipheriv, createSecretKey, type CipherGCMTypes, type KeyObject } from 'node:crypto';
import type { SessionKeys } from './key-derivation';
import type { SrtpSuite } from './suites';
import { RTCP_CLEAR_BYTES, RTCP_INDEX_BYTES, type SrtpTransform } from './transform';

const TAG_BYTES = 16;
const options = { authTagLength: TAG_BYTES };

/** AES-GCM (RFC 7714). */
export class AesGcmTransform implements SrtpTransform {
  readonly #algorithm: CipherGCMTypes;
  readonly #rtp: Nonce;
  readonly #rtcp: Nonce;
  readonly #indexBytes = new Uint8Array(RTCP_INDEX_BYTES);
  readonly #index = new DataView(this.#indexBytes.buffer);

  constructor(suite: SrtpSuite, rtp: SessionKeys, rtcp: SessionKeys) {
    this.#algorithm = suite.keyBytes === 32 ? 'aes-256-gcm' : 'aes-128-gcm';
    this.#rtp = new Nonce(rtp);
    this.#rtcp = new Nonce(rtcp);
  }

  sealRtp(out: Uint8Array, headerBytes: number, length: number, ssrc: number, index: number): void {
    const cipher = createCipheriv(this.#algorithm, this.#rtp.key, this.#rtp.forRtp(ssrc, index), options);
    cipher.setAAD(out.subarray(0, headerBytes));
    out.set(cipher.update(out.subarray(headerBytes, length)), headerBytes);
    cipher.final();
    out.set(cipher.getAuthTag(), length);
  }

  openRtp(packet: Uint8Array, headerBytes: number, ssrc: number, index: number): number {
    const length = packet.length - TAG_BYTES;
    if (length < headerBytes) return -1;
    const decipher = createDecipheriv(this.#algorithm, this.#rtp.key, this.#rtp.forRtp(ssrc, index), options);
    decipher.setAAD(packet.subarray(0, headerBytes)).setAuthTag(packet.subarray(length));
    return finish(decipher, packet, headerBytes, length);
  }

  /** RFC 7714 9.2: header, ciphertext, tag, index; the index word is signed with the header. */
  sealRtcp(out: Uint8Array, length: number, ssrc: number, index: number): void {
    this.#index.setUint32(0, (0x8000_0000 | index) >>> 0);
    const cipher = createCipheriv(this.#algorithm, this.#rtcp.key, this.#rtcp.forRtcp(ssrc, index), options);
    cipher.setAAD(Buffer.concat([out.subarray(0, RTCP_CLEAR_BYTES), this.#indexBytes]));
    out.set(cipher.update(out.subarray(RTCP_CLEAR_BYTES, length)), RTCP_CLEAR_BYTES);
    cipher.final();
    out.set(cipher.getAuthTag(), length);
    out.set(this.#indexBytes, length + TAG_BYTES);
  }

  openRtcp(packet: Uint8Array, ssrc: number, index: number): number {
    const indexAt = this.rtcpIndexAt(packet.length);
    const length = indexAt - TAG_BYTES;
    if (length < RTCP_CLEAR_BYTES) return -1;
    const decipher = createDecipheriv(this.#algorithm, this.#rtcp.key, this.#rtcp.forRtcp(ssrc, index), options);
    decipher.setAAD(Buffer.concat([packet.subarray(0, RTCP_CLEAR_BYTES), packet.subarray(indexAt)]));
    decipher.setAuthTag(packet.subarray(length, indexAt));
    return finish(decipher, packet, RTCP_CLEAR_BYTES, length);
  }

  rtcpIndexAt(length: number): number {
    return length - RTCP_INDEX_BYTES;
  }
}

function finish(decipher: ReturnType<typeof createDecipheriv>, packet: Uint8Array, from: number, to: number): number {
  const plain = decipher.update(packet.subarray(from, to));
  try {
    decipher.final();
  } catch {
    return -1; // The tag is wrong.
  }
  packet.set(plain, from);
  return to;
}

/** RFC 7714 8.1, 9.1: 16 zero bits, SSRC, then ROC and SEQ or the SRTCP index, all XOR the salt. */
class Nonce {
  readonly key: KeyObject;
  readonly #bytes = new Uint8Array(12);
  readonly #view = new DataView(this.#bytes.buffer);

  constructor(private readonly keys: SessionKeys) {
    this.key = createSecretKey(keys.key);
  }

  forRtp(ssrc: number, index: number): Uint8Array {
    this.#view.setUint16(0, 0);
    this.#view.setUint32(2, ssrc);
    this.#view.setUint16(6, Math.floor(index / 0x1_0000_0000));
    this.#view.setUint32(8, index % 0x1_0000_0000);
    return this.#salted();
  }

  forRtcp(ssrc: number, index: number): Uint8Array {
    this.#view.setUint16(0, 0);
    this.#view.setUint32(2, ssrc);
    this.#view.setUint16(6, 0);
    this.#view.setUint32(8, index);
    return this.#salted();
  }

  #salted(): Uint8Array {
    const { salt } = this.keys;
    for (let i = 0; i < 12; i++) this.#bytes[i] = (this.#bytes[i] ?? 0) ^ (salt[i] ?? 0);
    return this.#bytes;
  }
}
