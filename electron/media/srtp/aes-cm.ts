import { createCipheriv, createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import type { SessionKeys } from './key-derivation';
import type { SrtpSuite } from './suites';
import { RTCP_CLEAR_BYTES, RTCP_INDEX_BYTES, type SrtpTransform } from './transform';

const BLOCK = 16;

/** AES in counter mode with HMAC-SHA1 (RFC 3711 4.1.1, 4.2.1). */
export class AesCmTransform implements SrtpTransform {
  readonly #rtp: CounterMode;
  readonly #rtcp: CounterMode;
  readonly #rocBytes = new Uint8Array(4);
  readonly #roc = new DataView(this.#rocBytes.buffer);

  constructor(private readonly suite: SrtpSuite, rtp: SessionKeys, rtcp: SessionKeys) {
    this.#rtp = new CounterMode(rtp);
    this.#rtcp = new CounterMode(rtcp);
  }

  sealRtp(out: Uint8Array, headerBytes: number, length: number, ssrc: number, index: number): void {
    this.#rtp.apply(out, headerBytes, length, ssrc, index);
    out.set(this.#rtpTag(out.subarray(0, length), index).subarray(0, this.suite.rtpTagBytes), length);
  }

  openRtp(packet: Uint8Array, headerBytes: number, ssrc: number, index: number): number {
    const length = packet.length - this.suite.rtpTagBytes;
    if (length < headerBytes) return -1;
    if (!sameTag(this.#rtpTag(packet.subarray(0, length), index), packet, length, this.suite.rtpTagBytes)) return -1;
    this.#rtp.apply(packet, headerBytes, length, ssrc, index);
    return length;
  }

  sealRtcp(out: Uint8Array, length: number, ssrc: number, index: number): void {
    this.#rtcp.apply(out, RTCP_CLEAR_BYTES, length, ssrc, index);
    new DataView(out.buffer, out.byteOffset).setUint32(length, (0x8000_0000 | index) >>> 0);
    const signed = length + RTCP_INDEX_BYTES;
    out.set(this.#rtcp.hmac().update(out.subarray(0, signed)).digest().subarray(0, this.suite.rtcpTagBytes), signed);
  }

  openRtcp(packet: Uint8Array, ssrc: number, index: number): number {
    const signed = packet.length - this.suite.rtcpTagBytes;
    const length = signed - RTCP_INDEX_BYTES;
    if (length < RTCP_CLEAR_BYTES) return -1;
    const tag = this.#rtcp.hmac().update(packet.subarray(0, signed)).digest();
    if (!sameTag(tag, packet, signed, this.suite.rtcpTagBytes)) return -1;
    this.#rtcp.apply(packet, RTCP_CLEAR_BYTES, length, ssrc, index);
    return length;
  }

  rtcpIndexAt(length: number): number {
    return length - this.suite.rtcpTagBytes - RTCP_INDEX_BYTES;
  }

  /** RFC 3711 4.2: over the packet and the ROC. */
  #rtpTag(packet: Uint8Array, index: number): Uint8Array {
    this.#roc.setUint32(0, Math.floor(index / 0x10000));
    return this.#rtp.hmac().update(packet).update(this.#rocBytes).digest();
  }
}

/** The key stream of one session key. One cipher serves all packets: AES of the counter blocks is the stream. */
class CounterMode {
  readonly #aes: ReturnType<typeof createCipheriv>;
  readonly #authKey: KeyObject;
  readonly #iv = new Uint8Array(BLOCK);
  #counters = new Uint8Array(0);

  constructor(private readonly keys: SessionKeys) {
    this.#aes = createCipheriv('aes-128-ecb', keys.key, null).setAutoPadding(false);
    this.#authKey = createSecretKey(keys.authKey);
  }

  hmac(): ReturnType<typeof createHmac> {
    return createHmac('sha1', this.#authKey);
  }

  /** Ciphers or deciphers bytes[from, to). */
  apply(bytes: Uint8Array, from: number, to: number, ssrc: number, index: number): void {
    if (to <= from) return;
    const blocks = Math.ceil((to - from) / BLOCK);
    const stream = this.#aes.update(this.#counterBlocks(blocks, ssrc, index));
    for (let i = from; i < to; i++) bytes[i] = (bytes[i] ?? 0) ^ (stream[i - from] ?? 0);
  }

  /** RFC 3711 4.1.1: IV = (salt * 2^16) XOR (SSRC * 2^64) XOR (index * 2^16), counted up in the last 16 bits. */
  #counterBlocks(blocks: number, ssrc: number, index: number): Uint8Array {
    const iv = this.#iv;
    iv.set(this.keys.salt);
    const high = Math.floor(index / 0x1_0000_0000);
    const low = index % 0x1_0000_0000;
    for (let i = 0; i < 4; i++) {
      iv[4 + i] = (iv[4 + i] ?? 0) ^ ((ssrc >>> (24 - 8 * i)) & 0xff);
      iv[10 + i] = (iv[10 + i] ?? 0) ^ ((low >>> (24 - 8 * i)) & 0xff);
    }
    iv[8] = (iv[8] ?? 0) ^ (high >>> 8);
    iv[9] = (iv[9] ?? 0) ^ (high & 0xff);
    if (this.#counters.length < blocks * BLOCK) this.#counters = new Uint8Array(blocks * BLOCK);
    for (let block = 0; block < blocks; block++) {
      iv[14] = block >>> 8;
      iv[15] = block & 0xff;
      this.#counters.set(iv, block * BLOCK);
    }
    return this.#counters.subarray(0, blocks * BLOCK);
  }
}

/** In constant time, so that nobody learns a tag octet by octet. */
function sameTag(tag: Uint8Array, packet: Uint8Array, at: number, length: number): boolean {
  let difference = 0;
  for (let i = 0; i < length; i++) difference |= (tag[i] ?? 0) ^ (packet[at + i] ?? 0);
  return difference === 0;
}
