import { createTransform } from './create-transform';
import { guessIndex } from './packet-index';
import { rtpHeaderBytes, sequenceNumberOf, word } from './rtp-header';
import type { MasterKey } from './suites';
import { RTCP_CLEAR_BYTES, RTCP_INDEX_BYTES, type SrtpTransform } from './transform';

/** Packets that one master key may protect (RFC 3711 9.2). */
export interface KeyLimits {
  readonly rtpPackets: number;
  readonly rtcpPackets: number;
}

export const keyLimits: KeyLimits = { rtpPackets: 2 ** 48, rtcpPackets: 2 ** 31 };

interface SentStream { rtpIndex: number; rtcpIndex: number }

/** Protects what we send with one master key. An index is never used twice: with counter modes that would give the words away. */
export class SrtpSender {
  readonly #transform: SrtpTransform;
  readonly #streams = new Map<number, SentStream>();
  #rtpPackets = 0;
  #rtcpPackets = 0;

  constructor(readonly master: MasterKey, private readonly limits: KeyLimits = keyLimits) {
    this.#transform = createTransform(master);
  }

  /** The protected packet; null where it is no RTP packet, goes back in its sequence, or the key is used up. */
  protectRtp(packet: Uint8Array): Uint8Array | null {
    const headerBytes = rtpHeaderBytes(packet);
    if (headerBytes < 0 || this.#rtpPackets >= this.limits.rtpPackets) return null;
    const ssrc = word(packet, 8);
    const stream = this.#stream(ssrc);
    const sequenceNumber = sequenceNumberOf(packet);
    const index = stream.rtpIndex < 0 ? sequenceNumber : guessIndex(stream.rtpIndex, sequenceNumber);
    if (index <= stream.rtpIndex || index >= 2 ** 48) return null;
    stream.rtpIndex = index;
    this.#rtpPackets++;
    const out = roomFor(packet, this.master.suite.rtpTagBytes);
    this.#transform.sealRtp(out, headerBytes, packet.length, ssrc, index);
    return out;
  }

  /** The protected compound packet; null where it is none or the key is used up. */
  protectRtcp(packet: Uint8Array): Uint8Array | null {
    if (packet.length < RTCP_CLEAR_BYTES || this.#rtcpPackets >= this.limits.rtcpPackets) return null;
    const ssrc = word(packet, 4);
    const stream = this.#stream(ssrc);
    // RFC 3711 3.4: the index starts at 0 and counts up by one.
    const index = stream.rtcpIndex + 1;
    if (index >= 2 ** 31) return null;
    stream.rtcpIndex = index;
    this.#rtcpPackets++;
    const out = roomFor(packet, this.master.suite.rtcpTagBytes + RTCP_INDEX_BYTES);
    this.#transform.sealRtcp(out, packet.length, ssrc, index);
    return out;
  }

  /** Streams are as few as SSRCs we ever used in a call. */
  #stream(ssrc: number): SentStream {
    let stream = this.#streams.get(ssrc);
    if (!stream) this.#streams.set(ssrc, stream = { rtpIndex: -1, rtcpIndex: -1 });
    return stream;
  }
}

/** From Node's pool: a socket may hold on to it until after the next packet, so one buffer for all would be overwritten. */
function roomFor(packet: Uint8Array, more: number): Uint8Array {
  const out = Buffer.allocUnsafe(packet.length + more);
  out.set(packet);
  return out;
}
