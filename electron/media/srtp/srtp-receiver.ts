import { createTransform } from './create-transform';
import { guessIndex, ReplayWindow } from './packet-index';
import { rtpHeaderBytes, sequenceNumberOf, word } from './rtp-header';
import type { MasterKey } from './suites';
import type { SrtpTransform } from './transform';

/** Streams whose replay windows are kept; the oldest is forgotten beyond it, so that a call cannot grow for ever. */
const MAX_STREAMS = 256;

interface ReceivedStream { readonly rtp: ReplayWindow; readonly rtcp: ReplayWindow }

/** Takes apart what came under one master key. State is only made and moved by packets that prove authentic. */
export class SrtpReceiver {
  readonly #transform: SrtpTransform;
  readonly #streams = new Map<number, ReceivedStream>();

  /** `before`: what the key before this one had seen, as its highestIndexes() says. */
  constructor(readonly master: MasterKey, private readonly before: ReadonlyMap<number, number> = new Map()) {
    this.#transform = createTransform(master);
  }

  /** The plain packet, in place; null where it is not authentic, a replay, or no RTP. */
  unprotectRtp(datagram: Uint8Array): Uint8Array | null {
    const packet = this.#withoutMki(datagram, 'rtp');
    if (!packet) return null;
    const headerBytes = rtpHeaderBytes(packet);
    if (headerBytes < 0) return null;
    const ssrc = word(packet, 8);
    const sequenceNumber = sequenceNumberOf(packet);
    const known = this.#streams.get(ssrc);
    if (known && known.rtp.highest >= 0) {
      const index = guessIndex(known.rtp.highest, sequenceNumber);
      if (!known.rtp.allows(index) || index >= 2 ** 48) return null;
      return this.#openRtp(packet, headerBytes, ssrc, index, known);
    }
    for (const index of this.#firstIndexes(ssrc, sequenceNumber)) {
      const plain = this.#openRtp(packet, headerBytes, ssrc, index, known);
      if (plain) return plain;
    }
    return null;
  }

  /** The plain compound packet, in place; null where it is not authentic, a replay, not encrypted, or no RTCP. */
  unprotectRtcp(datagram: Uint8Array): Uint8Array | null {
    const packet = this.#withoutMki(datagram, 'rtcp');
    if (!packet) return null;
    const indexAt = this.#transform.rtcpIndexAt(packet.length);
    if (indexAt < 8 || (packet[0] ?? 0) >> 6 !== 2) return null;
    const indexWord = word(packet, indexAt);
    // UNENCRYPTED_SRTCP is never agreed.
    if (indexWord < 0x8000_0000) return null;
    const index = indexWord - 0x8000_0000;
    const ssrc = word(packet, 4);
    const known = this.#streams.get(ssrc);
    if (known && !known.rtcp.allows(index)) return null;
    const length = this.#transform.openRtcp(packet, ssrc, index);
    if (length < 0) return null;
    (known ?? this.#newStream(ssrc)).rtcp.note(index);
    return packet.subarray(0, length);
  }

  /** Highest index seen of each stream, for the receiver with the next key. */
  highestIndexes(): ReadonlyMap<number, number> {
    const seen = new Map<number, number>();
    for (const [ssrc, { rtp }] of this.#streams) if (rtp.highest >= 0) seen.set(ssrc, rtp.highest);
    // A call that was held under this key may go on with the stream of the key before.
    return seen.size > 0 ? seen : this.before;
  }

  /** RFC 3711 3.1: the MKI stands before the tag; RFC 7714 8.2, 9.2: with AEAD it stands last. Neither signs it. */
  #withoutMki(datagram: Uint8Array, kind: 'rtp' | 'rtcp'): Uint8Array | null {
    const { mki, suite } = this.master;
    if (!mki) return datagram;
    const tailBytes = suite.cipher === 'aes-gcm' ? 0 : kind === 'rtp' ? suite.rtpTagBytes : suite.rtcpTagBytes;
    const at = datagram.length - tailBytes - mki.length;
    if (at < 0 || Buffer.compare(datagram.subarray(at, at + mki.length), mki) !== 0) return null;
    // A copy, since another key may yet have to try the datagram as it came.
    return Buffer.concat([datagram.subarray(0, at), datagram.subarray(at + mki.length)]);
  }

  #openRtp(packet: Uint8Array, headerBytes: number, ssrc: number, index: number, known: ReceivedStream | undefined): Uint8Array | null {
    const length = this.#transform.openRtp(packet, headerBytes, ssrc, index);
    if (length < 0) return null;
    (known ?? this.#newStream(ssrc)).rtp.note(index);
    return packet.subarray(0, length);
  }

  /**
   * What the index of a stream's first packet can be. RFC 3711 3.3.1: a new master key does not reset the ROC, yet many
   * phones do reset it. And a stream that starts just before its first wrap may lose all that came before it.
   */
  #firstIndexes(ssrc: number, sequenceNumber: number): number[] {
    const indexes = [sequenceNumber, 0x10000 + sequenceNumber];
    const highest = this.before.get(ssrc);
    const carriedOn = highest === undefined ? -1 : guessIndex(highest, sequenceNumber);
    return carriedOn < 0 || indexes.includes(carriedOn) ? indexes : [carriedOn, ...indexes];
  }

  #newStream(ssrc: number): ReceivedStream {
    for (const oldest of this.#streams.keys()) {
      if (this.#streams.size < MAX_STREAMS) break;
      this.#streams.delete(oldest);
    }
    const stream = { rtp: new ReplayWindow(), rtcp: new ReplayWindow() };
    this.#streams.set(ssrc, stream);
    return stream;
  }
}
